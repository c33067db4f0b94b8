"""The scanner of HTML: what a page shows, and where in its code each character of it stands."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from mtaudit.article import Run, Shown, Span
from mtaudit.tables import table

# A tag and its attributes; a quotation mark counts only behind "=", and one that never closes counts for nothing.
_TAG = re.compile(r"</?+([A-Za-z][^\s/>]*+)((?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+)>")
_ATTRIBUTE = re.compile(r"([^\s/>\"'=][^\s/>=]*+)\s*+(?:=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"']++)))?+")
_COMMENT_END = re.compile(r"--!?>")
_HIDDEN_STYLE = re.compile(r"display\s{0,9}:\s{0,9}none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINE_END = re.compile(r"\r\n?")
# Plain text, a space that is shown as one, a line end, or a character reference.
_PIECE = re.compile(
    r"(?P<text>[^&\s]++(?:[ ](?=[^&\s])[^&\s]++)*+)|(?P<space>[ \t\n\r\f]++)"
    r"|(?P<reference>&(?:#[0-9]{1,9};?|#[xX][0-9a-fA-F]{1,9};?|[A-Za-z][A-Za-z0-9]{1,31};?))|(?P<other>.)",
    re.DOTALL,
)

_ELEMENTS = table(__file__, "html_scan.toml")
_RAW = frozenset(_ELEMENTS["raw"])
_UNSEEN = frozenset(_ELEMENTS["unseen"])
_INLINE = frozenset(_ELEMENTS["inline"])
_HIDEABLE = frozenset(_ELEMENTS["hideable"])
_META = frozenset(_ELEMENTS["meta"])


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows, the spans of its code that show nothing or stand for something else, and what it says of
    itself: `title`, and of `meta` the properties and links that tell where an article comes from."""

    shown: Shown
    markup: tuple[Span, ...]
    title: str | None
    meta: dict[str, str]


def scan(text: str) -> Page:
    """What a page shows. Any text is taken, as browsers do; time and memory are linear in its length."""
    scanner = _Scanner(text)
    scanner.run()
    shown = Shown("".join(scanner.pieces), tuple(scanner.runs))
    return Page(shown, tuple(scanner.marks), scanner.title, scanner.meta)


@dataclass(slots=True)
class _Scanner:
    """One pass over the code. `gap` is what stands between the last piece of text and the next one."""

    text: str
    pieces: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    marks: list[Span] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    size: int = 0  # of what is shown
    gap: str = ""
    last: int = 0  # the end of the last piece in the code
    pre: int = 0
    skipped: str = ""  # the element whose content is not shown, and how deep in elements of its name we are
    depth: int = 0

    def run(self) -> None:
        text, position = self.text, int(self.text.startswith("\ufeff"))
        while position < len(text):
            start = text.find("<", position)
            start = len(text) if start < 0 else start
            self._shown(position, start)
            if start == len(text):
                return
            position = self._markup(start)

    def _markup(self, start: int) -> int:
        """Take in what begins with "<" at `start`. Where to go on."""
        text = self.text
        following = text[start + 1 : start + 3]
        if following[:1].isascii() and (following[:1].isalpha() or (following[:1] == "/" and following[1:].isalpha())):
            match = _TAG.match(text, start)
            end = match.end() if match else len(text)
            self._mark(start, end)
            return self._tag(match, following[0] == "/") if match else end
        if following[:1] not in ("!", "?", "/") or not following:
            self._shown(start, start + 1)
            return start + 1
        end = self._end_of_comment(start)
        self._mark(start, end)
        return end

    def _end_of_comment(self, start: int) -> int:
        text = self.text
        if text.startswith("<!--", start):
            if text.startswith((">", "->"), start + 4):
                return text.index(">", start) + 1
            match = _COMMENT_END.search(text, start + 4)
            return match.end() if match else len(text)
        found = text.find(">", start)
        return len(text) if found < 0 else found + 1

    def _tag(self, match: re.Match[str], closes: bool) -> int:
        name = match[1].lower()
        if self.skipped:
            self._skip(name, closes, match[2])
        elif closes:
            self._close(name)
        else:
            self._open(name, match[2])
        if name in _RAW and not closes:
            return self._raw(name, match.end())
        return match.end()

    def _skip(self, name: str, closes: bool, written: str) -> None:
        if name == self.skipped and (closes or name not in _UNSEEN or not written.endswith("/")):
            self.depth += -1 if closes else 1
            if not self.depth:
                self.skipped = ""

    def _open(self, name: str, written: str) -> None:
        attributes = _attributes(written) if written else {}
        self._break(name)
        if name in ("meta", "link"):
            self._note(name, attributes)
        elif name == "pre":
            self.pre += 1
        hidden = name in _HIDEABLE and ("hidden" in attributes or _HIDDEN_STYLE.search(attributes.get("style", "")))
        if hidden or (name in _UNSEEN and not written.endswith("/")):
            self.skipped, self.depth = name, 1

    def _close(self, name: str) -> None:
        self._break(name)
        if name == "pre":
            self.pre = max(0, self.pre - 1)

    def _break(self, name: str) -> None:
        if name == "br":
            self.gap = "\n\n" if "\n" in self.gap else "\n"
        elif name not in _INLINE:
            self.gap = "\n\n"

    def _raw(self, name: str, start: int) -> int:
        """Pass over the content of a raw element, of which only a title is kept."""
        match = _end_tag(name).search(self.text, start)
        end = match.start() if match else len(self.text)
        self._mark(start, end)
        if name == "title" and self.title is None and not self.skipped:
            self.title = html.unescape(self.text[start:end])
        return end

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        if name == "link":
            if "canonical" in attributes.get("rel", "").lower().split() and attributes.get("href"):
                self.meta.setdefault("canonical", attributes["href"].strip())
            return
        key = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if key in _META and attributes.get("content"):
            self.meta.setdefault(key, attributes["content"])

    def _shown(self, start: int, end: int) -> None:
        """Take in the text between two tags."""
        if start == end:
            return
        if self.skipped:
            self._mark(start, end)
            return
        for match in _PIECE.finditer(self.text, start, end):
            kind, piece = match.lastgroup, match.group()
            if kind == "space":
                self._space(match.start(), match.end())
            elif kind == "reference":
                self._reference(match.start(), match.end())
            else:
                self._piece(piece, match.start(), match.end())

    def _space(self, start: int, end: int) -> None:
        if self.pre:
            self._piece(_LINE_END.sub("\n", self.text[start:end]), start, end)
        elif not self.gap:
            self.gap = " "

    def _reference(self, start: int, end: int) -> None:
        code = self.text[start:end]
        meant = html.unescape(code)
        if meant == code:
            self._piece(code, start, end)
            return
        whole = len(code)
        while whole > 2 and not code.endswith(";") and html.unescape(code[: whole - 1]) + code[whole - 1] == meant:
            whole -= 1  # "&ampx" is "&" and then "x"
            meant = meant[:-1]
        self._mark(start, start + whole)
        # A soft hyphen is not shown, and half a character is none.
        meant = "".join(c for c in meant if c != "\u00ad" and not "\ud800" <= c <= "\udfff" and c != "\0")
        if meant:
            self._piece(meant, start, start + whole)
        if start + whole < end:
            self._piece(self.text[start + whole : end], start + whole, end)

    def _piece(self, shown: str, start: int, end: int) -> None:
        if self.gap and self.size:
            self._add(self.gap, self.last, start)
        self.gap = ""
        self._add(shown, start, end)
        self.last = end

    def _add(self, shown: str, start: int, end: int) -> None:
        previous = self.runs[-1] if self.runs else None
        exact = len(shown) == end - start
        if not (exact and previous and previous.end == start and self.size - previous.at == start - previous.start):
            self.runs.append(Run(self.size, start, end))
        elif previous:
            self.runs[-1] = Run(previous.at, previous.start, end)
        self.pieces.append(shown)
        self.size += len(shown)

    def _mark(self, start: int, end: int) -> None:
        if start == end:
            return
        if self.marks and self.marks[-1].end == start:
            self.marks[-1] = Span(self.marks[-1].start, end)
        else:
            self.marks.append(Span(start, end))


def _attributes(written: str) -> dict[str, str]:
    """The attributes of a tag, the first of a name counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(written):
        value = next((v for v in match.group(2, 3, 4) if v is not None), "")
        found.setdefault(match[1].lower(), html.unescape(value))
    return found


def _end_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)

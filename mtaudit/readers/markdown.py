"""Markdown: the whole file is one article; its signs, targets and code are markup, the rest is prose.

Follows CommonMark (spec.commonmark.org) and the GitHub table and strike-through extensions as far
as a reader of news needs them. Offsets stay those of the raw file: nothing is taken out, spans of
markup are only marked as such. Line ends are never markup.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mtaudit.article import Article, Span
from mtaudit.readers.markdown_inline import mark_inline
from mtaudit.readers.source import InputError, Source, UnreadableError, input_error, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(r"[\r\n\u2028\u2029\x0b\x0c\x85]+")
_FRONT_MATTER = re.compile(
    r"\ufeff?(?P<mark>---|\+\+\+)[ \t]*(?>\r\n|\r|\n)(?=[\w\"'-]+[ \t]*[:=]|#|\[)"
    r"(?:(?!(?P=mark)|\.\.\.)[^\r\n]*+(?>\r\n|\r|\n))*+(?:(?P=mark)|\.\.\.)[ \t]*(?=[\r\n]|\Z)"
)
_FIELD = re.compile(r"^(title|date)[ \t]*[:=][ \t]*(.+?)[ \t]*\r?$", re.MULTILINE | re.IGNORECASE)
_FENCE = re.compile(r"[ \t]*(`{3,}(?=[^`\r\n]*+(?:[\r\n]|\Z))|~{3,})")
_INDENTED = re.compile(r"(?: {4}|[ ]{0,3}\t)")
_RULE = re.compile(r"[ ]{0,3}(?:(?:\*[ \t]*){3,}+|(?:-[ \t]*){3,}+|(?:_[ \t]*){3,}+|=+[ \t]*)(?=[\r\n]|\Z)")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?=[ \t\r\n]|\Z)[ \t]*")
_HEADING_END = re.compile(r"[ \t]#+[ \t]*(?=[\r\n]|\Z)")
_BULLET = re.compile(r"[ \t]*[-*+](?=[ \t\r\n]|\Z)[ \t]*(?:\[[ xX]\](?=[ \t]))?")
_NUMBER = re.compile(r"[ \t]*(\d{1,3})[.)](?=[ \t])[ \t]*")
_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\[\]\r\n]{1,200})\]:[ \t]*+(?:<[^<>\r\n]*+>|[^\s<]\S*+)"
    r"(?:[ \t]++(?:\"[^\"\r\n]*+\"|'[^'\r\n]*+'|\([^()\r\n]*+\)))?[ \t]*+(?=[\r\n]|\Z)"
)
_FOOTNOTE = re.compile(r"[ ]{0,3}\[\^[^\[\]\s]{1,200}\]:[ \t]*")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*(?=[\r\n]|\Z)")
_PIPE = re.compile(r"(?<!\\)\|")
_COMMENT = re.compile(r"<!--|<(script|style)(?=[\s>])", re.IGNORECASE)


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a Markdown file, or why there is none."""
    try:
        text = read_text(source)
    except UnreadableError as error:
        yield input_error(source, error)
        return
    title, date = front_matter(text)
    spans = markup(text)
    yield Article(id=source.name, text=text, title=title, date=date, markup=spans, origin=source.name)


def markup(text: str) -> tuple[Span, ...]:
    """The spans of a Markdown text that are no prose, in order, without overlap or line ends."""
    state = _Blocks(text)
    state.parse()
    for start, end in state.regions:
        mark_inline(text, start, end, state.labels, state.mark)
    for match in _LINE_END.finditer(text):
        state.unmark(match.start(), match.end())
    return tuple(Span(*match.span()) for match in re.finditer(rb"\x01+", state.marks))


def front_matter(text: str) -> tuple[str | None, datetime.date | None]:
    """Title and date (ISO) of the front matter, None where there is none that can be read."""
    match = _FRONT_MATTER.match(text)
    fields = dict(_FIELD.findall(match.group())) if match else {}
    values = {key.lower(): value.strip("\"'") for key, value in fields.items()}
    try:
        date = datetime.date.fromisoformat(values.get("date", "")[:10])
    except ValueError:
        date = None
    return values.get("title") or None, date


@dataclass(slots=True)
class _Blocks:
    """One pass over the lines: which code points are markup, and which regions are left to scan inline."""

    text: str
    marks: bytearray = field(default_factory=bytearray)
    regions: list[tuple[int, int]] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    fence: str = ""  # what opened the code block that the line stands in
    in_list: bool = False
    in_table: bool = False
    blank: bool = True  # the line before is blank
    paragraph: int = -1  # where the open paragraph begins

    def mark(self, start: int, end: int) -> None:
        self.marks[start:end] = b"\x01" * (end - start)

    def unmark(self, start: int, end: int) -> None:
        self.marks[start:end] = bytes(end - start)

    def parse(self) -> None:
        """Mark what belongs to blocks; collect paragraphs and the labels of link definitions."""
        text = self.text
        self.marks = bytearray(len(text))
        begin = int(text.startswith("\ufeff"))
        match = _FRONT_MATTER.match(text)
        position = match.end() if match else begin
        self.mark(begin, position)
        while position < len(text):
            end = _LINE.match(text, position).end()  # type: ignore[union-attr]  # matches any text
            position = self._line(position, _end_of(text, position, end), end)
        self._close(len(text))

    def _line(self, start: int, body: int, end: int) -> int:
        """Take in the line `text[start:end]`, whose line end is at `body`. Where the next one begins."""
        if self.fence:
            self._code(start, body)
            return end
        if not self.text[start:body].strip():
            self._close(start)
            self.blank, self.in_table = True, False
            return end
        content = self._quote(start, body)
        opened = _FENCE.match(self.text, content)
        if opened:
            self._close(start)
            self.fence = opened.group(1)
            self.mark(start, body)
        elif self.blank and not self.in_list and _INDENTED.match(self.text, content):
            self.mark(start, body)
            return end
        elif after := self._invisible(content, body):
            self._close(start)
            self.regions.append((content, body))
            end = after
        elif not self._whole_line(start, content, body, end):
            self._prose(start, content, body)
        self.blank = False
        return end

    def _code(self, start: int, body: int) -> None:
        self.mark(start, body)
        stripped = self.text[start:body].lstrip(" \t>").rstrip()
        if len(stripped) >= len(self.fence) and not stripped.strip(self.fence[0]):
            self.fence = ""

    def _whole_line(self, start: int, content: int, body: int, end: int) -> bool:
        """Take in a line that is no part of a paragraph: definition, footnote, rule or table row."""
        text = self.text
        footnote = _FOOTNOTE.match(text, content, body)
        definition = None if footnote else _DEFINITION.match(text, content, body)
        rule = _RULE.match(text, content, body)
        if rule and text[content:body].lstrip().startswith("=") and self.paragraph < 0:
            rule = None
        if footnote:
            self.mark(start, footnote.end())
            self.regions.append((footnote.end(), body))
        elif definition:
            self.labels.add(" ".join(definition.group(1).split()).casefold())
            self.mark(start, body)
        elif rule:
            self.mark(start, body)
        elif _is_table(text, content, body, end, self.in_table):
            self.in_table = True
            if _TABLE_RULE.match(text, content, body):
                self.mark(content, body)
            else:
                self._row(content, body)
        else:
            self.in_table = False
            return False
        self._close(start)
        return True

    def _prose(self, start: int, content: int, body: int) -> None:
        """Take in a heading, a list item or a line of a paragraph."""
        heading = _HEADING.match(self.text, content, body)
        item = 0 if heading else self._item(content, body)
        if heading:
            self._close(start)
            self._heading(heading, body)
            self.in_list = False
        elif item:
            self._close(start)
            self.mark(content, item)
            self.paragraph, self.in_list = item, True
        else:
            self.in_list = self.in_list and (not self.blank or self.text[content] in " \t")
            self.paragraph = content if self.paragraph < 0 else self.paragraph

    def _close(self, end: int) -> None:
        if 0 <= self.paragraph < end:
            self.regions.append((self.paragraph, end))
        self.paragraph = -1

    def _quote(self, start: int, body: int) -> int:
        match = _QUOTE.match(self.text, start, body)
        if match:
            self.mark(start, match.end())
            return match.end()
        return start

    def _heading(self, heading: re.Match[str], body: int) -> None:
        self.mark(*heading.span())
        closing = _HEADING_END.search(self.text, heading.end() - 1, body)
        if closing and closing.end() == body:
            self.mark(*closing.span())
            body = closing.start()
        self.regions.append((heading.end(), body))

    def _item(self, start: int, body: int) -> int:
        """Where the text of a list item begins, 0 where the line is none."""
        bullet = _BULLET.match(self.text, start, body)
        if bullet:
            return bullet.end()
        number = _NUMBER.match(self.text, start, body)
        if number and (self.blank or self.in_list or number.group(1) == "1"):
            return number.end()
        return 0

    def _row(self, start: int, body: int) -> None:
        last = start
        for pipe in [*_PIPE.finditer(self.text, start, body), None]:
            stop = pipe.start() if pipe else body
            self.regions.append((last, stop))
            if pipe:
                self.mark(*pipe.span())
                last = pipe.end()

    def _invisible(self, start: int, body: int) -> int:
        """Mark comments, scripts and styles of a line. Where the last ends, if on a later line, else 0."""
        position = start
        while match := _COMMENT.search(self.text, position, body):
            if self.text.count("`", start, match.start()) % 2:
                return 0
            close = "-->" if match.group() == "<!--" else f"</{match.group(1).lower()}>"
            found = re.compile(re.escape(close), re.IGNORECASE).search(self.text, match.end())
            position = found.end() if found else len(self.text)
            self.mark(match.start(), position)
        if position <= body:
            return 0
        line = _LINE.match(self.text, position)
        return line.end() if line and not self.text[position : line.end()].strip() else position


def _end_of(text: str, start: int, end: int) -> int:
    """The end of a line without its line end."""
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return end


def _is_table(text: str, start: int, body: int, end: int, in_table: bool) -> bool:
    """Whether a line with pipes stands in a table: after a row, or before or on the dashed line."""
    if "|" not in text[start:body]:
        return False
    if in_table or _TABLE_RULE.match(text, start, body):
        return True
    following = _LINE.match(text, end)
    return bool(following and "|" in following.group() and _TABLE_RULE.match(text, end, following.end()))

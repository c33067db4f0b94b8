"""A quotation or a bracket opens and never closes, or closes without having opened.

## What it does

Counts the marks of each paragraph: “ ”, straight double quotes, « », ( ) and [ ]. A quotation that
runs over several paragraphs is fine as long as each of them opens with a mark and the last one
closes, unless the paragraph already left the quotation ("… Smith told reporters."). Where a text has
one sentence a line, only that unclosed kind is reported. Apostrophes, inches, enumerations such as
"a)" and emoticons do not count. Single quotation marks are not looked at.

## Why it is bad

Nobody can tell where the quoted words end and the reporter's begin.

## Bad and good

- Bad: “Our allies hold this view. Blinken told Kuleba during the talks.
- Good: “Our allies hold this view,” Blinken told Kuleba during the talks.
- Bad: The summit (held in Stockholm ended on Thursday.
- Good: The summit (held in Stockholm) ended on Thursday.

## What it cannot see

A mark at the wrong word; two missing marks that make up for each other; where a straight quote was
lost in a paragraph that has several.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mtaudit.checks.base import Check
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mtaudit.article import Span
    from mtaudit.context import Context
    from mtaudit.text import Text

_PAIRS = {"“": "”", "«": "»", "(": ")", "[": "]"}
_OPENERS = {close: opening for opening, close in _PAIRS.items()}
_MARKS = re.compile(r"[“”«»()\[\]\"]")
_ENUMERATION = re.compile(r"(?:^|(?<=[\s,;:]))(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4}) ?\)")
_INTERVAL = re.compile(r"[\[(]\s*[-−]?[\d.]+\s*[,;]\s*[-−]?[\d.∞]+\s*[\])]")
_EMOTICON = re.compile(r"(?:[:;=8][-'^o]?[()\[\]]+|(?<![()\[\]])[()\[\]]++[-'^o]?[:;=](?!\w))(?=\W|$)")
_ATTRIBUTION = re.compile(r"(?P<who>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,2}) (?P<verb>[a-z]+)\b(?P<rest>[^“”\"]*)\.?")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_MANGLED_APOSTROPHE = re.compile(r"s[\"”] [a-z]")  # the Lakers" website: bad, but no quotation
_FEW_PARAGRAPHS = 4  # too few to tell how the text is set
_SENTENCES_A_PARAGRAPH = 1.2  # news has about 1.4, headings counted
_TAIL = 400  # characters: enough for the last sentence
_FURTHEST = 6  # paragraphs that a quotation may run over without a mark in them
_FILE = "unclosed_quotation.toml"


class _Lone(NamedTuple):
    """A mark without its other half, in paragraph number `paragraph`."""

    offset: int
    mark: str
    paragraph: int

    @property
    def opens(self) -> bool:
        return self.mark in _PAIRS


def check(ctx: Context) -> Iterator[Problem]:
    """Yield one problem for each mark that has no other half."""
    prose = ctx.text.prose
    paragraphs = ctx.text.paragraphs
    lone = [m for i, p in enumerate(paragraphs) for m in _lone_marks(prose, p, i)]
    if not lone:
        return
    in_lines = _is_set_in_lines(ctx.text)
    for mark in _without_partners(lone):
        if not _is_excused(prose, paragraphs, mark, in_lines=in_lines):
            yield _problem(mark)


def _is_set_in_lines(text: Text) -> bool:
    """Whether the paragraphs are but sentences, one a line, so that a quotation runs over several of them."""
    count = len(text.paragraphs)
    if count < _FEW_PARAGRAPHS:
        return False
    return not _BLANK_LINE.search(text.prose) or len(text.sentences) < _SENTENCES_A_PARAGRAPH * count


def _lone_marks(prose: str, paragraph: Span, number: int) -> list[_Lone]:
    marks = "".join(_MARKS.findall(prose, *paragraph))
    balanced, even = _balance(marks)
    if balanced and even:
        return []
    chunk = prose[paragraph.start : paragraph.end]
    lone = [] if balanced else _lone_pairs(chunk)
    if not even:
        curly = [i for i in lone if chunk[i] in "“”"]
        if len(curly) == 1:  # opened in one style and closed in the other: odd, but closed
            lone.remove(curly[0])
        else:
            lone += _lone_straight(chunk)
    return [_Lone(paragraph.start + i, _kind(chunk, i), number) for i in lone]


@lru_cache(maxsize=4096)
def _balance(marks: str) -> tuple[bool, bool]:
    """Whether as many marks of each pair open as close, and whether the straight quotes are even."""
    return all(marks.count(o) == marks.count(c) for o, c in _PAIRS.items()), marks.count('"') % 2 == 0


def _kind(chunk: str, index: int) -> str:
    """The mark at an index; a straight quote counts as the curly one it stands for."""
    if chunk[index] != '"':
        return chunk[index]
    return "“" if _opens(chunk, index) else "”"


def _lone_pairs(chunk: str) -> list[int]:
    noise = {i for noisy in (_EMOTICON, _INTERVAL) for m in noisy.finditer(chunk) for i in range(*m.span())}
    stacks: dict[str, list[int]] = {opening: [] for opening in _PAIRS}
    closing: list[int] = []
    for match in _MARKS.finditer(chunk):
        mark, at = match[0], match.start()
        if at in noise or mark == '"':
            continue
        if mark in _PAIRS:
            stacks[mark].append(at)
        elif stacks[_OPENERS[mark]]:
            stacks[_OPENERS[mark]].pop()
        else:
            closing.append(at)
    items = {m.end() - 1 for m in _ENUMERATION.finditer(chunk)}
    closing = [at for at in closing if at not in items]
    opening = [at for stack in stacks.values() for at in stack]
    if "„" in chunk or (chunk.count("”") > 1 and "“" not in chunk):
        # „German“ and ”Swedish” quotation marks pair in their own way.
        opening = [at for at in opening if chunk[at] != "“"]
        closing = [at for at in closing if chunk[at] != "”"]
    brackets = [at for at in opening if chunk[at] in "(["], [at for at in closing if chunk[at] in ")]"]
    if len(brackets[0]) == len(brackets[1]):  # (opened in one style, closed in the other]
        dropped = {*brackets[0], *brackets[1]}
        return sorted(at for at in (*opening, *closing) if at not in dropped)
    return sorted([*opening, *closing])


def _lone_straight(chunk: str) -> list[int]:
    """The straight quote that has no other half, where the spaces around the quotes tell; else none."""
    opened: int | None = None
    for match in re.finditer('"', chunk):
        at = match.start()
        opens, closes = _opens(chunk, at), _closes(chunk, at)
        if opens == closes or (closes and chunk[at - 1].isdigit() and opened is None):
            return []
        if opens:
            if opened is not None:
                return [opened]
            opened = at
        elif opened is None:
            return [at]
        else:
            opened = None
    return [] if opened is None else [opened]


def _opens(chunk: str, at: int) -> bool:
    before, after = chunk[at - 1 : at] or " ", chunk[at + 1 : at + 2] or " "
    return (before.isspace() or before in "([{—–-/“‘'") and not after.isspace()


def _closes(chunk: str, at: int) -> bool:
    before, after = chunk[at - 1 : at] or " ", chunk[at + 1 : at + 2] or " "
    return not before.isspace() and (after.isspace() or after in ".,;:!?)]}—–-/”’'…")


def _without_partners(lone: Sequence[_Lone]) -> Iterator[_Lone]:
    """Lone marks less the pairs that meet across paragraphs (a quotation set in several lines)."""
    pending: dict[str, _Lone] = {}
    for mark in lone:
        if mark.opens:
            previous = pending.get(mark.mark)
            if previous:
                yield previous
            pending[mark.mark] = mark
            continue
        opening = pending.pop(_OPENERS[mark.mark], None)
        if opening is None:
            yield mark
        elif mark.paragraph - opening.paragraph > _FURTHEST:
            yield opening
            yield mark
    yield from pending.values()


def _is_excused(prose: str, paragraphs: Sequence[Span], mark: _Lone, *, in_lines: bool) -> bool:
    paragraph = paragraphs[mark.paragraph]
    if _MANGLED_APOSTROPHE.match(prose, mark.offset - 1):
        return True
    rest = prose[max(mark.offset, paragraph.end - _TAIL) : paragraph.end]
    if in_lines and mark.mark in "“”«»":
        return not (mark.mark == "“" and _ends_in_attribution(rest))
    if not mark.opens:
        return False
    last = mark.paragraph + 1 == len(paragraphs)
    if last and not re.search(r"[.!?]\W*$", rest):
        return True  # the text was cut off here
    if mark.mark != "“" or last:
        return False
    following = paragraphs[mark.paragraph + 1]
    goes_on = prose[following.start] in '“"'
    return goes_on and not _ends_in_attribution(rest)


def _ends_in_attribution(quotation: str) -> bool:
    """Whether the last sentence names the speaker ("Smith told reporters."): the quotation is over."""
    last = re.split(r"(?<=[.!?…]) ", quotation)[-1]
    match = _ATTRIBUTION.fullmatch(last)
    if match is None or len(last.split()) > 12:
        return False
    if match["verb"] not in words(__file__, _FILE, "reporting"):
        return False
    speaker = match["who"].split()[0].lower()
    return speaker not in words(__file__, _FILE, "no_speakers") and " that " not in match["rest"]


def _problem(mark: _Lone) -> Problem:
    thing = "quotation" if mark.mark in "“”«»" else "bracket"
    message = f"This {thing} never closes." if mark.opens else f"This {thing} closes but never opened."
    return Problem(mark.offset, mark.offset + 1, message, confidence=0.9, evidence={"mark": mark.mark})


CHECK = Check(
    code="G404",
    name="unclosed-quotation",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)

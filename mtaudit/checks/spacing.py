"""A space is missing or too many.

## What it does
Reports a missing space after a comma, a full stop or a closing quotation mark, around the dash of a
dateline and before a bracket; a space before a comma or inside brackets and quotation marks; two spaces
inside a sentence; and figures that a space cuts in two. A full stop with space on both sides and
a word behind it is broken text and reported as such (G401).

## Why it is bad
Systems cut text into pieces and put it together again; where a space is wrong, the seam shows. Search and
line breaking fail there too.

## Bad and good
- bad: STOCKHOLM (Reuters)-U.S. officials met on Thursday.
- good: STOCKHOLM (Reuters) - U.S. officials met on Thursday.
- bad: He cut rates,the bank said .
- good: He cut rates, the bank said.
- bad: 10, 000 people came.
- good: 10,000 people came.
- good, each left alone: Booking.com, U.S., 3.5, 10:30, J.R.R. Tolkien, two spaces after a full stop.

## What it cannot see
Hyphens with space around them, which some corpora and styles use; tables and verse, which use space as
they like; a missing space between two words ("ofthe").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.press import press
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mtaudit.context import Context
    from mtaudit.text import Text

_MISSING = "a space is missing"
_EXTRA = "a space too many"
_DASH = "the dash of a dateline has a space on both sides"
_IN_WORD = frozenset("'’-")
_AFTER_WORD = frozenset(".,;:!?…%)”\"’'")
_NO_PROSE = frozenset("/@\\_#=&<>")
_DATELINE = re.compile(r"\(([A-Z][\w.&/ -]{1,24}|dpa)\)( ?)(--|[-–—])( ?)(?=[“\"‘']?((?:[A-Z]\.)+|[A-Z]\w*))")
_TOWN = re.compile(r"[\W_]*[A-Z][A-Z .'’/-]{2,}(?:,[^()]{0,40})?\s*")
_DATELINE_REACH = 80
_LONG_LINE = 2000
_GAPS_OF_PROSE = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that a pattern matched: `text[start:end]` is what gets replaced, `word` its first group."""

    text: str
    start: int
    end: int
    word: str

    @property
    def found(self) -> str:
        """What stands there."""
        return self.text[self.start : self.end]

    @property
    def line_start(self) -> int:
        """Where the line of the place starts, or `_LONG_LINE` characters back in a longer one."""
        first = max(0, self.start - _LONG_LINE)
        return max(self.text.rfind(end, first, self.start) + 1 for end in "\r\n") or first

    @property
    def token(self) -> str:
        """The piece without white space around the place, at most 60 characters to either side."""
        before = re.split(r"\s", self.text[max(0, self.start - 60) : self.start])[-1]
        after = re.split(r"\s", self.text[self.end : self.end + 60], maxsplit=1)[0]
        return before + self.found + after

    @property
    def in_code(self) -> bool:
        """Whether the piece around the place is an address, a tag or code."""
        return not _NO_PROSE.isdisjoint(self.token)


@dataclass(frozen=True, slots=True)
class _Rule:
    """One kind of wrong space.

    `pattern` starts with the rarest literal of the kind, for speed; with `lead`, a space before its
    match belongs to the place too. `fix` makes the right text of a place, or None where it is right
    after all.
    """

    pattern: re.Pattern[str]
    fix: Callable[[_Place], str | None]
    message: str
    confidence: float = 0.95
    lead: bool = False

    def places(self, text: str) -> Iterator[_Place]:
        """The places that the pattern matches."""
        for match in self.pattern.finditer(text):
            word = match[1] if self.pattern.groups else ""
            start = match.start()
            if self.lead and text[start - 1 : start].isspace():
                start -= 1
            yield _Place(text, start, match.end(), word)


@cache
def _words(name: str) -> frozenset[str]:
    data = table(__file__, "spacing.toml")
    return frozenset(data[name])


def _to(replacement: str) -> Callable[[_Place], str | None]:
    """A fix that always writes the same."""
    return lambda place: replacement


def _glued_mark(place: _Place) -> str | None:
    """A comma, semicolon, colon, ! or ? between two words: right in addresses and code."""
    return None if place.in_code or place.token.count(":") > 1 else place.found + " "


def _glued_stop(place: _Place) -> str | None:
    """A full stop between two words: right in addresses and in names made of several such pieces."""
    if place.in_code or place.token.rstrip(".,").count(".") > 1:
        return None
    following = re.split(r"[^A-Za-z]", place.text[place.end : place.end + 20], maxsplit=1)[0]
    return None if following.lower() in _words("endings") else ". "


def _before_mark(place: _Place) -> str | None:
    """The mark without the space before it, and with one behind it where a word follows."""
    mark = place.found.strip()
    following = place.text[place.end : place.end + 1]
    number = following.isdigit() and place.text[place.start - 1].isdigit()
    return mark + " " if following.isalnum() and not number else mark


def _after_bracket(place: _Place) -> str | None:
    """A word right behind a closing bracket: right where the bracket holds a part of the word, "(un)fair"."""
    text = place.text
    opening = text.rfind("(", max(0, place.start - 60), place.start)
    inner = text[opening + 1 : place.start]
    if opening < 0 or len(inner) < 2 or place.in_code:
        return None
    name = inner[0].isupper() and (opening == 0 or text[opening - 1].isspace())
    return ") " if " " in inner or inner[:2].isupper() or name else None


def _before_bracket(place: _Place) -> str | None:
    """A word right before an opening bracket: right in "person(s)", "iron(III)" and code."""
    part_of_word = place.word.islower() and " " not in place.word
    return None if part_of_word or place.word in _words("signs") or place.in_code else " ("


def _closed_up(place: _Place) -> str | None:
    """The same without its spaces."""
    return place.found.replace(" ", "").replace("\u00a0", "")


def _opening_quote(place: _Place) -> str | None:
    """An opening quotation mark with the space on its wrong side, or on both."""
    before = place.text[place.start - 1 : place.start]
    return " “" if before.isalnum() or before == "," else "“"


def _closing_quote(place: _Place) -> str | None:
    return None if place.word in _words("suffixes") else "” "


def _straight_quote(place: _Place) -> str | None:
    """A straight quotation mark: how many stand before it in the line tells whether it opens or closes."""
    if place.in_code or place.start - place.line_start == _LONG_LINE:
        return None
    opens = place.text.count('"', place.line_start, place.start) % 2 == 0
    return ' "' if opens else '" '


def _decimal(place: _Place) -> str | None:
    """The point of a decimal with a space behind it; a year or a list number before it ends a sentence."""
    start = place.start
    while start > 0 and place.text[start - 1] in "0123456789,":
        start -= 1
    return None if start == place.line_start or place.start - start > 3 else "."


def _double(place: _Place) -> str | None:
    """Two spaces between words, in a line of prose: one that ends a sentence and has no other wide gaps."""
    rest = place.text[place.line_start : place.end + _LONG_LINE]
    line = re.split(r"[\r\n]", rest, maxsplit=1)[0].strip()
    wide = re.search(r" {3}|[\t|]", line) is not None or line.count("  ") > _GAPS_OF_PROSE
    return None if wide or line[-1:] not in ".!?:,;”’\"')" else " "


# A space before or after the apostrophe of a clitic: "the country ’s", "country’ s", "did n ’t".
_APOSTROPHE = (
    r"'(?:(?<=[a-z] ')(?=(?:s|re|ve|ll|m|d)[\s,.])|t(?<=n 't)(?=[\s,.])"
    r"|[ \u00a0]s(?= [a-z])(?<=[A-Za-z]{2}' s)|[ \u00a0]s(?= [\w“])(?<=[A-Za-z]{2} ' s))"
)
_SPLIT_DECIMAL = r"\.[ \u00a0](?=\d{1,2} ?(?:percent|per cent|%|million|billion|trillion))(?<=\d\. )"

# Patterns write [ \u00a0] for a space: search is fastest behind a prefix of one literal.
_RULES = (
    _Rule(re.compile(r",(?=[A-Za-z][A-Za-z’'])(?<=[a-z]{2},)"), _glued_mark, _MISSING),
    _Rule(re.compile(r";(?=[A-Za-z]{2})(?<=[a-z]{2};)"), _glued_mark, _MISSING),
    _Rule(re.compile(r"!(?=[A-Z][a-z])(?<=[a-z]{2}!)"), _glued_mark, _MISSING, 0.9),
    _Rule(re.compile(r"\?(?=[A-Z][a-z])(?<=[a-z]{2}\?)"), _glued_mark, _MISSING),
    _Rule(re.compile(r":(?=[A-Z][a-z]{2})(?<=[a-z]{3}:)"), _glued_mark, _MISSING, 0.8),
    _Rule(re.compile(r"\.(?=[A-Z][a-z’']*[\s,.])(?<=[a-z)”%]\.)"), _glued_stop, _MISSING, 0.9),
    _Rule(re.compile(r"“(?=\w)(?<=[a-z]{2}“|\w[,.;:!?]“)"), _to(" “"), _MISSING),
    _Rule(re.compile(r"”(?=([A-Za-z]{2,}))(?<=[\w,.!?]”)"), _closing_quote, _MISSING),
    _Rule(re.compile(r"\"(?=[A-Za-z]{2})(?<=[a-z]{2}\"|[a-z][,.!?]\")"), _straight_quote, _MISSING, 0.9),
    _Rule(re.compile(r"\)(?=[A-Za-z]{2})"), _after_bracket, _MISSING),
    _Rule(
        re.compile(r"\((?=([A-Z][^()\n]{0,60}|\d{4}[^()\n]{0,20}|[a-z]+ [^()\n]{0,60})\))(?<=[a-z]{3}\()"),
        _before_bracket,
        _MISSING,
    ),
    _Rule(re.compile(r",(?!,)(?<=[\w.,”\"’')%] ,)"), _before_mark, _EXTRA, lead=True),
    _Rule(re.compile(r";(?=\s|$)(?<=[\w”\"’')%] ;)"), _before_mark, _EXTRA, lead=True),
    _Rule(re.compile(r":(?=\s|$)(?<=[a-zA-Z”\"’')%] :)"), _before_mark, _EXTRA, 0.8, lead=True),
    _Rule(re.compile(r"!(?=[\s”\"’']|$)(?<=[\w”\"’')%] !)"), _before_mark, _EXTRA, lead=True),
    _Rule(re.compile(r"\?(?=[\s”\"’']|$)(?<=[\w”\"’')%] \?)"), _before_mark, _EXTRA, lead=True),
    _Rule(re.compile(r"\.(?=[”\"]|[ \t]*(?:[\r\n]|$))(?<=[\w”\"’')%] \.)"), _before_mark, _EXTRA, lead=True),
    _Rule(re.compile(r"\)(?<=[\w.,!?%”\"’'] \))"), _to(")"), _EXTRA, lead=True),
    _Rule(re.compile(r"\([ \u00a0](?=[\w“\"‘'])"), _to("("), _EXTRA),
    _Rule(re.compile(r"“[ \u00a0](?=\w)"), _opening_quote, _EXTRA),
    _Rule(re.compile(r"”(?=[\s,.;:!?)]|$)(?<=[\w,.!?…] ”)"), _to("”"), _EXTRA, lead=True),
    _Rule(re.compile(r'"[ \u00a0](?=\w)(?<=[A-Za-z,.!?] " )'), _straight_quote, _EXTRA, 0.9, lead=True),
    *(_Rule(re.compile(_APOSTROPHE.replace("'", mark)), _closed_up, _EXTRA, 0.9, lead=True) for mark in "'’"),
    _Rule(re.compile(r",[ \u00a0]000(?!\d)(?<=\d, 000)"), _to(",000"), _EXTRA),
    _Rule(re.compile(_SPLIT_DECIMAL), _decimal, _EXTRA, 0.8),
    _Rule(re.compile(r"–(?=[A-Za-z])(?<=[a-z,] –)"), _to(" – "), _MISSING, 0.9, lead=True),
    _Rule(re.compile(r"–[ \u00a0](?=[A-Za-z])(?!(?:and|or|to)\b)(?<=[a-z]{2}– )"), _to(" – "), _MISSING, 0.9),
    _Rule(re.compile(r"  (?=[\w“\"(])(?<=[\w,;”)]  )"), _double, _EXTRA, 0.8),
)


def check(ctx: Context) -> Iterator[Problem]:
    """Wrong spaces, rule by rule; where two rules speak about one place, the first has the word."""
    text = ctx.text.prose
    taken: set[int] = set()
    for problem in (*_datelines(ctx.text), *_by_rules(text)):
        if taken.isdisjoint(range(problem.start, problem.end)):
            taken.update(range(problem.start, problem.end))
            yield problem


def _by_rules(text: str) -> Iterator[Problem]:
    for rule in _RULES:
        for place in rule.places(text):
            if (fixed := rule.fix(place)) is not None:
                yield _problem(rule, place, fixed)


def _problem(rule: _Rule, place: _Place, fixed: str) -> Problem:
    """The problem with the words to both sides, so that an editor sees what is meant."""
    text, start, end = place.text, place.start, place.end
    while start > 0 and text[start - 1] in _AFTER_WORD:
        start -= 1
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in _IN_WORD):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in _IN_WORD):
        end += 1
    right = text[start : place.start] + fixed + text[place.end : end]
    return Problem(start, end, rule.message, expected=(right,), confidence=rule.confidence)


def _datelines(text: Text) -> Iterator[Problem]:
    """Dashes behind the agency of a dateline; an em dash may stand without spaces on either side."""
    prose = text.prose
    for match in _DATELINE.finditer(prose):
        agency, left, dash, right = match.group(1, 2, 3, 4)
        em_dash = dash in ("--", "—")
        if (left and right) or (em_dash and not left and not right):
            continue
        line = text.line_at(match.start())
        if match.start() - line.start > _DATELINE_REACH:
            continue
        if agency not in press().agencies and not _TOWN.fullmatch(prose, line.start, match.start()):
            continue
        end = match.end(5)
        fixed = f"({agency}) {dash} {prose[match.end() : end]}"
        yield Problem(match.start(), end, _DASH, expected=(fixed,))


CHECK = Check(
    code="S301",
    name="spacing",
    category=Category.PUNCTUATION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)

"""One article writes one thing in two ways.

## What it does

Knows groups of forms between which a house style chooses (US and U.S., percent and per cent,
adviser and advisor, COVID-19 and Covid-19). Where an article uses two forms of a group, it reports
the first place of the rarer form, once for the group. Headings are left out: wire copy writes "US"
in headlines and "U.S." in the text. So are quotations of names ("U.S. Steel", "US Airways"), lines
in capitals, addresses and hashtags.

## Why it is bad

It shows that nobody read the text through: sentences were translated one at a time, or pieces of
several sources were put together.

## Bad and good

- Bad: "the U.S. Secretary of State … a senior US diplomat"
- Good: "the U.S. Secretary of State … a senior U.S. diplomat"

## What it cannot see

Which of the forms the house prefers (a glossary can tell), and forms that no group lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from mtaudit.checks.base import Check
from mtaudit.checks.nearby import REACH, line_around
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.context import Context

_FILE = "mixed_forms.toml"
_SHORTEST_SENTENCE = 40  # characters: a shorter line, or one without an end, is a heading


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a thing: its spellings, and what must follow where they stand for themselves."""

    label: str
    spellings: tuple[str, ...]
    tail: str


def check(ctx: Context) -> Iterator[Problem]:
    """Yield at most one problem for each group of forms."""
    prose = ctx.text.prose
    for forms in _groups():
        # The rarer form stands first: mostly one look is enough.
        if not all(any(spelling in prose for spelling in form.spellings) for form in forms):
            continue
        uses = [(form, _uses(prose, form)) for form in forms]
        uses = [(form, found) for form, found in uses if found]
        if len(uses) < 2:
            continue
        # Among equals the form that comes later is the odd one out.
        form, found = min(uses, key=lambda use: (len(use[1]), -use[1][0].start()))
        usual, _ = max(uses, key=lambda use: (len(use[1]), -use[1][0].start()))
        yield Problem(
            *found[0].span(),
            f"The article writes “{usual.label}” elsewhere: choose one form.",
            (_replacement(found[0][0], form, usual),),
            evidence={"uses": {f.label: len(hits) for f, hits in uses}},
        )


@cache
def _groups() -> tuple[tuple[_Form, ...], ...]:
    return tuple(tuple(_form(form) for form in group["forms"]) for group in table(__file__, _FILE)["group"])


def _form(form: dict[str, Any]) -> _Form:
    spellings = tuple(form["spellings"])
    tail = r"(?!\w)" if spellings[0].endswith(".") else r"(?![\w$@]|[-./]\w)"
    tail += r"(?!\.)" if form.get("no_stop") else ""
    tail += rf"(?! (?:{form['not_before']})\b)" if "not_before" in form else ""
    return _Form(spellings[0], spellings, tail)


@cache
def _pattern(spelling: str, tail: str) -> re.Pattern[str]:
    # What must not stand before is asked after the spelling, so that the search can skip to its letters.
    return re.compile(rf"{re.escape(spelling)}(?<![\w.@#/$-]{re.escape(spelling)}){tail}")


def _replacement(text: str, form: _Form, usual: _Form) -> str:
    if len(form.spellings) == len(usual.spellings):
        return usual.spellings[form.spellings.index(text)]
    return usual.label


def _uses(prose: str, form: _Form) -> list[re.Match[str]]:
    written = [spelling for spelling in form.spellings if spelling in prose]
    found = [match for spelling in written for match in _pattern(spelling, form.tail).finditer(prose)]
    return sorted((m for m in found if _counts(prose, m.start())), key=lambda m: m.start())


def _counts(prose: str, offset: int) -> bool:
    """Whether a place is in running prose: not in a heading, not in a line of capitals."""
    line = prose[slice(*line_around(prose, offset))].strip().rstrip("\"”’')")
    if len(line) < _SHORTEST_SENTENCE or line.isupper():
        return False
    return len(line) > REACH or line.endswith((".", "!", "?", "…", ":", ";", ","))


CHECK = Check(
    code="T204",
    name="mixed-forms",
    category=Category.INCONSISTENCY,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)

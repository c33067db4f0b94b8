"""A title stands before somebody who did not hold the office on the article's date.

## What it does
Where the article carries a date, it compares the title before a person of the glossary ("Prime
Minister Shinzo Abe") with the dates of the person's offices. If the person's time in that office
is surely over or not yet begun, and the glossary knows who held it on the day, that is reported
with the holder as the suggestion.

## Why it is bad
Translation systems replace a name they do not know by one they have seen often with the title: a
substitution that is spelt perfectly.

## Bad and good
- bad (2023): Japanese Prime Minister Shinzo Abe said on Monday
- good (2023): Japanese Prime Minister Fumio Kishida said on Monday
- good (2023): former Prime Minister Shinzo Abe

## What it cannot see
Articles without a date, or later than the day for which the glossary vouches (`as_of`), offices whose
dates the glossary does not give, and a title used of the past without a word that says so: a
sentence that names a year of the person's time in office is left alone.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.glossary.entry import Entry, Kind, Office
from mtaudit.glossary.index import Role
from mtaudit.mentions.titles import Title, is_single, office_of, title_at

_GRACE = datetime.timedelta(days=21)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PAST = re.compile(
    r"\b(?:then|former|late|ex|was|were|had|served as|under|during|since|ago|history|historic|legacy)\b",
    re.IGNORECASE,
)


def check(context: Context) -> Iterator[Problem]:
    """Holders of an office who did not hold it on the article's date."""
    day = context.article.date
    if day is None:
        return
    for claim in context.names.claims:
        if claim.entry.kind is not Kind.PERSON or claim.form.role is not Role.ACCEPTED or not claim.entry.offices:
            continue
        if claim.entry.as_of is not None and day > claim.entry.as_of:
            continue
        title = title_at(context.text.prose, claim.start, claim.end)
        if title is None or not title.current or not is_single(title.office):
            continue
        office = _lapsed(claim.entry, title, day)
        if office is None or _speaks_of_past(context, claim.start):
            continue
        holder = _holder(context, title, office, day)
        if holder is not None and holder.canonical != claim.entry.canonical:
            yield _problem(context, claim.start, claim.end, claim.entry, office, holder, title)


def _lapsed(entry: Entry, title: Title, day: datetime.date) -> Office | None:
    """The person's office of that title, if on the day all of them were surely over or still to come."""
    offices = [office for office in entry.offices if office_of(office.title) == title.office]
    if not offices or not all(_surely_not(office, day) for office in offices):
        return None
    return offices[-1]


def _surely_not(office: Office, day: datetime.date) -> bool:
    over = office.end is not None and office.end + _GRACE < day
    to_come = office.start is not None and day + _GRACE < office.start
    return over or to_come


def _speaks_of_past(context: Context, place: int) -> bool:
    sentence = context.text.sentence_at(place)
    words = context.text.prose[sentence.start : sentence.end]
    return bool(_YEAR.search(words) or _PAST.search(words))


def _holder(context: Context, title: Title, office: Office, day: datetime.date) -> Entry | None:
    """The one person of the glossary who surely held the same office on the day."""
    holders = [
        entry
        for entry in map(
            context.index.entries.__getitem__, sorted(context.index.country_entries.get(office.of or "", ()))
        )
        if any(
            other.of == office.of
            and office_of(other.title) == title.office
            and other.start is not None
            and other.held_on(day)
            for other in entry.offices
        )
    ]
    return holders[0] if len(holders) == 1 else None


def _problem(
    context: Context, start: int, end: int, entry: Entry, office: Office, holder: Entry, title: Title
) -> Problem:
    day = context.article.date
    return Problem(
        start,
        end,
        f"{entry.canonical} was not {office.title} of {office.of} on {day}; {holder.canonical} was",
        expected=(holder.canonical,),
        confidence=0.85,
        entry=holder.canonical,
        evidence={
            "title": title.written,
            "date": str(day),
            "held_until": str(office.end) if office.end else None,
        },
    )


CHECK = Check(
    code="N104",
    name="wrong-office-holder",
    category=Category.MISTRANSLATION,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)

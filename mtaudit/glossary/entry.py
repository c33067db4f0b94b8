"""The glossary schema: an entry, an office, a glossary."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from mtaudit.finding import Severity

GAP = "…"
"""In a forbidden form: up to eight words may stand here ("Crimea … into Ukraine")."""


class Kind(StrEnum):
    """What an entry names. Everything but a term is a name and is matched as one."""

    PERSON = "person"
    PLACE = "place"
    ORGANIZATION = "organization"
    EVENT = "event"
    TERM = "term"


class GlossaryError(ValueError):
    """A glossary that cannot be used. Each of `problems` names file, line and entry; the message is all of them."""

    def __init__(self, problems: Sequence[str] | str) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Office:
    """An office a person held, with its first and last day (None: not known, or still held)."""

    title: str
    of: str | None = None
    start: datetime.date | None = None
    end: datetime.date | None = None

    def held_on(self, day: datetime.date) -> bool:
        """Whether the office was held on a day, as far as the dates tell."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that a term rule must flag, and the same sentence put right."""

    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One canonical name or term and what is known about it.

    `aliases` are accepted forms, `forbidden` known wrong ones. `native` maps a language (ISO 639-1)
    to forms in its own script. `confusable` lists real names that look alike and are never errors
    for this entry. `near`: a forbidden form counts only with one of these in its sentence.
    `unless`: nor does it count with one of these there. `pivot`: the language through which the
    wrong form arises. `severity` overrides the check's own. `source` says where the entry is
    written ("people.yaml:12"), for messages. `as_of` is the last day for which its glossary vouches:
    who holds an office later, it does not know.
    """

    canonical: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    native: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offices: tuple[Office, ...] = ()
    confusable: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    pivot: str | None = None
    severity: Severity | None = None
    note: str | None = None
    examples: tuple[Example, ...] = ()
    source: str = ""
    as_of: datetime.date | None = None

    @property
    def accepted(self) -> tuple[str, ...]:
        """The canonical form and its aliases: what may stand in a text."""
        return (self.canonical, *self.aliases)


@dataclass(frozen=True, slots=True)
class Glossary:
    """A named list of entries in one target language."""

    name: str
    entries: tuple[Entry, ...]
    language: str = "en"
    description: str | None = None
    as_of: datetime.date | None = None
    license: str | None = None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

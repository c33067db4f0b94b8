"""The compiled glossary: accepted forms by their first token, name tokens by sound, forbidden forms."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from rapidfuzz.distance import OSA

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.natives import NativeIndex
from mtaudit.glossary.packed import PackedEntries
from mtaudit.glossary.phrases import PhraseMatcher
from mtaudit.glossary.romanize import readings
from mtaudit.names.candidates import Candidate, TokenIndex, build_token_index, sound_of
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.lexicon import zipf

_SEPARATOR = re.compile(r"[\s\u2060]*[-'’.·‐‑/&,()]{0,2}[\s\u2060]*")
_TOKEN = re.compile(r"[^\W\d_][\w\u0300-\u036f]*")
_SHORTEST_READING = 5
_ORDINARY = 3.5
_CACHE_LIMIT = 200_000


class Role(StrEnum):
    """What an indexed form is: an accepted one, a name that only looks like an entry's, or a machine's reading."""

    ACCEPTED = "accepted"
    CONFUSABLE = "confusable"
    READING = "reading"


class Form(NamedTuple):
    """A form in its folded tokens. `acronym` is set where case must match; `language` where it is a reading."""

    tokens: tuple[str, ...]
    entry: int
    role: Role
    lead: int = 0
    acronym: str | None = None
    written: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What the glossary knows of one token.

    `alone` holds the forms that are this token, `longer` those that go on, by their next token, the
    longest first; `names` the accepted names of people among them with three or more parts;
    `candidates` the names that the token may be a corruption of.
    """

    alone: tuple[Form, ...]
    longer: Mapping[str, tuple[Form, ...]]
    names: tuple[Form, ...]
    candidates: tuple[Candidate, ...]
    zipf: float
    entries: frozenset[int] = frozenset()
    """The entries of all candidates."""


class GlossaryIndex:
    """Entries compiled for matching; picklable, and safe to share between threads."""

    def __init__(self, entries: Sequence[Entry], digest: str) -> None:
        self.entries: Sequence[Entry] = PackedEntries(entries)
        self.digest = digest
        forms = _forms_by_token(self.entries)
        # Plain tuples, for thousands of them are unpickled at every start.
        self._forms = {token: tuple(map(tuple, found)) for token, found in forms.items()}
        self.accepted = frozenset(
            t for found in forms.values() for f in found if f.role is not Role.READING for t in f.tokens
        )
        """Every folded token of any accepted or confusable form."""
        self.name_entries = _name_tokens(self.entries)
        self.sound_entries = _by_sound(self.name_entries)
        self.country_entries = _by_country(self.entries)
        self.officials = frozenset(number for number, entry in enumerate(self.entries) if entry.offices)
        self.tokens: TokenIndex = build_token_index(self.name_entries)
        self.people = frozenset(n for n, entry in enumerate(self.entries) if entry.kind is Kind.PERSON)
        self.crowds = (
            _crowd(not numbers <= self.people for numbers in self.name_entries.values()),
            _crowd(bool(numbers & self.people) for numbers in self.name_entries.values()),
        )
        self.phrases = PhraseMatcher(self.entries)
        self._known: dict[str, Known | None] = {}
        self._natives: dict[str, NativeIndex] = {}

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state["_known"] = {}
        state["_natives"] = {}
        return state

    def natives(self, language: str) -> NativeIndex:
        """The native forms of a language (ISO 639-1)."""
        if language not in self._natives:
            self._natives[language] = NativeIndex(self.entries, language)
        return self._natives[language]

    def crowd(self, entry: Entry) -> float:
        """How many names compete with an entry's for likeness: the logarithm of its kind's name parts, in thousands.

        People are one kind (the second of `crowds`), places and organizations the other.
        """
        return self.crowds[entry.kind is Kind.PERSON]

    def forms(self, token: str) -> tuple[Form, ...]:
        """The forms whose first capitalised token is a folded one, the longest first."""
        return tuple(map(Form._make, self._forms.get(token, ())))

    def names_among(self, tokens: Iterable[str]) -> dict[str, Known]:
        """What is known of each token that can be a name of the glossary."""
        seen = self._known
        found = {token: seen[token] if token in seen else self.known(token) for token in tokens}
        return {token: info for token, info in found.items() if info is not None}

    def known(self, token: str) -> Known | None:
        """What is known of a capitalised token as written; None where it can be no name of the glossary.

        Kept per distinct token, for texts repeat their tokens.
        """
        try:
            return self._known[token]
        except KeyError:
            if len(self._known) > _CACHE_LIMIT:
                self._known.clear()
            result = self._known[token] = self._look_up(token)
            return result

    def _look_up(self, token: str) -> Known | None:
        folded = fold(token)
        forms = tuple(f for f in self.forms(folded) if f.acronym is None or f.acronym == token)
        frequency = zipf(folded)
        right = any(len(f.tokens) == 1 and f.role is not Role.READING for f in forms) or self._is_inflected(folded)
        suspect = not right and frequency < _ORDINARY and folded not in self.accepted
        candidates = self.tokens.candidates(folded) if suspect else ()
        if not forms and not candidates:
            return None
        longer: dict[str, tuple[Form, ...]] = {}
        for form in forms:
            if len(form.tokens) > form.lead + 1:
                following = form.tokens[form.lead + 1]
                longer[following] = (*longer.get(following, ()), form)
        return Known(
            alone=tuple(f for f in forms if len(f.tokens) == f.lead + 1),
            longer=longer,
            names=tuple(f for f in forms if self._is_long_name(f)),
            candidates=candidates,
            zipf=frequency,
            entries=frozenset().union(*(self.name_entries[c.token] for c in candidates)),
        )

    def _is_long_name(self, form: Form) -> bool:
        person = self.entries[form.entry].kind is Kind.PERSON
        return person and form.role is Role.ACCEPTED and not form.lead and len(form.tokens) > 2

    def _is_inflected(self, folded: str) -> bool:
        """Whether a token is the plural of a name ("Kulebas", "the Bushes")."""
        stems = [folded[: -len(end)] for end in ("s", "es") if folded.endswith(end)]
        return any(len(f.tokens) == 1 for stem in stems for f in self.forms(stem))

    def longest(self, known: Known, prose: str, start: int, end: int) -> tuple[int, int, Form] | None:
        """The longest form that stands at the token from `start` to `end`: its start, its end, and the form."""
        if known.longer:
            gap = _SEPARATOR.match(prose, end)
            following = _TOKEN.match(prose, gap.end() if gap else end)
            for form in known.longer.get(fold(following.group()), ()) if following else ():
                if place := self._match(form, prose, start):
                    return *place, form
        for form in known.alone:
            if not form.lead:
                return start, end, form
            if place := self._match(form, prose, start):
                return *place, form
        return None

    def _match(self, form: Form, prose: str, start: int) -> tuple[int, int] | None:
        """Where a form stands whose first capitalised token begins at `start`: its start and end, or None."""
        end = _follow(form.tokens[form.lead :], prose, start)
        if end is None:
            return None
        begin = start
        for token in reversed(form.tokens[: form.lead]):
            before = re.search(
                r"([^\W\d_][\w\u0300-\u036f]*)[\s\u2060]*[-'’]?[\s\u2060]*\Z",
                prose[max(0, begin - 24) : begin],
            )
            if not before or fold(before[1]) != token:
                return None
            begin -= len(before[0])
        return begin, end

    def partial(self, form: Form, prose: str, start: int) -> Iterator[tuple[int, int, int]]:
        """The one token by which the text at `start` differs from a form of three or more: number, start, end."""
        position, odd = start, []
        for number, token in enumerate(form.tokens):
            match = _TOKEN.match(prose, position)
            if not match:
                return
            if fold(match.group()) != token:
                odd.append((number, *match.span()))
                if len(odd) > 1 or not match.group()[0].isupper():
                    return
            gap = _SEPARATOR.match(prose, match.end())
            position = gap.end() if gap else match.end()
        if len(odd) == 1:
            yield odd[0]


def _follow(tokens: Sequence[str], prose: str, start: int) -> int | None:
    position = start
    end = start
    for token in tokens:
        match = _TOKEN.match(prose, position)
        if not match or fold(match.group()) != token:
            return None
        end = match.end()
        gap = _SEPARATOR.match(prose, end)
        position = gap.end() if gap else end
    return end


_RANK = {Role.ACCEPTED: 0, Role.CONFUSABLE: 1, Role.READING: 2}
"""Which of several forms with the same tokens a place is: one entry's look-alike may be another entry."""


def _forms_by_token(entries: Sequence[Entry]) -> dict[str, tuple[Form, ...]]:
    forms: dict[str, dict[tuple[tuple[str, ...], int, Role, str | None], Form]] = {}
    for number, entry in enumerate(entries):
        if entry.kind is Kind.TERM:
            continue
        for form in _forms(number, entry):
            forms.setdefault(form.tokens[form.lead], {}).setdefault(
                (form.tokens, number, form.role, form.acronym), form
            )
    return {
        token: tuple(sorted(by_key.values(), key=lambda f: (-len(f.tokens), _RANK[f.role])))
        for token, by_key in forms.items()
    }


def _forms(number: int, entry: Entry) -> Iterator[Form]:
    for role, names in ((Role.ACCEPTED, entry.accepted), (Role.CONFUSABLE, entry.confusable)):
        for name in names:
            if form := _form(name, number, role):
                yield form
    accepted = {tuple(map(fold, name_tokens(name))) for name in entry.accepted}
    right = {"".join(sorted(tokens)) for tokens in accepted} | {"".join(tokens) for tokens in accepted}
    for language, natives in entry.native.items():
        for native in natives:
            for reading in readings(native, language, person=entry.kind is Kind.PERSON):
                form = _form(reading, number, Role.READING, language)
                if form and _is_telling(form, right, accepted):
                    yield form


def _is_telling(reading: Form, accepted: Collection[str], names: Collection[tuple[str, ...]]) -> bool:
    """Whether a reading can be told from the right name, in any order of its parts, and from ordinary words.

    A single token near to a part of the name is left to the comparison of spellings.
    """
    letters = "".join(reading.tokens)
    if letters in accepted or "".join(sorted(reading.tokens)) in accepted or len(letters) < _SHORTEST_READING:
        return False
    if len(reading.tokens) > 1:
        return True
    sound = sound_of(letters)
    near = any(OSA.distance(sound, sound_of(token), score_cutoff=2) <= 2 for name in names for token in name)
    return zipf(letters) < _ORDINARY - 1 and not near


def _form(name: str, number: int, role: Role, language: str | None = None) -> Form | None:
    written = name_tokens(name)
    lead = next((i for i, t in enumerate(written) if t[0].isupper()), None)
    if lead is None:
        return None
    acronym = written[0] if len(written) == 1 and written[0].isupper() and len(written[0]) <= 6 else None
    return Form(tuple(map(fold, written)), number, role, lead, acronym, name, language)


def _crowd(counted: Iterable[bool]) -> float:
    number = sum(counted)
    return math.log(number / 1000) if number else math.inf


def _by_sound(name_entries: Mapping[str, frozenset[int]]) -> dict[str, frozenset[int]]:
    """The entries by the sound of each of their name tokens."""
    found: dict[str, set[int]] = {}
    for token, numbers in name_entries.items():
        found.setdefault(sound_of(token), set()).update(numbers)
    return {sound: frozenset(numbers) for sound, numbers in found.items()}


def _by_country(entries: Sequence[Entry]) -> dict[str, frozenset[int]]:
    """The entries by the country or body of their offices."""
    found: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        for office in entry.offices:
            if office.of:
                found.setdefault(office.of, set()).add(number)
    return {of: frozenset(numbers) for of, numbers in found.items()}


def _name_tokens(entries: Sequence[Entry]) -> dict[str, frozenset[int]]:
    """Folded tokens that a corruption may be told from, with the entries whose names hold them."""
    found: dict[str, set[int]] = {}
    for number, entry in enumerate(entries):
        if entry.kind is Kind.TERM:
            continue
        for name in entry.accepted:
            tokens = [t for t in name_tokens(name) if t[0].isupper() and not (t.isupper() and len(t) < 7)]
            for token in tokens:
                folded = fold(token)
                if entry.kind is Kind.PERSON or len(tokens) == 1 or zipf(folded) < _ORDINARY:
                    found.setdefault(folded, set()).add(number)
    return {token: frozenset(numbers) for token, numbers in found.items()}

"""Laying the parts of a glossary name against the tokens around a suspect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.mentions.tokens import Tokens
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.given import is_given_name, takes_no_surname
from mtaudit.names.lexicon import zipf
from mtaudit.names.pinyin import is_pinyin, is_surname
from mtaudit.names.variants import same_name

NEAR = 0.3
"""A neighbour at most this far from the expected part counts as that part, misspelt."""

NEAR_GIVEN = 0.22
"""A given name this near to the right one is a corruption; farther ones are too often a relative's."""

_COMMON = 4.6
_ORDINARY = 3.1


@dataclass(frozen=True, slots=True)
class Alignment:
    """How one occurrence of a suspect fits a name of an entry.

    `exact` and `near` count the other parts of the name that stand beside it, right or misspelt;
    `conflict`: another name stands there; `counts`: the occurrence can be this name at all.
    `mention_start`–`mention_end` covers the parts found.
    """

    start: int
    end: int
    mention_start: int
    mention_end: int
    exact: int
    near: int
    conflict: bool
    counts: bool
    is_given: bool
    partner: str | None
    partner_zipf: float = 0.0


@dataclass(frozen=True, slots=True)
class GivenSuspect:
    """A token beside a surname that stands where the entry's given name `name` should."""

    start: int
    end: int
    token: str
    name: str


def align(tokens: Tokens, number: int, entry: Entry, name: str) -> Alignment:
    """The best fit of the token `number`, suspected to be the name part `name`, over all forms of the entry."""
    fits = [
        _fit(tokens, number, parts, at, entry) for parts in _parts(entry) for at, p in enumerate(parts) if p == name
    ]
    if not fits:
        start, end = tokens.start(number), tokens.end(number)
        return Alignment(start, end, start, end, 0, 0, True, False, False, None)
    return max(fits, key=lambda a: (a.exact, a.near, not a.conflict, a.counts, not a.is_given))


def _fit(tokens: Tokens, number: int, parts: tuple[str, ...], at: int, entry: Entry) -> Alignment:
    exact = near = 0
    conflict = False
    partner: str | None = None
    rarest = 9.0
    ends = {-1: number, 1: number}
    for step, expected in ((-1, parts[:at][::-1]), (1, parts[at + 1 :])):
        other = tokens.beside(number, step)
        for part in expected:
            if other is None:
                break
            found = tokens.folded(other)
            if same_name(found, part):
                exact += 1
                rarest = min(rarest, zipf(found))
            elif distance(part, found) <= NEAR and len(found) > 2:
                near += 1
            else:
                conflict = conflict or tokens.is_name_part(other)
                break
            partner, ends[step] = tokens.items[other][1], other
            other = tokens.beside(other, step)
        else:
            if other is not None and not exact and not near and _is_foreign(tokens, number, step, entry):
                conflict = True
    single = len(parts) == 1
    standalone = single or (parts[at],) in _parts(entry)
    counts = not conflict and (exact > 0 or near > 0 or standalone)
    start, end = tokens.start(number), tokens.end(number)
    is_given = not single and not standalone and at < len(parts) - 1
    return Alignment(
        start, end, tokens.start(ends[-1]), tokens.end(ends[1]), exact, near, conflict, counts, is_given, partner,
        rarest if exact else 0.0,
    )  # fmt: skip


def _is_foreign(tokens: Tokens, number: int, step: int, entry: Entry) -> bool:
    """Whether the token beside a complete name makes it another name ("Brinken Group", "Kate Brinken").

    A surname before the pinyin of a place makes it a given name ("Shen Zhijiang", not Zhejiang), and a given name
    before what is like a place or an organization makes it a surname ("John Donne" is no Dane).
    """
    other = tokens.beside(number, step)
    if other is None:
        return False
    written = tokens.items[other][1]
    if entry.kind is not Kind.PERSON and step < 0 and written[0].isupper() and is_given_name(tokens.folded(other)):
        before = tokens.beside(other, -1)
        if before is None or not takes_no_surname(tokens.folded(before)):
            return True  # at the start of a sentence, too
    if not tokens.is_name_part(other):
        return False
    frequency = zipf(written)
    if entry.kind is not Kind.PERSON:
        pinyin = entry.kind is Kind.PLACE and is_pinyin(tokens.folded(number))
        surname = pinyin and step < 0 and is_surname(tokens.folded(other))
        return frequency < (_COMMON if surname else _ORDINARY)
    return step > 0 or frequency < _COMMON


def given_suspects(tokens: Tokens, start: int, entry: Entry, surname: str) -> Iterator[GivenSuspect]:
    """Tokens beside a bare surname that are near to the entry's given name without being it."""
    number = tokens.number_at(start)
    if number >= len(tokens) or tokens.start(number) != start:
        return
    accepted = {part for parts in _parts(entry) for part in parts}
    for step in (-1, 1):
        other = tokens.beside(number, step)
        if other is None or (found := tokens.folded(other)) in accepted or len(found) < 3:
            continue
        expected = {
            parts[at + step]
            for parts in _parts(entry)
            for at, part in enumerate(parts)
            if part == surname and 0 <= at + step < len(parts)
        }
        if any(same_name(part, found) for part in expected):
            continue
        near = [part for part in expected if len(part) > 2 and distance(part, found) <= NEAR_GIVEN]
        if near:
            best = min(near, key=lambda part: distance(part, found))
            yield GivenSuspect(tokens.start(other), tokens.end(other), tokens.items[other][1], best)


@lru_cache(maxsize=1 << 15)
def _parts_of(accepted: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The accepted forms in folded parts; particles and initials, which come and go, are left out."""
    forms = (tuple(fold(t) for t in name_tokens(name) if t[0].isupper() and len(t) > 1) for name in accepted)
    return tuple(dict.fromkeys(parts for parts in forms if parts))


def _parts(entry: Entry) -> tuple[tuple[str, ...], ...]:
    return _parts_of(entry.accepted)


def written_token(entry: Entry, part: str, like: str) -> str:
    """A folded name part as the canonical form writes it, or as the accepted form that has it does.

    A variant of a part of the canonical form (Slepnyov) gives way to that part (Slepnev). In capitals
    where the text has capitals.
    """
    own = [t for t in name_tokens(entry.canonical) if t[0].isupper()]
    near = sorted((distance(token, part), token) for token in own)
    if near and near[0][0] <= NEAR_GIVEN:
        written = near[0][1]
    else:
        tokens = (token for name in entry.aliases for token in name_tokens(name))
        written = next((token for token in tokens if fold(token) == part), part.capitalize())
    return written.upper() if like.isupper() and len(like) > 1 else written

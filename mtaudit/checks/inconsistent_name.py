"""One person's name is spelt in two ways in one article.

## What it does
With the glossary: reports the rarer of two accepted spellings of one name part (Sergei and Sergey
Lavrov). Without it: reports the rarer of two spellings that sound alike, where both are unknown
words and stand beside the same other name ("Elena Markovic", "Elena Marcovic"), or where one
stands in a full name and the other under the same title.

## Why it is bad
Readers take two spellings for two people. Each spelling alone may be right; both cannot be.

## Bad and good
- bad: Toshi Mogiwara said … Toshi Moggiwara added
- good: Toshi Mogiwara said … Mogiwara added

## What it cannot see
Which spelling is right where no glossary knows the person: the more frequent one is suggested.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache

from mtaudit.checks.base import Check
from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity
from mtaudit.glossary.entry import Kind
from mtaudit.glossary.index import Role
from mtaudit.mentions.resolve import Claim
from mtaudit.mentions.tokens import Tokens
from mtaudit.names.candidates import skeleton, sound_of
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.lexicon import zipf
from mtaudit.names.pinyin import is_pinyin

_ALIKE = 0.13
_ALIKE_PINYIN = 0.1
_MANY = 3
_UNKNOWN = 2.2
_SHORTEST = 5


def check(context: Context) -> Iterator[Problem]:
    """The rarer spelling of each name that an article spells in two ways, at its first place."""
    yield from _accepted_variants(context)
    yield from _unknown_variants(context)


def _accepted_variants(context: Context) -> Iterator[Problem]:
    """Accepted spellings of one name part that differ in letters, not in accents alone."""
    spellings: dict[tuple[str, str], dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for claim in _claims_in_two_forms(context):
        for match in re.finditer(r"[^\W\d_]+", context.text.prose[claim.start : claim.end]):
            part = fold(match.group())
            if len(part) >= _SHORTEST:
                place = (claim.start + match.start(), claim.start + match.end())
                spellings[claim.entry.canonical, skeleton(sound_of(part))][part].append(place)
    for (canonical, _), by_part in spellings.items():
        if len(by_part) < 2:
            continue
        parts = sorted(by_part, key=lambda part: -len(by_part[part]))
        usual, *others = parts
        if {fold(t) for t in name_tokens(canonical)} >= set(parts):
            continue  # two parts of one name that sound alike
        for other in others:
            if distance(usual, other) <= _ALIKE * 1.6:
                written = context.text.raw[slice(*by_part[usual][0])]
                yield _problem(context, by_part[other], written, len(by_part[usual]), canonical)


def _claims_in_two_forms(context: Context) -> Iterator[Claim]:
    """The claims of people whom the article names in more than one form."""
    forms: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    people = [c for c in context.names.claims if c.entry.kind is Kind.PERSON and c.form.role is Role.ACCEPTED]
    for claim in people:
        forms[claim.form.entry].add(claim.form.tokens)
    return (claim for claim in people if len(forms[claim.form.entry]) > 1)


def _unknown_variants(context: Context) -> Iterator[Problem]:
    tokens = context.names.tokens
    for by_token in _sounding_alike(context):
        names = sorted(by_token, key=lambda t: (-len(by_token[t]), by_token[t][0]))
        for i, rare in enumerate(names):
            usual = next((u for u in names[:i] if _same_person(tokens, by_token[u], by_token[rare], u, rare)), None)
            if usual:
                places = [(tokens.start(n), tokens.end(n)) for n in by_token[rare]]
                yield _problem(context, places, usual, len(by_token[usual]), None)
                break


def _sounding_alike(context: Context) -> Iterator[dict[str, list[int]]]:
    """Groups of two or more unknown names that sound alike, each with the numbers of its tokens."""
    tokens = context.names.tokens
    by_key: dict[str, list[str]] = defaultdict(list)
    for token in dict.fromkeys(token for _, token in tokens.items):
        if key := _key(token):
            by_key[key].append(token)
    groups = [group for group in by_key.values() if len(group) > 1]
    if not groups:
        return
    decided = {d.start for d in context.names.decisions} | {c.start for c in context.names.claims}
    places: dict[str, list[int]] = defaultdict(list)
    for number, (start, token) in enumerate(tokens.items):
        if start not in decided:
            places[token].append(number)
    for group in groups:
        found = {token: places[token] for token in group if token in places}
        if len(found) > 1:
            yield found


@lru_cache(maxsize=1 << 15)
def _key(token: str) -> str | None:
    """Under what unknown names that sound alike meet; None for known words and short ones."""
    if len(token) < _SHORTEST or token.isupper() or zipf(token) >= _UNKNOWN:
        return None
    return skeleton(sound_of(fold(token)))


def _same_person(tokens: Tokens, usual_places: list[int], rare_places: list[int], usual: str, rare: str) -> bool:
    if fold(usual) == fold(rare) or _is_inflection(fold(usual), fold(rare)):
        return False
    apart = min(distance(usual, rare), distance(rare, usual))
    if apart > _ALIKE:
        return False
    if is_pinyin(fold(usual)) and is_pinyin(fold(rare)) and not _is_slip(len(usual_places), len(rare_places), apart):
        return False
    given = [_neighbours(tokens, places) for places in (usual_places, rare_places)]
    return bool(given[0] & given[1])


def _is_slip(usual: int, rare: int, apart: float) -> bool:
    """Whether one pinyin spelling is a slip of the other: seen once among many. Else they are two people."""
    return rare == 1 and usual >= _MANY and apart <= _ALIKE_PINYIN


def _is_inflection(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long in (
        short + "s",
        short + "es",
        short + "n",
        short + "an",
        short + "a",
        short + "i",
        short + "ian",
    )


def _neighbours(tokens: Tokens, places: list[int]) -> set[tuple[int, str]]:
    """The other names beside a token, with the side they stand on."""
    found = set()
    for place in places:
        for step in (-1, 1):
            other = tokens.beside(place, step)
            if other is not None and tokens.is_name_part(other):
                found.add((step, tokens.folded(other)))
    return found


def _problem(context: Context, places: list[tuple[int, int]], usual: str, count: int, canonical: str | None) -> Problem:
    start, end = min(places)
    text = context.text.raw[start:end]
    counts: Counter[str] = Counter({usual: count, text: len(places)})
    return Problem(
        start,
        end,
        f"{text} and {usual} are two spellings of one name",
        expected=(usual,),
        severity=Severity.MINOR if canonical else None,
        confidence=0.9 if canonical else 0.85,
        entry=canonical,
        evidence={"counts": dict(counts)},
    )


CHECK = Check(
    code="N105",
    name="inconsistent-name",
    category=Category.INCONSISTENCY,
    severity=Severity.MAJOR,
    run=check,
    documentation=__doc__,
)

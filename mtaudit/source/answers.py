"""Names that the source proves: which of them the text answers, and what stands in place of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from mtaudit.article import Span
from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.natives import Native
from mtaudit.glossary.romanize import readings
from mtaudit.mentions.titles import held, title_at
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.lexicon import zipf

if TYPE_CHECKING:
    from mtaudit.context import Context
    from mtaudit.source.original import Original

_LIKE = 0.34
_BESIDE = 0.25  # the name stands in a sentence beside this one
_ALIKE_READING = 0.12
_LONG_READING = 8
_ORDINARY = 4.0
_SHORTEST_STEM = 6
_SHORTEST = 3
_MOST_TOKENS = 5
_LONG_END = 5  # letters of the end of a name part that stands for it (Monti for Fioramonti)
_END = 0.2


@dataclass(frozen=True, slots=True)
class Answer:
    """A name of the source that the text does not give: what stands for it, or the sentence where it is missing."""

    start: int
    end: int
    entry: Entry
    expected: str
    native: Native
    proof: str
    confidence: float
    is_missing: bool = False

    @property
    def evidence(self) -> Mapping[str, Any]:
        """What the finding shows."""
        return {**self.native.evidence, "proof": self.proof}


def answers(context: Context, source: Original, natives: Sequence[Native]) -> Iterator[Answer]:
    """One answer for each name of the source that its sentences in the text do not give."""
    finder = _Finder(context, source, natives)
    for zone in finder.zones():
        yield from finder.judge(zone)


@dataclass(frozen=True, slots=True)
class _Zone:
    """Sentences of the text, the wider stretch in which a name may be answered, and the names of their source."""

    text: Span
    wide: Span
    source: str
    start: int
    natives: tuple[Native, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    tokens: tuple[str, ...]


class _Finder:
    """One article's names and places; made, run and dropped by `answers`."""

    def __init__(self, context: Context, source: Original, natives: Sequence[Native]) -> None:
        self.context = context
        self.source = source
        self.natives = natives
        self.names = context.names
        self.sourced = {native.entry for native in natives}
        entries = context.index.entries
        self.known = {_joined(name) for number in self.sourced for name in entries[number].accepted}
        self.claimed: dict[int, list[int]] = defaultdict(list)
        for claim in self.names.claims:
            self.claimed[claim.form.entry].append(claim.start)

    def zones(self) -> Iterator[_Zone]:
        """The sentence pairs whose source holds a name."""
        pairs = self.source.pairs
        at = 0
        for number, pair in enumerate(pairs):
            if not pair.source:
                continue
            low, high = pair.source[0].start, pair.source[-1].end
            while at < len(self.natives) and self.natives[at].start < low:
                at += 1
            end = at
            while end < len(self.natives) and self.natives[end].start < high:
                end += 1
            if end > at and pair.text:
                around = [s for p in pairs[max(0, number - 1) : number + 2] for s in p.text]
                text = Span(pair.text[0].start, pair.text[-1].end)
                wide = Span(min(s.start for s in around), max(s.end for s in around))
                yield _Zone(text, wide, self.source.source[low:high], low, tuple(self.natives[at:end]))
            at = end

    def judge(self, zone: _Zone) -> Iterator[Answer]:
        """The names of a zone that are not answered, the surest first."""
        open_names = {n.entry: n for n in reversed(zone.natives) if not self._is_answered(n.entry, zone.text)}
        if not open_names:
            return
        beside = {number for number in open_names if self._is_answered(number, zone.wide)}
        candidates = self._candidates(zone)
        matches = sorted(self._matches(open_names, candidates), key=lambda match: match.distance)
        used: set[int] = set()
        for match in matches:
            if match.number in beside and match.distance > _BESIDE:
                continue
            if match.number in open_names and match.candidate.start not in used:
                used.add(match.candidate.start)
                yield self._answer(match, open_names.pop(match.number))
        left = [c for c in candidates if c.start not in used]
        for number, native in open_names.items():
            entry = self.context.index.entries[number]
            if entry.kind is not Kind.PERSON or number in beside:
                continue
            found = self._left_over(number, zone, open_names, left)
            if found:
                yield self._answer(found, native)
            elif number not in self.claimed and not self._is_decided(number):
                yield Answer(*zone.text, entry, entry.canonical, native, "nothing", 0.6, is_missing=True)

    def _answer(self, match: _Match, native: Native) -> Answer:
        entry, candidate = self.context.index.entries[match.number], match.candidate
        expected = _expected(entry, candidate)
        return Answer(candidate.start, candidate.end, entry, expected, native, match.proof, match.confidence)

    def _is_answered(self, number: int, zone: Span) -> bool:
        if any(zone.start <= start < zone.end for start in self.claimed.get(number, ())):
            return True
        if any(d.number == number and zone.start <= d.start < zone.end for d in self.names.decisions):
            return True
        entry = self.context.index.entries[number]
        tokens = self.names.tokens
        first, last = tokens.number_at(zone.start), tokens.number_at(zone.end)
        if entry.kind is not Kind.PERSON:
            words = {fold(tokens.items[n][1]) for n in range(first, last)}
            written = self.context.text.prose[slice(*zone)].lower()
            return any(name.lower() in written or _is_in(name, words) for name in entry.accepted)
        parts = _parts(entry)
        for n in range(first, last):
            token = fold(tokens.items[n][1])
            if any(len(part) >= _SHORTEST_STEM <= len(token) and token.startswith(part[:-1]) for part in parts):
                return True
            if token in parts and self._stands_alone(n, parts):
                return True
        return False

    def _stands_alone(self, number: int, parts: frozenset[str]) -> bool:
        """Whether no rare word stands beside a part of a name that is none of its parts (Tam, but not Tam Junrong)."""
        tokens = self.names.tokens
        for step in (-1, 1):
            beside = tokens.beside(number, step)
            if beside is not None and tokens.is_name_part(beside):
                token = fold(tokens.items[beside][1])
                if token not in parts and zipf(token) < _ORDINARY and len(token) >= _SHORTEST:
                    return title_at(self.context.text.prose, tokens.start(number), tokens.end(number)) is not None
        return True

    def _is_decided(self, number: int) -> bool:
        return any(decision.number == number for decision in self.names.decisions)

    def _tokens(self, zone: Span) -> list[tuple[int, str]]:
        tokens = self.names.tokens
        first, last = tokens.number_at(zone.start), tokens.number_at(zone.end)
        return tokens.items[first:last]

    def _candidates(self, zone: _Zone) -> list[_Candidate]:
        """The names of the zone that nothing in its source explains."""
        tokens = self.names.tokens
        taken = [
            (c.start, c.end)
            for c in self.names.claims
            if c.form.entry in self.sourced or c.entry.kind not in (Kind.PERSON, Kind.PLACE)
        ]
        taken += [(d.start, d.end) for d in self.names.decisions]
        latin = zone.source.lower()
        known = self.known
        out = []
        number, last = tokens.number_at(zone.text.start), tokens.number_at(zone.text.end)
        while number < last:
            first = number
            while number + 1 < last and tokens.beside(number, 1) == number + 1 and number - first < _MOST_TOKENS:
                number += 1
            run = [n for n in range(first, number + 1) if tokens.is_name_part(n)]
            number += 1
            run = [n for n in run if not any(a <= tokens.start(n) < b for a, b in taken)]
            words = [tokens.items[n][1] for n in run]
            if all(word.lower() in latin or word.isupper() for word in words):
                continue
            letters = "".join(map(fold, words))
            if len(letters) < _SHORTEST or (letters not in known and self._is_spelt(letters, zone)):
                continue
            out.append(_Candidate(tokens.start(run[0]), tokens.end(run[-1]), tuple(words)))
        return out

    def _is_spelt(self, letters: str, zone: _Zone) -> bool:
        """Whether a name is the pinyin of something in the source of a zone."""
        return self.source.language == "zh" and letters in _spelt(self._unnamed(zone))

    def _unnamed(self, zone: _Zone) -> str:
        """The source of a zone without the people whom the glossary knows."""
        written, at = [], zone.start
        for native in zone.natives:
            if self.context.index.entries[native.entry].kind is Kind.PERSON:
                written.append(self.source.source[at : native.start])
                at = native.end
        return "|".join([*written, self.source.source[at : zone.start + len(zone.source)]])

    def _matches(self, open_names: Mapping[int, Native], candidates: Sequence[_Candidate]) -> Iterator[_Match]:
        """The candidates that look like a name, or like a reading of its native form."""
        language, known = self.source.language, self.known
        for number, native in open_names.items():
            entry = self.context.index.entries[number]
            person = entry.kind is Kind.PERSON
            spelt = {fold(r.replace(" ", "")) for r in (readings(native.written, language) if person else ())}
            for candidate in candidates:
                letters = "".join(map(fold, candidate.tokens))
                if letters in known:
                    if letters in map(_joined, entry.accepted):
                        yield _Match(number, candidate, "other word breaks", 0.0, 0.9)
                    continue
                near = min((distance(r, letters, language) for r in spelt), default=1.0)
                if near <= (_ALIKE_READING if len(letters) < _LONG_READING else 2 * _ALIKE_READING):
                    yield _Match(number, candidate, "reading", near, 0.97)
                    continue
                likeness = _likeness(entry, candidate, language)
                if likeness <= _LIKE:
                    yield _Match(number, candidate, "likeness", likeness, 0.95 if likeness < _LIKE / 2 else 0.88)

    def _left_over(
        self, number: int, zone: _Zone, open_names: Mapping[int, Native], candidates: Sequence[_Candidate]
    ) -> _Match | None:
        """The one name left over, where one person of the source is: an office, or two words, speak for a person."""
        people = [n for n in open_names if self.context.index.entries[n].kind is Kind.PERSON]
        if len(people) != 1:
            return None
        entry = self.context.index.entries[number]
        prose = self.context.text.prose
        titled = [c for c in candidates if (title := title_at(prose, c.start, c.end)) and held(entry, title)]
        if len(titled) == 1:
            return _Match(number, titled[0], "office", 1.0, 0.92)
        return None


@dataclass(frozen=True, slots=True)
class _Match:
    number: int
    candidate: _Candidate
    proof: str
    distance: float
    confidence: float


def _likeness(entry: Entry, candidate: _Candidate, language: str) -> float:
    """The distance of a candidate's nearest word to the nearest part of the name; 1 where one is but a longer form.

    Words that are English (bank, south) tell nothing, nor does a short word against a long one.
    """
    parts = [fold(token) for token in candidate.tokens if len(token) >= _SHORTEST and not token.isupper()]
    if all(zipf(part) >= _ORDINARY for part in parts):
        return 1.0
    joined = "".join(map(fold, candidate.tokens)) if len(candidate.tokens) > 1 else ""
    best = 1.0
    for name in _parts(entry):
        if entry.kind is not Kind.PERSON and zipf(name) >= _ORDINARY:
            continue
        for part in parts:
            if part.startswith(name[:-1]) or name.startswith(part):
                continue
            if len(part) >= _LONG_END and name.endswith(part):
                best = min(best, _END)
            if joined and len(joined) >= _LONG_READING:
                best = min(best, distance(name, joined, language))
            if zipf(part) < _ORDINARY:
                best = min(best, distance(name, part, language))
    return best


def _expected(entry: Entry, candidate: _Candidate) -> str:
    """The form that takes the candidate's place: the whole name, or the accepted form of as many words."""
    for name in entry.accepted:
        if len(name_tokens(name)) == len(candidate.tokens):
            return name
    return entry.canonical


@lru_cache(maxsize=4096)
def _parts_of(names: tuple[str, ...]) -> frozenset[str]:
    tokens = (token for name in names for token in name_tokens(name))
    return frozenset(fold(token) for token in tokens if len(token) >= _SHORTEST and token[0].isupper())


def _is_in(name: str, words: Collection[str]) -> bool:
    """Whether all the rare words of a name are among some words (Everbright, of China Everbright Bank)."""
    rare = [part for part in map(fold, name_tokens(name)) if zipf(part) < _ORDINARY]
    return bool(rare) and all(any(word.startswith(part) for word in words) for part in rare)


@lru_cache(maxsize=4096)
def _joined(name: str) -> str:
    return "".join(fold(token) for token in name_tokens(name))


def _parts(entry: Entry) -> frozenset[str]:
    return _parts_of(entry.accepted)


@lru_cache(maxsize=256)
def _spelt(source: str) -> str:
    """The pinyin of a Chinese text in one: names that the glossary lacks are spelt so, and explained by it."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(source, style=Style.NORMAL)).replace("ü", "v").lower()

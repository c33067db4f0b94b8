"""Names that the source proves: which of them the text answers, and what stands in place of the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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
_ALIKE_READING = 0.12
_ORDINARY = 4.0
_SHORTEST = 3
_MOST_TOKENS = 5
_LONG_NAME = 4  # letters of a name part that stands for the whole name


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
        return {
            "source": self.native.written,
            "source_start": self.native.start,
            "source_end": self.native.end,
            "proof": self.proof,
        }


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
                yield _Zone(text, wide, self.source.source[low:high], tuple(self.natives[at:end]))
            at = end

    def judge(self, zone: _Zone) -> Iterator[Answer]:
        """The names of a zone that are not answered."""
        open_names: dict[int, Native] = {}
        for native in zone.natives:
            if not self._is_answered(native.entry, zone.wide):
                open_names.setdefault(native.entry, native)
        if not open_names:
            return
        candidates = self._candidates(zone)
        used: set[int] = set()
        for number, native in open_names.items():
            entry = self.context.index.entries[number]
            found = self._best(entry, native, [c for c in candidates if c.start not in used])
            if found is None and entry.kind is Kind.PERSON:
                found = self._left_over(entry, zone, open_names, [c for c in candidates if c.start not in used])
            if found:
                candidate, proof, confidence = found
                used.add(candidate.start)
                yield Answer(
                    candidate.start, candidate.end, entry, _expected(entry, candidate), native, proof, confidence
                )
            elif entry.kind is Kind.PERSON and number not in self.claimed and not self._is_decided(number):
                yield Answer(*zone.text, entry, entry.canonical, native, "nothing", 0.6, is_missing=True)

    def _is_answered(self, number: int, zone: Span) -> bool:
        if any(zone.start <= start < zone.end for start in self.claimed.get(number, ())):
            return True
        if any(d.number == number and zone.start <= d.start < zone.end for d in self.names.decisions):
            return True
        entry = self.context.index.entries[number]
        tokens = {fold(token) for _, token in self._tokens(zone)}
        if entry.kind is Kind.PERSON:
            return any(len(part) >= _LONG_NAME and part in tokens for part in _parts(entry))
        written = self.context.text.prose[slice(*zone)].lower()
        return any(name.lower() in written for name in entry.accepted)

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
            if c.form.entry in self.sourced or c.entry.kind is not Kind.PERSON
        ]
        taken += [(d.start, d.end) for d in self.names.decisions]
        latin = zone.source.lower()
        spelt = _spelt(zone.source) if self.source.language == "zh" else ""
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
            if not run or all(word.lower() in latin for word in words):
                continue
            letters = "".join(map(fold, words))
            if len(letters) < _SHORTEST or (spelt and letters in spelt):
                continue
            out.append(_Candidate(tokens.start(run[0]), tokens.end(run[-1]), tuple(words)))
        return out

    def _best(
        self, entry: Entry, native: Native, candidates: Sequence[_Candidate]
    ) -> tuple[_Candidate, str, float] | None:
        """The candidate that looks like the name, or like a reading of its native form."""
        spelt = {fold(reading.replace(" ", "")) for reading in self._readings(entry, native)}
        best: tuple[float, _Candidate, str] | None = None
        for candidate in candidates:
            letters = "".join(map(fold, candidate.tokens))
            parts = [fold(token) for token in candidate.tokens if len(token) >= _SHORTEST]
            near = min((distance(r, letters, self.source.language) for r in spelt), default=1.0)
            if near <= _ALIKE_READING:
                return candidate, "reading", 0.97
            likeness = min(
                (distance(name, part, self.source.language) for name in _parts(entry) for part in parts), default=1.0
            )
            ordinary = all(zipf(part) >= _ORDINARY for part in parts)
            if likeness <= (_LIKE / 2 if ordinary else _LIKE) and (best is None or likeness < best[0]):
                best = (likeness, candidate, "likeness")
        return (best[1], best[2], 0.95 if best[0] < _LIKE / 2 else 0.88) if best else None

    def _readings(self, entry: Entry, native: Native) -> Iterator[str]:
        person = entry.kind is Kind.PERSON
        if not person:
            return
        yield from readings(native.written, self.source.language, person=person)

    def _left_over(
        self, entry: Entry, zone: _Zone, open_names: Mapping[int, Native], candidates: Sequence[_Candidate]
    ) -> tuple[_Candidate, str, float] | None:
        """The one name left over, where one person of the source is: an office, or two words, speak for a person."""
        people = [n for n in open_names if self.context.index.entries[n].kind is Kind.PERSON]
        if len(people) != 1:
            return None
        prose = self.context.text.prose
        titled = [c for c in candidates if (title := title_at(prose, c.start, c.end)) and held(entry, title)]
        if len(titled) == 1:
            return titled[0], "office", 0.92
        likely = [c for c in candidates if _may_be_person(c)]
        if len(likely) == 1 and len(candidates) == 1:
            return likely[0], "nothing else is left", 0.85
        return None


def _may_be_person(candidate: _Candidate) -> bool:
    rare = [zipf(fold(token)) < _ORDINARY for token in candidate.tokens]
    return 1 <= len(rare) <= 3 and all(rare) and not any(token.isupper() for token in candidate.tokens)


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


def _parts(entry: Entry) -> frozenset[str]:
    return _parts_of(entry.accepted)


@lru_cache(maxsize=256)
def _spelt(source: str) -> str:
    """The pinyin of a Chinese text in one: names that the glossary lacks are spelt so, and explained by it."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(source, style=Style.NORMAL)).replace("ü", "v").lower()

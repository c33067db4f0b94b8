"""Names that the source proves: which of them the text answers, and what stands in place of the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtaudit.article import Span
from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.natives import Native
from mtaudit.glossary.romanize import readings
from mtaudit.mentions.titles import held, title_at
from mtaudit.names.fold import fold
from mtaudit.names.lexicon import zipf
from mtaudit.source.alike import (
    ALIKE_READING,
    ORDINARY,
    SHORTEST,
    SHORTEST_STEM,
    Candidate,
    apart,
    begins_in,
    expected_form,
    is_described,
    is_in,
    joined_form,
    likeness,
    misreadings,
    name_parts,
    other_country,
    spelt_out,
)
from mtaudit.source.original import covering
from mtaudit.source.short import is_surname_sign

if TYPE_CHECKING:
    from mtaudit.context import Context
    from mtaudit.mentions.resolve import Decision
    from mtaudit.source.original import Original

_LIKE = 0.34
_OTHER_COUNTRY = 0.25  # the same for words that everyone knows
_BESIDE = 0.31  # the name stands in a sentence beside this one
_LONG_READING = 8
_LEAST_READ = 0.75  # of the shorter of a reading and a name to the longer
_SPELT = 88.0  # of 100: so much of a name that the glossary lacks is like a stretch of the source's pinyin
_MOST_TOKENS = 5
_SPACED = frozenset(["ru", "uk", "be", "bg", "sr", "ar"])
_TAIL = re.compile(r"[-‐‑]([a-z]{2,})\b")


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
    """Sentences of the text, the wider stretch in which a name may be answered, that of the source in which a name of
    the text may be explained, and the names of their source."""

    text: Span
    wide: Span
    source: Span
    natives: tuple[Native, ...]


class _Finder:
    """One article's names and places; made, run and dropped by `answers`."""

    def __init__(self, context: Context, source: Original, natives: Sequence[Native]) -> None:
        self.context = context
        self.source = source
        self.natives = natives
        self.names = context.names
        self.sourced = {native.entry for native in natives}
        entries = context.index.entries
        # People whom the source calls by one word alone: it proves no given name, and another person may be meant.
        whole = {native.entry for native in natives if " " in native.written}
        self.by_surname = self.sourced - whole if source.language in _SPACED else frozenset()
        self.known = frozenset(joined_form(name) for number in self.sourced for name in entries[number].accepted)
        self.decided = {(d.start, d.number) for d in self.names.decisions}
        self.whole = [d for d in self.names.decisions if self._is_whole(d)]
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
                near = pairs[max(0, number - 1) : number + 2]
                text = Span(pair.text[0].start, pair.text[-1].end)
                yield _Zone(
                    text,
                    covering(tuple(s for p in near for s in p.text)),
                    covering(tuple(s for p in near for s in p.source)),
                    tuple(self.natives[at:end]),
                )
            at = end

    def judge(self, zone: _Zone) -> Iterator[Answer]:
        """The names of a zone that are not answered, the surest first."""
        open_names = {n.entry: n for n in reversed(zone.natives) if not self._is_answered(n.entry, zone.text)}
        if not open_names:
            return
        beside = {number for number in open_names if self._is_answered(number, zone.wide)}
        candidates = self._candidates(zone)
        matches = sorted(self._matches(open_names, candidates), key=lambda match: match.distance)
        rivals = [self.context.index.entries[n.entry] for n in zone.natives if n.entry not in open_names]
        used: set[Candidate] = set()
        for match in matches:
            if match.number in beside and match.distance > _BESIDE:
                continue
            if match.number in open_names and match.run not in used and not self._is_rival(match, rivals):
                used.add(match.run)
                yield self._answer(match, open_names.pop(match.number))
        left = [c for c in candidates if c not in used]
        for number, native in open_names.items():
            entry = self.context.index.entries[number]
            if entry.kind is not Kind.PERSON or number in beside:
                continue
            found = self._left_over(number, zone, open_names, left)
            if found:
                yield self._answer(found, native)
            elif not (number in self.claimed or self._is_decided(number) or is_described(entry, self._written(zone))):
                yield Answer(*zone.text, entry, entry.canonical, native, "nothing", 0.6, is_missing=True)

    def _answer(self, match: _Match, native: Native) -> Answer:
        entry = self.context.index.entries[match.number]
        if match.proof == "reading" and entry.kind is not Kind.PERSON:
            expected = entry.canonical
        else:
            expected = expected_form(entry, match.candidate)
        return Answer(*match.candidate.span, entry, expected, native, match.proof, match.confidence)

    def _is_rival(self, match: _Match, rivals: Sequence[Entry]) -> bool:
        """Whether a candidate is more like another name of the source, which the text gives too."""
        near = (likeness(entry, match.run, self.source.language).distance for entry in rivals)
        return min(near, default=1.0) < match.distance

    def _is_answered(self, number: int, zone: Span) -> bool:
        if any(zone.start <= start < zone.end for start in self.claimed.get(number, ())):
            return True
        if any(d.number == number and zone.start <= d.start < zone.end for d in self.whole):
            return True
        entry = self.context.index.entries[number]
        tokens = self.names.tokens
        first, last = tokens.number_at(zone.start), tokens.number_at(zone.end)
        if entry.kind is not Kind.PERSON:
            words = {fold(tokens.items[n][1]) for n in range(first, last)}
            written = self.context.text.prose[slice(*zone)]
            return any(begins_in(name, written) or is_in(name, words) for name in entry.accepted)
        parts = name_parts(entry)
        for n in range(first, last):
            token = fold(tokens.items[n][1])
            if token in parts:
                if number in self.by_surname or self._stands_alone(n, number, parts):
                    return True
            elif any(len(part) >= SHORTEST_STEM <= len(token) and token.startswith(part[:-1]) for part in parts):
                return True
        return False

    def _is_whole(self, decision: Decision) -> bool:
        """Whether a decision is about the whole of a name, not about a part whose neighbour is wrong, too."""
        place = self.names.tokens.number_at(decision.start)
        return self._stands_alone(place, decision.number, name_parts(decision.entry))

    def _stands_alone(self, place: int, number: int, parts: frozenset[str]) -> bool:
        """Whether no rare word stands beside a part of a name that is none of its parts (Tam, but not Tam Junrong)."""
        tokens = self.names.tokens
        for step in (-1, 1):
            beside = tokens.beside(place, step)
            if (
                beside is not None
                and tokens.is_name_part(beside)
                and (tokens.start(beside), number) not in self.decided
            ):
                token = fold(tokens.items[beside][1])
                if token not in parts and zipf(token) < ORDINARY and len(token) >= SHORTEST:
                    return False
        return True

    def _written(self, zone: _Zone) -> str:
        return self.context.text.prose[slice(*zone.text)]

    def _is_decided(self, number: int) -> bool:
        return any(decision.number == number for decision in self.names.decisions)

    def _tokens(self, zone: Span) -> list[tuple[int, str]]:
        tokens = self.names.tokens
        first, last = tokens.number_at(zone.start), tokens.number_at(zone.end)
        return tokens.items[first:last]

    def _candidates(self, zone: _Zone) -> list[Candidate]:
        """The names of the zone that nothing in its source explains."""
        taken = [
            (c.start, c.end)
            for c in self.names.claims
            if c.form.entry in self.sourced or c.entry.kind not in (Kind.PERSON, Kind.PLACE)
        ]
        taken += [(d.start, d.end) for d in self.whole]
        latin = self.source.source[slice(*zone.source)].lower()
        runs = [run for run in self._runs(zone.text, taken) if not _is_copied(run, latin)]
        spelt = spelt_out(self._unnamed(zone)) if runs and self.source.language == "zh" else ""
        return [run for run in runs if not (spelt and self._is_read(run, spelt))]

    def _runs(self, zone: Span, taken: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
        """The capitalised words of a zone that stand side by side and belong to names, less those that are taken."""
        tokens = self.names.tokens
        number, last = tokens.number_at(zone.start), tokens.number_at(zone.end)
        run: list[int] = []
        for n in range(number, last):
            is_free = tokens.is_name_part(n) and not any(a <= tokens.start(n) < b for a, b in taken)
            if is_free:
                run.append(n)
            if run and (not is_free or len(run) == _MOST_TOKENS or n + 1 == last or tokens.beside(n, 1) != n + 1):
                words = [self._word(n) for n in run]
                yield Candidate(tuple(span for span, _ in words), tuple(word for _, word in words))
                run = []

    def _word(self, number: int) -> tuple[Span, str]:
        """A capitalised word and what a hyphen joins to it in small letters (Ke-yan)."""
        start, end = self.names.tokens.start(number), self.names.tokens.end(number)
        tail = _TAIL.match(self.context.text.prose, end)
        word = self.names.tokens.items[number][1]
        return (Span(start, tail.end()), word + tail[1]) if tail else (Span(start, end), word)

    def _is_read(self, run: Candidate, spelt: str) -> bool:
        """Whether a candidate is how signs of the source are read, and no name that is known."""
        rare = "".join(fold(word) for word in run.tokens if zipf(word) < ORDINARY)
        said = (run.letters, rare) if len(rare) >= SHORTEST_STEM else (run.letters,)
        return any(letters not in self.known and _is_spelt(letters, spelt) for letters in said)

    def _unnamed(self, zone: _Zone) -> str:
        """The source around a zone without the people whom the glossary knows, and names that are not read as spelt."""
        source, at = self.source.source, zone.source.start
        written = []
        for native in self.natives:
            if at <= native.start < zone.source.end and self._is_spelt_otherwise(native):
                written.append(source[at : native.start])
                at = native.end
        return "|".join([*written, source[at : zone.source.end]])

    def _is_spelt_otherwise(self, native: Native) -> bool:
        """Whether the pinyin of a native form explains no name: a person's is wrong or right, a place's may be wrong.

        A place behind a surname is a part of a person's name (陈亚丁 is no Aden).
        """
        entry = self.context.index.entries[native.entry]
        if entry.kind is Kind.PERSON:
            return True
        before = self.source.source[max(0, native.start - 1) : native.start]
        return not is_surname_sign(before) and bool(misreadings(native.written, entry.accepted, self.source.language))

    def _matches(self, open_names: Mapping[int, Native], candidates: Sequence[Candidate]) -> Iterator[_Match]:
        """The candidates that look like a name, or like a reading of its native form."""
        language, known = self.source.language, self.known
        for number, native in open_names.items():
            entry = self.context.index.entries[number]
            if entry.kind is Kind.PERSON:
                spelt = frozenset(fold(r.replace(" ", "")) for r in readings(native.written, language))
            else:
                spelt = misreadings(native.written, entry.accepted, language)
            for candidate in candidates:
                letters = candidate.letters
                if letters in known:
                    if letters in map(joined_form, entry.accepted):
                        yield _Match(number, candidate, candidate, "other word breaks", 0.0, 0.9)
                    continue
                near = min((apart(r, letters, language, _LEAST_READ) for r in spelt), default=1.0)
                several = entry.kind is Kind.PERSON or len(candidate.tokens) > 1
                loose = several and len(letters) >= _LONG_READING
                if near <= (2 * ALIKE_READING if loose else ALIKE_READING):
                    yield _Match(number, candidate, candidate, "reading", near, 0.97)
                    continue
                like = likeness(entry, candidate, language)
                if like.distance > _LIKE and entry.canonical in self.context.index.country_entries:
                    other = other_country(entry, candidate, language)
                    like = other if other.distance <= _OTHER_COUNTRY else like
                if like.distance <= _LIKE:
                    sure = 0.95 if like.distance < _LIKE / 2 else 0.88
                    yield _Match(number, candidate, like.of(candidate), "likeness", like.distance, sure)

    def _left_over(
        self, number: int, zone: _Zone, open_names: Mapping[int, Native], candidates: Sequence[Candidate]
    ) -> _Match | None:
        """The one name left over, where one person of the source is: an office, or two words, speak for a person."""
        people = [n for n in open_names if self.context.index.entries[n].kind is Kind.PERSON]
        if len(people) != 1:
            return None
        entry = self.context.index.entries[number]
        prose = self.context.text.prose
        titled = [c for c in candidates if (title := title_at(prose, *c.span)) and held(entry, title)]
        if len(titled) == 1:
            return _Match(number, titled[0], titled[0], "office", 1.0, 0.92)
        return None


@dataclass(frozen=True, slots=True)
class _Match:
    """A candidate (`run`), and those of its words that stand for the entry of a number."""

    number: int
    run: Candidate
    candidate: Candidate
    proof: str
    distance: float
    confidence: float


def _is_copied(run: Candidate, latin: str) -> bool:
    """Whether the source has the words of a candidate in Latin letters, or they are too short to tell."""
    return all(word.lower() in latin or word.isupper() for word in run.tokens) or len(run.letters) < SHORTEST


def _is_spelt(letters: str, spelt: str) -> bool:
    """Whether a name is, but for a letter or two, a stretch of a source's pinyin."""
    if letters in spelt:
        return True
    from rapidfuzz.fuzz import partial_ratio

    return len(letters) >= _LONG_READING and partial_ratio(letters, spelt, score_cutoff=_SPELT) >= _SPELT

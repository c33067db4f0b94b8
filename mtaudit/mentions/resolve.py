"""Deciding, by evidence, what the names of an article stand for.

Exact forms claim their places first, the longest first; nothing fuzzy touches a claimed place.
A token left over that sounds like a name is judged by what stands around it, once for the whole
article, so that bare mentions follow the full one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.index import Form, GlossaryIndex, Known, Role
from mtaudit.mentions.align import Alignment, align, given_suspects, written_token
from mtaudit.mentions.evidence import THRESHOLD, Evidence, confidence, may_speak_alone
from mtaudit.mentions.likely import is_likely, is_other_pinyin, is_pinyin_name, near_enough
from mtaudit.mentions.pivot import guess_pivot
from mtaudit.mentions.story import Story
from mtaudit.mentions.titles import Title, held, title_at
from mtaudit.mentions.tokens import PARTICLES, Tokens
from mtaudit.names.candidates import sound_of
from mtaudit.names.distance import distance
from mtaudit.names.fold import fold
from mtaudit.names.lexicon import zipf
from mtaudit.names.pinyin import is_pinyin
from mtaudit.names.variants import same_name

if TYPE_CHECKING:
    from mtaudit.context import Context

_MOST_TITLES = 4
_LEAST_CROWD = -1.6  # of about two hundred name parts; a smaller glossary proves no more than that
_TIE = 0.08
_TIE_DISTANCE = 0.02
_SHORT_PINYIN = 9  # longer forms have too many letters to be another name by chance
_NEAR_PARTIAL = 0.2
_READING_BASE = 0.55


class DecisionKind(StrEnum):
    """What is wrong with a name."""

    MISSPELLED = "misspelled"
    GIVEN_NAME = "given-name"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Claim:
    """A place where a form of the glossary stands as it should."""

    start: int
    end: int
    form: Form
    entry: Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """A place where a form stands for an entry and is wrong. `number` is the entry's in the index."""

    kind: DecisionKind
    start: int
    end: int
    number: int
    entry: Entry
    expected: tuple[str, ...]
    confidence: float
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighing:
    """One suspect token of an article held against one name part of one entry."""

    token: str
    name: str
    entry: int
    evidence: Evidence
    alignments: tuple[Alignment, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Names:
    """All claims and decisions of one article, by place."""

    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...]
    tokens: Tokens


def resolve(context: Context) -> Names:
    """Claim and judge every name of an article."""
    return _Resolver(context).resolve()


def weighings(context: Context) -> Iterator[Weighing]:
    """Every suspect with every name it may stand for, however unlikely: what fitting and explaining look at."""
    resolver = _Resolver(context)
    resolver.weighs_all = True
    resolver._claim()
    for token, places in resolver.suspects.items():
        if info := context.index.known(token):
            yield from resolver._options(token, info, places)


class _Resolver:
    """The state of one article's resolution; made, run and dropped by `resolve`."""

    def __init__(self, context: Context) -> None:
        self.prose = context.text.prose
        self.index: GlossaryIndex = context.index
        self.pivot = context.pivot
        self.tokens = Tokens(self.prose)
        self.claims: list[Claim] = []
        self.readings: list[Claim] = []
        self.suspects: dict[str, list[int]] = defaultdict(list)
        self.partials: list[tuple[int, Form]] = []
        self.story = Story(self.claims, self.index)
        self.weighs_all = False

    def resolve(self) -> Names:
        self._claim()
        decisions = [*self._misspellings(), *self._partials(), *self._readings()]
        decisions += self._given_names(decisions)
        return Names(tuple(self.claims), tuple(_one_each(decisions)), self.tokens)

    def _claim(self) -> None:
        prose = self.prose
        names = self.index.names_among({token for _, token in self.tokens.items})
        taken = 0
        known = [(number, *item) for number, item in enumerate(self.tokens.items) if item[1] in names] if names else []
        for number, start, token in known:
            if start < taken or (start and prose[start - 1].isalnum()):
                continue
            info = names[token]
            place = self.index.longest(info, prose, start, start + len(token))
            claim = Claim(*place, self.index.entries[place[2].entry]) if place else None
            if claim:
                (self.readings if claim.form.role is Role.READING else self.claims).append(claim)
                taken = claim.end
            elif info.candidates:
                self.suspects[token].append(number)
            if not claim or len(claim.form.tokens) == 1:
                self.partials += [(start, form) for form in info.names]

    def _misspellings(self) -> Iterator[Decision]:
        weighed = self._weigh_suspects()
        if self.pivot is None and weighed:
            surest = [options[0] for options in weighed]
            proven = [(w.name, w.token) for w in surest if w.evidence.partner_exact or w.evidence.title]
            self.pivot = guess_pivot(self.prose, proven)
            if self.pivot:
                weighed = self._weigh_suspects()
        for options in weighed:
            if options[0].confidence >= THRESHOLD and not _is_tie(options):
                yield from self._decide(options[0])

    def _weigh_suspects(self) -> list[list[Weighing]]:
        """For each suspect token the names it may stand for, the likeliest first; suspects without any are left out."""
        weighed = []
        for token, places in self.suspects.items():
            info = self.index.known(token)
            options = list(self._options(token, info, places)) if info else []
            if options and not self._in_address(places):
                weighed.append(sorted(options, key=lambda w: -w.confidence))
        return weighed

    def _decide(self, best: Weighing) -> Iterator[Decision]:
        """The decision for every place of a suspect that the entry fits: bare mentions follow the full one."""
        entry = self.index.entries[best.entry]
        for alignment in best.alignments:
            if not alignment.conflict:
                given = alignment.is_given and entry.kind is Kind.PERSON
                yield Decision(
                    DecisionKind.GIVEN_NAME if given else DecisionKind.MISSPELLED,
                    alignment.start,
                    alignment.end,
                    best.entry,
                    entry,
                    (written_token(entry, best.name, like=best.token),),
                    best.confidence,
                    _spoken(best.evidence, alignment, self.pivot),
                )

    def _options(self, token: str, info: Known, places: list[int]) -> Iterator[Weighing]:
        crowds = [max(_LEAST_CROWD, crowd) for crowd in self.index.crowds]
        others, people = (self.weighs_all or may_speak_alone(info.zipf, len(token), crowd) for crowd in crowds)
        spoken_for = self._spoken_for(places, info.entries)
        in_office = info.entries & self.story.office_entries
        if not others and not people and not spoken_for and not in_office:
            return
        for candidate in info.candidates:
            entries = self.index.name_entries[candidate.token]
            likely = entries & spoken_for
            if others:
                likely |= entries - self.index.people
            if people:
                likely |= entries & self.index.people
            elif in_office and near_enough(candidate.token, token, info.zipf, crowds[1], self.pivot):
                likely |= entries & in_office
            for number in likely:
                entry = self.index.entries[number]
                fits = tuple(align(self.tokens, place, entry, candidate.token) for place in places)
                if not any(a.counts for a in fits) or not is_likely(entry, candidate.token, token, fits):
                    continue
                evidence = self._weigh(candidate.token, info.zipf, token, number, fits)
                if self.weighs_all or not is_other_pinyin(evidence):
                    yield Weighing(token, candidate.token, number, evidence, fits, confidence(evidence))

    def _spoken_for(self, places: list[int], suspected: frozenset[int]) -> frozenset[int]:
        """Those of the suspected entries for which the article speaks: named in it, in an office that a title beside
        one of the places names, or with a name part that sounds like a token beside one of them."""
        found = suspected & self.story.entries
        officials = suspected & self.index.officials
        for place in places[:_MOST_TITLES] if officials else ():
            if title := title_at(self.prose, self.tokens.start(place), self.tokens.end(place)):
                found |= {number for number in officials if held(self.index.entries[number], title)}
        for place in places:
            for step in (-1, 1):
                other = self.tokens.beside(place, step)
                if other is not None:
                    sounding = self.index.sound_entries.get(sound_of(self.tokens.folded(other)))
                    if sounding:
                        found |= suspected & sounding
        return found

    def _weigh(self, name: str, frequency: float, token: str, number: int, alignments: Sequence[Alignment]) -> Evidence:
        entry = self.index.entries[number]
        titles = [t for a in alignments if not a.conflict and (t := self._title(a))]
        return Evidence(
            distance=distance(name, token, self.pivot),
            zipf=frequency,
            length=len(token),
            partner_exact=int(any(a.exact for a in alignments)),
            partner_near=int(any(a.near for a in alignments) and not any(a.exact for a in alignments)),
            partner_zipf=max((a.partner_zipf for a in alignments), default=0.0),
            pinyin=int(len(token) <= _SHORT_PINYIN and is_pinyin_name(entry) and is_pinyin(fold(token))),
            conflict=int(all(a.conflict for a in alignments)),
            title=int(any(held(entry, t) for t in titles)),
            title_conflict=int(bool(titles) and bool(entry.offices) and not any(held(entry, t) for t in titles)),
            canonical=int(number in self.story.entries),
            country=int(number in self.story.office_entries),
            place=int(entry.kind is not Kind.PERSON),
            crowd=max(_LEAST_CROWD, self.index.crowd(entry)),
        )

    def _title(self, alignment: Alignment) -> Title | None:
        return title_at(self.prose, alignment.mention_start, alignment.mention_end)

    def _in_address(self, places: list[int]) -> bool:
        """Whether a token only stands in web and mail addresses, handles and hashtags."""
        return all(
            self.prose[max(0, self.tokens.start(p) - 1) : self.tokens.start(p)] in ("@", "/", "#", "_", "=")
            for p in places
        )

    def _partials(self) -> Iterator[Decision]:
        """Names of three and more parts of which one part is wrong, under a title that the person held."""
        for start, form in self.partials:
            number, entry = form.entry, self.index.entries[form.entry]
            for part, at, end in self.index.partial(form, self.prose, start):
                odd, right = self.prose[at:end], form.tokens[part]
                if right in PARTICLES or same_name(fold(odd), right):
                    continue
                if any(c.start <= at < c.end and c.entry is not entry and len(c.form.tokens) > 1 for c in self.claims):
                    continue
                last = at + len(" ".join(form.tokens[part:])) if part < len(form.tokens) - 1 else end
                title = title_at(self.prose, start, last)
                near = distance(right, odd, self.pivot)
                proof = bool(title and held(entry, title))
                evidence = Evidence(
                    min(near, 0.15) if proof else near, min(zipf(odd), 2.5), len(odd), partner_exact=1,
                    title=int(proof), canonical=int(number in self.story.entries),
                    country=int(number in self.story.office_entries), place=int(entry.kind is not Kind.PERSON),
                )  # fmt: skip
                score = confidence(evidence)
                if score >= THRESHOLD and (proof or near <= _NEAR_PARTIAL):
                    shown = {"similarity": round(1 - near, 2), **({"title": title.written} if title else {})}
                    expected = written_token(entry, right, like=odd)
                    yield Decision(DecisionKind.GIVEN_NAME, at, end, number, entry, (expected,), score, shown)

    def _readings(self) -> Iterator[Decision]:
        for claim in self.readings:
            entry, form = claim.entry, claim.form
            title = title_at(self.prose, claim.start, claim.end)
            proofs = [bool(title and held(entry, title)), form.entry in self.story.entries]
            near_by = form.entry in self.story.office_entries
            single = len(form.tokens) == 1
            score = _READING_BASE + 0.38 * any(proofs) + (0.2 if near_by else 0.0) + (0.2 if single else 0.0)
            if title and entry.offices and not proofs[0]:
                score -= 0.3
            if min(score, 0.97) >= THRESHOLD:
                shown = {"reading": form.written, "native_language": form.language}
                if title:
                    shown["title"] = title.written
                expected = (entry.canonical,)
                yield Decision(
                    DecisionKind.READING,
                    claim.start,
                    claim.end,
                    form.entry,
                    entry,
                    expected,
                    min(score, 0.97),
                    shown,
                )

    def _given_names(self, decided: list[Decision]) -> list[Decision]:
        """Wrong given names beside a right surname, or beside a misspelt one that is decided."""
        anchors = [
            (c.start, c.end, c.form.entry, c.form.tokens[-1])
            for c in self.claims
            if c.entry.kind is Kind.PERSON and c.form.role is Role.ACCEPTED and len(c.form.tokens) == 1
        ]
        anchors += [
            (d.start, d.end, d.number, fold(d.expected[0]))
            for d in decided
            if d.kind is DecisionKind.MISSPELLED and d.entry.kind is Kind.PERSON
        ]
        out: list[Decision] = []
        for start, end, number, surname in anchors:
            entry = self.index.entries[number]
            for suspect in given_suspects(self.tokens, start, entry, surname):
                if any(d.start == suspect.start for d in decided):
                    continue
                if any(c.start <= suspect.start < c.end for c in self.claims):
                    continue
                title = title_at(self.prose, min(start, suspect.start), max(end, suspect.end))
                evidence = Evidence(
                    distance(suspect.name, suspect.token, self.pivot),
                    zipf(suspect.token),
                    len(suspect.token),
                    partner_exact=1,
                    partner_zipf=zipf(surname),
                    pinyin=int(is_pinyin_name(entry) and is_pinyin(fold(suspect.token))),
                    title=int(bool(title and held(entry, title))),
                    title_conflict=int(bool(title and entry.offices and not held(entry, title))),
                    canonical=int(number in self.story.entries),
                    country=int(number in self.story.office_entries),
                )
                score = confidence(evidence)
                if score >= THRESHOLD:
                    expected = written_token(entry, suspect.name, like=suspect.token)
                    shown: dict[str, Any] = {
                        "similarity": round(1 - evidence.distance, 2),
                        "surname": self.prose[start:end],
                    }
                    if title:
                        shown["title"] = title.written
                    out.append(
                        Decision(
                            DecisionKind.GIVEN_NAME,
                            suspect.start,
                            suspect.end,
                            number,
                            entry,
                            (expected,),
                            score,
                            shown,
                        )
                    )
        return out


def _is_tie(options: Sequence[Weighing]) -> bool:
    """Whether another entry is as near as the best one, so that an editor could not tell either."""
    best = options[0]
    return any(
        other.entry != best.entry
        and other.confidence > best.confidence - _TIE
        and other.evidence.distance <= best.evidence.distance + _TIE_DISTANCE
        and other.name != best.name
        for other in options[1:]
    )


def _spoken(evidence: Evidence, alignment: Alignment, pivot: str | None) -> dict[str, Any]:
    """The evidence in words a reader understands; what does not speak is left out."""
    shown: dict[str, Any] = {
        "similarity": round(1 - evidence.distance, 2),
        "frequency": round(evidence.zipf, 1),
    }
    if pivot:
        shown["pivot"] = pivot
    if alignment.partner:
        shown["beside"] = alignment.partner
    if evidence.title:
        shown["title"] = True
    if evidence.canonical:
        shown["right_name_in_article"] = True
    if evidence.country:
        shown["country_in_article"] = True
    return shown


def _one_each(decisions: Iterable[Decision]) -> list[Decision]:
    """Decisions by place; where two overlap the surer one stays."""
    out: list[Decision] = []
    for decision in sorted(decisions, key=lambda d: (-d.confidence, d.start)):
        if all(decision.end <= other.start or other.end <= decision.start for other in out):
            out.append(decision)
    return sorted(out, key=lambda d: d.start)

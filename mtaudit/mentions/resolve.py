"""Deciding, by evidence, what the names of an article stand for.

Exact forms claim their places first, the longest first; nothing fuzzy touches a claimed place.
A token left over that sounds like a name is judged by what stands around it, once for the whole
article, so that bare mentions follow the full one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.index import Form, GlossaryIndex, Known, Role
from mtaudit.mentions.align import Alignment, align, given_suspects, written_token
from mtaudit.mentions.evidence import Evidence, confidence
from mtaudit.mentions.story import Story
from mtaudit.mentions.titles import Title, held, title_at
from mtaudit.mentions.tokens import Tokens
from mtaudit.names.distance import distance
from mtaudit.names.lexicon import zipf

if TYPE_CHECKING:
    from mtaudit.context import Context

THRESHOLD = 0.8
"""Decisions below this confidence are not reported."""

_TIE = 0.08
_READING_BASE = 0.55


class DecisionKind(str, Enum):
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
    """A place where a form stands for an entry and is wrong."""

    kind: DecisionKind
    start: int
    end: int
    entry: Entry
    expected: tuple[str, ...]
    confidence: float
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Names:
    """All claims and decisions of one article, by place."""

    claims: tuple[Claim, ...]
    decisions: tuple[Decision, ...]
    tokens: Tokens


def resolve(context: Context) -> Names:
    """Claim and judge every name of an article."""
    return _Resolver(context).resolve()


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
        self.story = Story(self.claims)

    def resolve(self) -> Names:
        self._claim()
        decisions = [*self._misspellings(), *self._partials(), *self._readings()]
        decisions += self._given_names(decisions)
        return Names(tuple(self.claims), tuple(_one_each(decisions)), self.tokens)

    def _claim(self) -> None:
        known, prose = self.index.known, self.prose
        taken = 0
        for number, (start, token) in enumerate(self.tokens.items):
            info = known(token)
            if info is None or start < taken:
                continue
            if start and prose[start - 1].isalnum():
                continue
            claim = self._longest(info.forms, start)
            if claim:
                (self.readings if claim.form.role is Role.READING else self.claims).append(claim)
                taken = claim.end
            elif info.candidates:
                self.suspects[token].append(number)
            if not claim or len(claim.form.tokens) == 1:
                self.partials += [(start, f) for f in info.forms if len(f.tokens) > 2 and f.role is Role.ACCEPTED]

    def _longest(self, forms: Iterable[Form], start: int) -> Claim | None:
        for form in forms:
            if place := self.index.match(form, self.prose, start):
                return Claim(*place, form, self.index.entries[form.entry])
        return None

    def _misspellings(self) -> Iterator[Decision]:
        for token, places in self.suspects.items():
            info = self.index.known(token)
            if info is None or self._in_address(places):
                continue
            options = sorted(self._options(token, info, places), key=lambda o: -o[0])
            if not options or options[0][0] < THRESHOLD:
                continue
            score, name, entry, evidence, alignments = options[0]
            rivals = [o for o in options[1:] if o[2] is not entry and o[0] > score - _TIE]
            if any(rival[3].distance <= evidence.distance + 0.02 for rival in rivals):
                continue  # two names are equally near: an editor could not tell either
            for alignment in alignments:
                if alignment.conflict:
                    continue
                given = alignment.is_given and entry.kind is Kind.PERSON
                expected = written_token(entry, name, like=token)
                yield Decision(
                    DecisionKind.GIVEN_NAME if given else DecisionKind.MISSPELLED,
                    alignment.start,
                    alignment.end,
                    entry,
                    (expected,),
                    score,
                    _spoken(evidence, alignment),
                )

    def _options(
        self, token: str, info: Known, places: list[int]
    ) -> Iterator[tuple[float, str, Entry, Evidence, list[Alignment]]]:
        for candidate in info.candidates:
            for number in self.index.name_entries[candidate.token]:
                entry = self.index.entries[number]
                alignments = [align(self.tokens, place, entry, candidate.token, self.claims) for place in places]
                if not any(a.counts for a in alignments):
                    continue
                evidence = self._weigh(candidate.token, info.zipf, token, entry, alignments)
                yield confidence(evidence), candidate.token, entry, evidence, alignments

    def _weigh(self, name: str, frequency: float, token: str, entry: Entry, alignments: list[Alignment]) -> Evidence:
        titles = [t for a in alignments if not a.conflict and (t := self._title(a))]
        return Evidence(
            distance=distance(name, token, self.pivot),
            zipf=frequency,
            length=len(token),
            partner_exact=int(any(a.exact for a in alignments)),
            partner_near=int(any(a.near for a in alignments) and not any(a.exact for a in alignments)),
            conflict=int(all(a.conflict for a in alignments)),
            title=int(any(held(entry, t) for t in titles)),
            title_conflict=int(bool(titles) and bool(entry.offices) and not any(held(entry, t) for t in titles)),
            canonical=int(self.story.names(entry)),
            country=int(self.story.names_country_of(entry)),
            place=int(entry.kind is not Kind.PERSON),
        )

    def _title(self, alignment: Alignment) -> Title | None:
        return title_at(self.prose, alignment.mention_start, alignment.mention_end)

    def _in_address(self, places: list[int]) -> bool:
        """Whether a token only stands in web and mail addresses, handles and hashtags."""
        return all(self.prose[max(0, self.tokens.start(p) - 1) : self.tokens.start(p)] in ("@", "/", "#", "_", "=") for p in places)

    def _partials(self) -> Iterator[Decision]:
        """Names of three and more parts of which one part is wrong, under a title that the person held."""
        for start, form in self.partials:
            entry = self.index.entries[form.entry]
            for number, at, end in self.index.partial(form, self.prose, start):
                odd, right = self.prose[at:end], form.tokens[number]
                if any(c.start <= at < c.end and c.entry is not entry and len(c.form.tokens) > 1 for c in self.claims):
                    continue
                last = end if number == len(form.tokens) - 1 else None
                title = title_at(self.prose, start, last or at + len(" ".join(form.tokens[number:])))
                near = distance(right, odd, self.pivot)
                proof = bool(title and held(entry, title))
                evidence = Evidence(
                    min(near, 0.15) if proof else near, min(zipf(odd), 2.5), len(odd), partner_exact=1,
                    title=int(proof), canonical=int(self.story.names(entry)),
                    country=int(self.story.names_country_of(entry)), place=int(entry.kind is not Kind.PERSON),
                )  # fmt: skip
                score = confidence(evidence)
                if score >= THRESHOLD and (proof or near < 0.3):
                    shown = {"similarity": round(1 - near, 2), **({"title": title.written} if title else {})}
                    expected = written_token(entry, right, like=odd)
                    yield Decision(DecisionKind.GIVEN_NAME, at, end, entry, (expected,), score, shown)

    def _readings(self) -> Iterator[Decision]:
        for claim in self.readings:
            entry, form = claim.entry, claim.form
            title = title_at(self.prose, claim.start, claim.end)
            proofs = [bool(title and held(entry, title)), self.story.names(entry)]
            near_by = self.story.names_country_of(entry)
            single = len(form.tokens) == 1
            score = _READING_BASE + 0.38 * any(proofs) + (0.2 if near_by else 0.0) + (0.2 if single else 0.0)
            if title and entry.offices and not proofs[0]:
                score -= 0.3
            if min(score, 0.97) >= THRESHOLD:
                shown = {"reading": form.written, "native_language": form.language}
                if title:
                    shown["title"] = title.written
                expected = (entry.canonical,)
                yield Decision(DecisionKind.READING, claim.start, claim.end, entry, expected, min(score, 0.97), shown)

    def _given_names(self, decided: list[Decision]) -> list[Decision]:
        """Wrong given names beside a right surname, or beside a misspelt one that is decided."""
        anchors = [(c.start, c.end, c.entry, c.form.tokens[-1], True) for c in self.claims
                   if c.entry.kind is Kind.PERSON and c.form.role is Role.ACCEPTED and len(c.form.tokens) == 1]  # fmt: skip
        anchors += [
            (d.start, d.end, d.entry, _folded(d.expected[0]), False)
            for d in decided
            if d.kind is DecisionKind.MISSPELLED and d.entry.kind is Kind.PERSON
        ]
        out: list[Decision] = []
        for start, end, entry, surname, exact in anchors:
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
                    title=int(bool(title and held(entry, title))),
                    title_conflict=int(bool(title and entry.offices and not held(entry, title))),
                    canonical=int(self.story.names(entry)),
                    country=int(self.story.names_country_of(entry)),
                )
                score = confidence(evidence)
                if score >= THRESHOLD:
                    expected = written_token(entry, suspect.name, like=suspect.token)
                    shown: dict[str, Any] = {"similarity": round(1 - evidence.distance, 2), "surname": self.prose[start:end]}
                    if title:
                        shown["title"] = title.written
                    out.append(Decision(DecisionKind.GIVEN_NAME, suspect.start, suspect.end, entry, (expected,), score, shown))
        return out


def _folded(name: str) -> str:
    from mtaudit.names.fold import fold

    return fold(name)


def _spoken(evidence: Evidence, alignment: Alignment) -> dict[str, Any]:
    """The evidence in words a reader understands; what does not speak is left out."""
    shown: dict[str, Any] = {"similarity": round(1 - evidence.distance, 2), "frequency": round(evidence.zipf, 1)}
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

"""The auditor: glossaries and settings in, audited articles out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.checks import CHECKS, Check, garbled_sentence
from mtaudit.context import Context
from mtaudit.finding import Finding, Problem, Severity, fingerprint, folded
from mtaudit.glossary.entry import Glossary
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.glossary.store import compile_glossaries
from mtaudit.scoring import PASS_MARK, Score, score
from mtaudit.suppress import Allowed, silences, without_comments
from mtaudit.text import Text
from mtaudit.version import __version__

if TYPE_CHECKING:
    from mtaudit.article import Shown
    from mtaudit.fluency.opinion import Reader
    from mtaudit.quality import QualityModel
    from mtaudit.reference.report import KeptReference, Reference


class SelectionError(ValueError):
    """A selection that names no check; the message says which, and what comes close."""


@dataclass(frozen=True, slots=True)
class AuditedArticle:
    """An article with what the audit found, by place, and its score.

    `sentences` holds the result record's sentences where they were asked for. `ignored` counts findings that the
    article itself silences, `known` those that a baseline knows (`mtaudit.suppress`).
    """

    article: Article
    text: Text
    findings: tuple[Finding, ...]
    score: Score
    sentences: tuple[dict[str, Any], ...] = ()
    reference: Reference | KeptReference | None = None
    comet: dict[str, Any] | None = None
    ignored: int = 0
    known: int = 0


class Auditor:
    """Audits articles against compiled glossaries; compiled once, then pure.

    `glossaries` are loaded glossaries or paths of glossary files that join the shipped ones
    (`default_glossaries=False`: replace them). `select` and `ignore` take codes, code prefixes or
    names of checks. `pivot` names the language the articles went through (zh, ru, uk, ar, ja, ko;
    None: taken from the article where it gives one, else open) and stands in for the language of a source that
    has none. `pass_mark` is a value from 0 to 100.
    `sentences`: list the sentences of each article in its result. `reader`: a neural model for a second
    opinion on suspect sentences (`mtaudit.fluency.opinion`). `comet`: a quality-estimation model whose rating stands
    beside the score of articles with a source (`mtaudit.quality`). `severities` gives checks (codes, prefixes or names)
    another severity than their own. `allowed` holds findings that an editor let pass.

    Instances are safe to share between threads and to pickle to other processes.

    Raises `GlossaryError` for glossaries that cannot be used and `SelectionError` for a selection
    that names no check.
    """

    def __init__(
        self,
        glossaries: Sequence[Glossary | str | Path] = (),
        *,
        select: Iterable[str] = (),
        ignore: Iterable[str] = (),
        pivot: str | None = None,
        pass_mark: float = PASS_MARK,
        default_glossaries: bool = True,
        sentences: bool = False,
        reader: Reader | None = None,
        comet: QualityModel | None = None,
        severities: Mapping[str, Severity] | None = None,
        allowed: Allowed | None = None,
    ) -> None:
        self.checks = select_checks(select, ignore)
        self.severities = {code: severity for item, severity in (severities or {}).items() for code in _matching(item)}
        self.index: GlossaryIndex = compile_glossaries(glossaries, shipped=default_glossaries)
        self.pivot = pivot
        self.pass_mark = pass_mark
        self.sentences = sentences
        self.reader = reader
        self.comet = comet
        self.allowed = allowed

    @cached_property
    def signature(self) -> str:
        """What a score depends on: weights, glossary, checks and version, short enough to print."""
        codes = ",".join(check.code for check in self.checks)
        checks = "all" if self.checks == CHECKS else hashlib.sha256(codes.encode()).hexdigest()[:8]
        pivot = f"|pivot:{self.pivot}" if self.pivot else ""
        if self.severities:
            changed = ",".join(f"{code}={severity}" for code, severity in sorted(self.severities.items()))
            checks += f"+{hashlib.sha256(changed.encode()).hexdigest()[:8]}"
        mqm, model = ("linear+damage", "|model:ngrams-1") if self._judges_fluency else ("linear", "")
        if model and self.reader:
            model += f"+{self.reader.signature}"
        return (
            f"mqm:{mqm}|weights:0-1-5-25|words:whitespace|glossary:{self.index.digest[:8]}"
            f"|checks:{checks}{model}{pivot}|pass:{self.pass_mark:g}|mtaudit:{__version__}"
        )

    @cached_property
    def digest(self) -> str:
        """Names all that an audit depends on beside the article and mtaudit itself."""
        settings = (
            self.index.digest,
            [check.code for check in self.checks],
            sorted((code, severity.value) for code, severity in self.severities.items()),
            (self.pivot, self.pass_mark, self.sentences),
            self.reader and self.reader.signature,
            self.comet and self.comet.name,
            self.allowed and (sorted(self.allowed.fingerprints), sorted(self.allowed.texts)),
        )
        return hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass")).hexdigest()

    def varied(
        self,
        *,
        checks: tuple[Check, ...] | None = None,
        severities: Mapping[str, Severity] | None = None,
        pivot: str | None = None,
        pass_mark: float | None = None,
        index: GlossaryIndex | None = None,
    ) -> Auditor:
        """An auditor like this one with some settings of its own; what is not given stays, `severities` are added."""
        other = copy(self)
        for derived in ("signature", "digest", "_judges_fluency"):
            other.__dict__.pop(derived, None)
        other.checks = self.checks if checks is None else checks
        added = {code: severity for item, severity in (severities or {}).items() for code in _matching(item)}
        other.severities = {**self.severities, **added}
        other.pivot = pivot or self.pivot
        other.pass_mark = self.pass_mark if pass_mark is None else pass_mark
        other.index = index or self.index
        return other

    def context(self, article: Article | str) -> Context:
        """What the checks see of an article."""
        if isinstance(article, str):
            article = Article(id="text", text=article)
        return Context(article, self.index, self.pivot, self.reader)

    def audit(self, article: Article | str) -> AuditedArticle:
        """Audit one article (or a bare text)."""
        if isinstance(article, str):
            article = Article(id="text", text=article)
        shown = article.shown
        seen = article if shown is None else replace(article, text=shown.text, markup=(), shown=None)
        silenced = silences(seen)
        context = self.context(without_comments(seen, silenced) if silenced else seen)
        found = _complete(context.text, self._run(context), self.severities)
        findings = tuple(f for f in found if not any(rules and rules.cover(f) for rules in (silenced, self.allowed)))
        in_code = silences(article) if shown else None
        if shown and in_code:
            findings = tuple(f for f in findings if not in_code.cover(_moved(f, shown)))
        text = context.text
        sentences = _sentences(context) if self.sentences else ()
        damage = self._damage(context, findings)
        reference = context.reference
        if self._judges_fluency:
            damage += _unlikeness(context, reference)
        signature = f"{self.signature}|evidence:{_evidence(context, reference)}"
        scored = score(findings, text.word_count, signature, self.pass_mark, damage)
        audited = AuditedArticle(
            context.article,
            text,
            findings,
            scored,
            sentences,
            reference,
            self._rated(context.article),
            len(found) - len(findings),
        )
        return _as_given(audited, article, shown) if shown else audited

    def _rated(self, article: Article) -> dict[str, Any] | None:
        """The rating of a quality-estimation model, beside the score and no part of it."""
        if self.comet is None or not article.source:
            return None
        pair = {"src": article.source, "mt": article.text}
        if article.reference:
            pair["ref"] = article.reference
        return {"model": self.comet.name, "score": round(self.comet.rate([pair])[0], 4)}

    @cached_property
    def _judges_fluency(self) -> bool:
        """Whether the n-gram model has a say: it belongs to the check for garbled sentences."""
        return any(check.code == garbled_sentence.CHECK.code for check in self.checks)

    def _damage(self, context: Context, findings: tuple[Finding, ...]) -> float:
        if not self._judges_fluency:
            return 0.0
        from mtaudit.fluency.damage import damage

        return damage(context.measures, (finding.code for finding in findings), context.text.word_count)

    def _run(self, context: Context) -> list[tuple[Check, Problem]]:
        return [(check, problem) for check in self.checks for problem in check.run(context)]


def select_checks(select: Iterable[str] = (), ignore: Iterable[str] = ()) -> tuple[Check, ...]:
    """The checks that a selection leaves: those selected (none given: all) less those ignored.

    Each item is a code ("N101"), a prefix of codes ("N", "N1") or a name ("misspelled-name").
    Raises `SelectionError` where an item names no check.
    """
    chosen = [_matching(item) for item in select]
    dropped = set().union(*(_matching(item) for item in ignore))
    wanted = set().union(*chosen) if chosen else {check.code for check in CHECKS}
    return tuple(check for check in CHECKS if check.code in wanted - dropped)


def _matching(item: str) -> set[str]:
    codes = {c.code for c in CHECKS if item and (c.code.startswith(item.upper()) or c.name == item.lower())}
    if not codes:
        from difflib import get_close_matches

        known = [c.code for c in CHECKS] + [c.name for c in CHECKS]
        close = get_close_matches(item, known, n=1, cutoff=0.5)
        hint = f"; did you mean {close[0]}?" if close else "; `mtaudit checks` lists them"
        raise SelectionError(f"no check is called {item!r}{hint}")
    return codes


def _unlikeness(context: Context, reference: Reference | None) -> float:
    """Penalty points per 100 words for a text that is short for its source or unlike its reference."""
    points = reference.points if reference else 0.0
    if context.original is not None:
        from mtaudit.source.length import shortness

        points += shortness(context.original)
    return points


def _evidence(context: Context, reference: Reference | None) -> str:
    """What a score was drawn from: the text, and the source and the reference where they could be used."""
    used = ["text"]
    if context.original is not None and not context.original.doubt:
        from mtaudit.source.length import tells

        used.append("source+length" if tells(context.original) else "source")
    if reference and not reference.doubt:
        used.append("reference")
    return "+".join(used)


def _as_given(audited: AuditedArticle, article: Article, shown: Shown) -> AuditedArticle:
    """The audit of what an article shows as one of the article as given: every place moves, nothing else."""
    text = Text(article.text, article.markup)
    findings = []
    for finding in audited.findings:
        moved = _moved(finding, shown)
        line, column = text.position(moved.start)
        quoted = article.text[moved.start : moved.end]
        findings.append(replace(moved, line=line, column=column, text=quoted))
    sentences = []
    for sentence in audited.sentences:
        start, end = shown.given(sentence["start"], sentence["end"])
        sentences.append({**sentence, "start": start, "end": end})
    return replace(audited, article=article, text=text, findings=tuple(findings), sentences=tuple(sentences))


def _moved(finding: Finding, shown: Shown) -> Finding:
    """A finding of what is shown, at its place in the text as given."""
    start, end = shown.given(finding.start, finding.end)
    return replace(finding, start=start, end=end)


def _sentences(context: Context) -> tuple[dict[str, Any], ...]:
    """The sentences of a text, each with its fluency (None for very short ones)."""
    from mtaudit.fluency.sentence import fluency

    values = map(fluency, context.measures)
    return tuple(
        {"start": span.start, "end": span.end, "fluency": None if value is None else round(value, 3)}
        for span, value in zip(context.text.sentences, values, strict=True)
    )


def _complete(
    text: Text, found: list[tuple[Check, Problem]], severities: Mapping[str, Severity]
) -> tuple[Finding, ...]:
    """Findings in reading order, each span and suggestion once (the worse finding stays)."""
    found.sort(key=lambda item: (item[1].start, item[1].end, item[0].code))
    seen: dict[tuple[int, int, tuple[str, ...]], int] = {}
    repeats: Counter[tuple[str, str, str]] = Counter()
    out: list[Finding] = []
    for check, problem in found:
        finding = _finding(text, check, problem, repeats, severities.get(check.code))
        key = (finding.start, finding.end, finding.expected)
        if finding.expected and key in seen:
            if finding.severity.weight > out[seen[key]].severity.weight:
                out[seen[key]] = finding
            continue
        seen[key] = len(out)
        out.append(finding)
    return tuple(out)


def _finding(
    text: Text, check: Check, problem: Problem, repeats: Counter[tuple[str, str, str]], severity: Severity | None
) -> Finding:
    quoted = text.raw[problem.start : problem.end]
    line, column = text.position(problem.start)
    sentence = text.raw[slice(*text.sentence_at(problem.start))]
    repeat = (check.code, quoted, folded(sentence))
    count = repeats[repeat]
    repeats[repeat] += 1
    return Finding(
        code=check.code,
        name=check.name,
        category=check.category,
        severity=severity or problem.severity or check.severity,
        start=problem.start,
        end=problem.end,
        line=line,
        column=column,
        text=quoted,
        message=problem.message,
        expected=problem.expected,
        entry=problem.entry,
        confidence=problem.confidence,
        evidence=problem.evidence,
        fingerprint=fingerprint(check.code, quoted, sentence, count),
    )


def audit(text: str, glossaries: Sequence[Glossary | str | Path] = (), **settings: Any) -> AuditedArticle:
    """Audit one text with the shipped glossaries and `glossaries`; settings as for `Auditor`.

    Compiles the glossaries at each call: for more than one text make an `Auditor`.
    """
    return Auditor(glossaries, **settings).audit(text)

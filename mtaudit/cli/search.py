"""Why a name would match: what the glossary and the evidence say of it, in plain lines."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtaudit.article import Article, Span
from mtaudit.context import Context
from mtaudit.glossary.entry import Kind
from mtaudit.glossary.index import Role
from mtaudit.mentions.evidence import THRESHOLD, confidence
from mtaudit.mentions.resolve import weighings
from mtaudit.names.distance import PIVOTS, distance
from mtaudit.names.fold import capitalised, fold
from mtaudit.names.lexicon import zipf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.glossary.entry import Entry
    from mtaudit.glossary.index import Form, GlossaryIndex
    from mtaudit.mentions.resolve import Weighing

_NEAREST = 3
_FARTHEST = 0.35
_ORDINARY = 4.5
_SENTENCE_ENDS = '.!?。”"'
_HELP = {
    "partner_exact": "the other part of the name beside it",
    "title": "a title that the person held",
    "canonical": "the right name elsewhere in the article",
    "country": "the country of the office in the article",
}
"""Evidence that an article could add, and what it is."""


def sentence_of(name: str, context: str | None) -> str:
    """The sentence to judge a name in; a sentence given as the name stands for itself.

    `context` may write {NAME} where the name stands. Raises `ValueError` where it does not hold the name.
    """
    if context is None:
        return name if _is_sentence(name) else f"{name} said on Monday."
    sentence = context.replace("{NAME}", name)
    if name not in sentence:
        raise ValueError(f"the sentence does not hold {name!r}")
    return sentence


def explain(name: str, sentence: str, index: GlossaryIndex) -> Iterator[str]:
    """What speaks for and against a name in a sentence, line by line."""
    context = Context(Article("search", sentence), index)
    start = sentence.index(name)
    focus = Span(start, start + len(name))
    yield f"sentence: {sentence}"
    claims = list(_exact(context, focus))
    yield "exact:" if claims else "exact: none"
    for form in dict.fromkeys(form for form, _ in claims):
        yield f"  {_claim(form, index)}"
    hits = [hit for hit in context.phrase_hits if _overlap(focus, hit.start, hit.end)]
    for hit in hits:
        near = f", near {hit.near!r}" if hit.near else ""
        yield f"forbidden: {hit.form!r} for {_entry(hit.entry)}{near}"
    tokens = [
        token
        for at, token in dict.fromkeys(capitalised(sentence))
        if focus.start <= at < focus.end
        and not any(span.start <= at < span.end for _, span in claims)
        and not (focus == (0, len(sentence)) and zipf(token) >= _ORDINARY)
    ]
    found = sorted(weighings(context), key=lambda w: -w.confidence)
    for token in dict.fromkeys(tokens):
        yield from _token(token, index, [w for w in found if w.token == token])
    decided = [d for d in context.names.decisions if _overlap(focus, d.start, d.end)]
    for d in decided:
        yield (
            f"verdict: {sentence[d.start : d.end]!r} would be flagged ({d.kind.value}, confidence {d.confidence:.2f}); "
            f"expected {d.expected[0]!r} ({d.entry.canonical})"
        )
    if hits:
        yield "verdict: would be flagged as a forbidden form"
    if not decided and not hits:
        yield from _why_not(index, [form for form, _ in claims], tokens, found)


def _token(token: str, index: GlossaryIndex, found: list[Weighing]) -> Iterator[str]:
    frequency = zipf(token)
    known = "not a known word" if not frequency else "a common word" if frequency >= _ORDINARY else "a known word"
    yield f"{token}: Zipf frequency {frequency:.1f} ({known})"
    far = {c.token: _distances(c.token, token) for c in index.tokens.candidates(fold(token))}
    near = sorted((min(costs.values()), name) for name, costs in far.items())
    nearest = [name for least, name in near if least <= _FARTHEST][:_NEAREST]
    if not nearest:
        yield "  nearest: no name of the glossary sounds like it"
        return
    yield "  nearest: distance by pivot (0 the same, 1 unrelated)"
    for name in nearest:
        costs = "  ".join(f"{pivot} {cost:.2f}" for pivot, cost in far[name].items())
        entries = ", ".join(_entry(index.entries[n]) for n in sorted(index.name_entries[name])[:3])
        yield f"    {name}: {costs}  {entries}"
    if found:
        yield f"  evidence: confidence, flagged from {THRESHOLD:.2f} on"
    for weighing in found[:3]:
        values = (f"{key} {value:.3g}" for key, value in asdict(weighing.evidence).items() if value)
        yield f"    {weighing.confidence:.2f} {index.entries[weighing.entry].canonical}: {', '.join(values)}"


def _distances(name: str, token: str) -> dict[str, float]:
    return {"any": distance(name, token), **{pivot: distance(name, token, pivot) for pivot in PIVOTS}}


def _why_not(index: GlossaryIndex, claims: list[Form], tokens: list[str], found: list[Weighing]) -> Iterator[str]:
    for form in claims:
        if form.role is Role.READING and not any(c.role is Role.ACCEPTED and c.tokens == form.tokens for c in claims):
            yield (
                f"verdict: {form.written!r} not flagged; a reading alone is no proof: "
                f"it would need {_HELP['title']} or {_HELP['canonical']}"
            )
    if not tokens and all(form.role is not Role.READING for form in claims):
        known = "it is known as it stands" if claims else "names are looked for in words with a capital"
        yield f"verdict: not flagged; {known}"
    for token in dict.fromkeys(tokens):
        mine = [w for w in found if w.token == token]
        yield f"verdict: {token!r} not flagged; {_reason(token, index, mine)}"


def _reason(token: str, index: GlossaryIndex, found: list[Weighing]) -> str:
    folded = fold(token)
    if folded in index.accepted:
        return "it is a part of a name of the glossary"
    if not index.tokens.candidates(folded):
        return "it sounds like no name of the glossary"
    info = index.known(token)
    if info is None or not info.candidates:
        return f"it is a word (Zipf {zipf(token):.1f}) or an inflected name, and no name may be guessed from it"
    if not found:
        return "it is not near enough, or what stands beside it fits none of the names that are"
    best = found[0]
    if best.confidence >= THRESHOLD:
        return "another name is as near, or nothing else in the article speaks for that name"
    place = index.entries[best.entry].kind is not Kind.PERSON
    keys = [key for key in _HELP if not getattr(best.evidence, key) and not (place and key != "canonical")]
    enough = [
        f"{_HELP[key]} ({score:.2f})"
        for key in keys
        if (score := confidence(replace(best.evidence, **{key: 1}))) >= THRESHOLD
    ]
    name = index.entries[best.entry].canonical
    if enough:
        return f"for {name} it would need {' or '.join(enough)}"
    return f"no single further proof would make it {name}"


def _exact(context: Context, focus: Span) -> Iterator[tuple[Form, Span]]:
    """The longest form at each place of the focus, for every entry that has it and in every role."""
    index, prose = context.index, context.text.prose
    taken = 0
    for at, token in capitalised(prose):
        info = index.known(token) if max(taken, focus.start) <= at < focus.end else None
        place = index.longest(info, prose, at, at + len(token)) if info else None
        if place is not None:
            start, taken, longest = place
            for form in index.forms(fold(token)):
                if form.tokens == longest.tokens and form.lead == longest.lead:
                    yield form, Span(start, taken)


def _claim(form: Form, index: GlossaryIndex) -> str:
    roles = {
        Role.ACCEPTED: "is a form of",
        Role.CONFUSABLE: "only looks like",
        Role.READING: f"is how a machine reads the {form.language} form of",
    }
    return f"{form.written} {roles[form.role]} {_entry(index.entries[form.entry])}"


def _entry(entry: Entry) -> str:
    return f"{entry.canonical} ({entry.kind.value}, {_shorter(entry.source)})"


def _shorter(source: str) -> str:
    """A source without the path to the shipped glossaries or the working directory."""
    from mtaudit.glossary.store import shipped_glossaries

    roots: Iterable[Path] = (*(p.parent for p in shipped_glossaries()[:1]), Path.cwd())
    for root in roots:
        if source.startswith(f"{root}{os.sep}"):
            return source[len(str(root)) + 1 :]
    return source


def _overlap(focus: Span, start: int, end: int) -> bool:
    return start < focus.end and focus.start < end


def _is_sentence(text: str) -> bool:
    return text[-1] in _SENTENCE_ENDS and len(text.split()) > 3

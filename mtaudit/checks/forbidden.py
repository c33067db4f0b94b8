"""What the glossary's term checks share: hits of forbidden forms, turned into problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mtaudit.context import Context
from mtaudit.finding import Problem
from mtaudit.glossary.phrases import PhraseHit


def problems(context: Context, hits: Iterable[PhraseHit], message: str) -> Iterator[Problem]:
    """Forbidden forms as problems; `message` may use {text} and {expected}, the entry's note follows it."""
    for hit in hits:
        text = context.text.raw[hit.start : hit.end]
        expected = _cased(hit.entry.canonical, text)
        said = message.format(text=f"“{' '.join(text.split())}”", expected=f"“{expected}”")
        evidence: dict[str, Any] = {"forbidden": hit.form}
        if hit.near:
            evidence["near"] = hit.near
        if hit.entry.pivot:
            evidence["pivot"] = hit.entry.pivot
        yield Problem(
            hit.start,
            hit.end,
            f"{said}: {hit.entry.note}" if hit.entry.note else said,
            expected=(expected,),
            severity=hit.entry.severity,
            entry=hit.entry.canonical,
            evidence=evidence,
        )


def _cased(canonical: str, text: str) -> str:
    """The canonical form with a capital where the text has one, and in capitals where the text is."""
    if text.isupper() and len(text) > 4 and not canonical.isupper():
        return canonical.upper()
    if text[:1].isupper() and canonical[:1].islower():
        return canonical[0].upper() + canonical[1:]
    return canonical

"""Sentences of the source that deny, and what stands for them in the text without a word that may deny."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from mtaudit.article import Span
from mtaudit.source.original import Original, covering
from mtaudit.tables import table

_FILE = "negation.toml"


@dataclass(frozen=True, slots=True)
class LostNegation:
    """A sentence of the text, and the place of the word in the source that denies what it says."""

    text: Span
    source: Span


@dataclass(frozen=True, slots=True)
class _Rules:
    """What denies a verb in a language, where that is not sure, the verbs in English, and how short a text may be."""

    sure: re.Pattern[str]
    unsure: re.Pattern[str]
    verbs: Mapping[str, re.Pattern[str]]
    least: float


def lost_negations(original: Original) -> Iterator[LostNegation]:
    """The sentences whose source surely denies a verb that the text has, one for one, while nothing there denies it."""
    rules = _rules(original.language)
    if rules is None:
        return
    source, prose = original.source, original.text.prose
    for pair in original.pairs:
        if len(pair.source) != 1 or len(pair.text) != 1:
            continue
        ours, theirs = covering(pair.source), covering(pair.text)
        denied = rules.sure.search(source, *ours)
        if not denied or rules.unsure.search(source, *ours) or _english().search(prose, *theirs):
            continue
        if not rules.verbs[denied["verb"]].search(prose, *theirs):
            continue
        said = len(source[slice(*ours)].strip())
        if len(prose[slice(*theirs)].strip()) >= rules.least * said:
            yield LostNegation(theirs, Span(*denied.span()))


@cache
def _rules(language: str) -> _Rules | None:
    data = table(__file__, _FILE).get(language)
    if data is None or language == "en":
        return None
    denies = f"(?:(?:{'|'.join(data['sure'])}).{{0,2}}?|{data['right_before']})"
    sure = f"{denies}(?P<verb>{'|'.join(data['verbs'])})"
    verbs = {verb: re.compile(rf"\b(?:{english})\b", re.I) for verb, english in data["verbs"].items()}
    return _Rules(re.compile(sure), re.compile("|".join(data["unsure"])), verbs, data["least"])


@cache
def _english() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table(__file__, _FILE)['en']['words'])})\b|n['’]t\b", re.I)

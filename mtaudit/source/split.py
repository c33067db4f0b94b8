"""Paragraphs and sentences of a source text in any language."""

from __future__ import annotations

import itertools
import re

from mtaudit.article import Span
from mtaudit.text import Text

_EAST_ASIAN = re.compile(r"[。！？!?…]+[”」』’）)\"]*")
_SPACELESS = frozenset(["zh", "ja"])


def paragraphs(text: str) -> list[Span]:
    """The paragraphs, told from wrapped lines as those of the English text are."""
    return list(Text(text).paragraphs)


def sentences(text: str, paragraph: Span, language: str) -> list[Span]:
    """The sentences of a paragraph. Chinese and Japanese end them by their own marks, others as `sentencex` says."""
    if language in _SPACELESS:
        ends = [m.end() for m in _EAST_ASIAN.finditer(text, *paragraph)]
        bounds = [paragraph.start, *ends, paragraph.end]
        spans = [Span(a, b) for a, b in itertools.pairwise(bounds)]
    else:
        from sentencex import get_sentence_boundaries

        chunk = text[slice(*paragraph)]
        spans = [
            Span(paragraph.start + bound["start_index"], paragraph.start + bound["end_index"])
            for bound in get_sentence_boundaries(language, chunk)
        ]
    return [span for span in spans if text[slice(*span)].strip()]

"""Paragraphs and sentences of a source text in any language."""

from __future__ import annotations

import itertools
import re

from mtaudit.article import Span

_LINE = re.compile(r"\S[^\n\r\u2028\u2029]*")
_EAST_ASIAN = re.compile(r"[。！？!?；…]+[”」』’）)\"]*")
_SPACELESS = frozenset(["zh", "ja"])


def paragraphs(text: str) -> list[Span]:
    """The lines that hold something."""
    return [Span(m.start(), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text)]


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

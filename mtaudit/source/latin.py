"""Latin names in a source that is not written in Latin letters, and what the text makes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtaudit.article import Span
from mtaudit.names.fold import fold
from mtaudit.source.original import Original, covering

_NAME = re.compile(
    r"(?<![A-Za-z\d.@/_-])[A-Z][\w'’.-]*[A-Za-z](?:[ ·](?:[a-z]{2,3} )?[A-Z][\w'’.-]*[A-Za-z])*(?![\w@/_-])", re.ASCII
)
_WORD = re.compile(r"[^\W\d_][\w'’.-]*[^\W_]")
_NO_WORD = re.compile(r"[\W_]+")
_LEAST_ALIKE = 72.0  # of 100
_SHORTEST = 5
_BRACKETS = "（("


@dataclass(frozen=True, slots=True)
class LatinName:
    """A Latin name of the source that the text gives otherwise: its place there, and in the text."""

    written: str
    source: Span
    text: Span


def changed_names(original: Original) -> Iterator[LatinName]:
    """The Latin names of the source that stand in the text in another spelling."""
    from rapidfuzz.fuzz import ratio

    source, prose = original.source, original.text.prose
    named = [
        (match, pair)
        for pair in original.pairs
        if pair.source and pair.text
        for match in _NAME.finditer(source, *covering(pair.source))
        if len(match[0]) >= _SHORTEST and not match[0].isupper()
    ]
    everywhere = _NO_WORD.sub("", fold(prose)) if named else ""
    given = fold(source) if named else ""
    for match, pair in named:
        name = match[0]
        if _NO_WORD.sub("", fold(name)) in everywhere:
            continue
        words = list(_WORD.finditer(prose, *covering(pair.text)))
        count = len(name.split())
        best = max(
            (
                (ratio(fold(name), fold(prose[words[at].start() : words[at + count - 1].end()])), at)
                for at in range(len(words) - count + 1)
                if words[at][0][0].isupper() and not _is_other(words[at : at + count], name, given)
            ),
            default=(0.0, 0),
        )
        if best[0] >= _LEAST_ALIKE:
            at = best[1]
            yield LatinName(name, Span(*match.span()), Span(words[at].start(), words[at + count - 1].end()))


def _is_other(words: Sequence[re.Match[str]], name: str, source: str) -> bool:
    """Whether words of the text are those of another Latin name of the source."""
    return any(fold(word[0]) in source and fold(word[0]) not in fold(name) for word in words)

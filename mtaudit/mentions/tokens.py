"""The capitalised tokens of an article, and which of them stand side by side."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from mtaudit.mentions.titles import is_title_word
from mtaudit.names.fold import capitalised, fold
from mtaudit.names.lexicon import zipf

PARTICLES = frozenset(
    [
        "al",
        "el",
        "ul",
        "bin",
        "ben",
        "ibn",
        "bint",
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "ter",
    ]
)
"""Small words inside names, which come and go, and which texts spell in many ways."""

_GAP = re.compile(rf"[\s\u2060]?[-'’.·‐‑]?[\s\u2060]{{0,2}}(?:(?:{'|'.join(sorted(PARTICLES))})[\s-]+){{0,2}}")
_SENTENCE_END = re.compile(r"(?:\A|[.!?:;…\n\"“”‘(\[][\s\u2060\ufeff]*)\Z")
_LONGEST_GAP = 16
_OPENER_ZIPF = 4.6
_COMMON_ZIPF = 4.4


class Tokens:
    """The capitalised tokens of a text by number, in order."""

    def __init__(self, prose: str) -> None:
        self.prose = prose
        self.items = capitalised(prose)

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.items]

    def number_at(self, start: int) -> int:
        """The number of the token that begins at an offset, or of the first one behind it."""
        return bisect_left(self._starts, start)

    def start(self, number: int) -> int:
        """Where a token begins."""
        return self.items[number][0]

    def end(self, number: int) -> int:
        """Where a token ends."""
        start, token = self.items[number]
        return start + len(token)

    def folded(self, number: int) -> str:
        """A token, folded."""
        return fold(self.items[number][1])

    def beside(self, number: int, step: int) -> int | None:
        """The next capitalised token to the left (-1) or right (1) of the same name; initials are passed over."""
        items = self.items
        other = number + step
        while 0 <= other < len(items):
            left = other if step < 0 else other - 1
            start, token = items[left]
            end, following = start + len(token), items[left + 1][0]
            if following - end > _LONGEST_GAP:
                return None
            gap = self.prose[end:following]
            if gap != " " and not self._joins(gap, token):
                return None
            if len(items[other][1]) > 1:
                return other
            other += step
        return None

    @staticmethod
    def _joins(gap: str, left: str) -> bool:
        """Whether what stands between two tokens keeps them in one name (no line or sentence ends there)."""
        if "\n" in gap or ("." in gap and len(left) > 3):
            return False
        return bool(_GAP.fullmatch(gap))

    def is_name_part(self, number: int) -> bool:
        """Whether a token beside a name belongs to a name: no title, no ordinary word at a sentence's start."""
        token = self.items[number][1]
        if is_title_word(token):
            return False
        frequency = zipf(token)
        if token.isupper() and frequency >= _COMMON_ZIPF - 1:
            return False  # in a line of capitals every word has one
        if self.opens_sentence(number) and frequency >= _OPENER_ZIPF:
            return False
        return not (frequency >= _COMMON_ZIPF and token.lower() in _NO_NAMES)

    def opens_sentence(self, number: int) -> bool:
        """Whether a token is the first of its sentence, quotation or line, where any word is capitalised."""
        start = self.start(number)
        return bool(_SENTENCE_END.search(self.prose, max(0, start - 6), start))


_NO_NAMES = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "us",
        "uk",
        "eu",
        "un",
        "u.s",
        "republican",
        "democrat",
        "democratic",
        "democrats",
        "republicans",
        "american",
        "british",
        "russian",
        "chinese",
        "french",
        "german",
        "the",
        "a",
        "but",
        "and",
        "when",
        "while",
        "after",
        "before",
        "however",
    ]
)

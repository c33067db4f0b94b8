"""Where the native forms of glossary entries stand in a source text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.tables import table

_DOTS = "·・‧•"
# Signs that Chinese uses for the sounds of foreign names and for little else: beside one, a form is a part of a name.
_INSIDE_BEFORE = frozenset([*_DOTS, *"阿埃奥弗卡萨塔莫尼拉"])
_INSIDE_AFTER = frozenset([*_DOTS, *"斯尔娅莉妮姆弗"])
_SPACELESS = frozenset(["zh", "ja"])
_SLAVIC = frozenset(["ru", "uk", "be", "bg", "sr"])
_WORD = re.compile(r"[^\W\d_]+")
# The endings of names in the cases of Russian and Ukrainian.
_CASES = re.compile(
    r"(?:ами|ого|ому|ова|ову|ової|ові|еві|ою|ой|ом|ем|ём|ым|им|ий|ый|ая|ую|ів|ов|ах|ам|ї|і|а|у|е|ы|и|ю|я|й|ь)?(?![^\W\d_])"
)
_CASE_VOWELS = "аеёиоуыэюяйьіїє"
_SHORTEST_STEM = 4
# Small words that Arabic writes in one with the next: and, so, with, for, like, the.
_ARABIC_PREFIX = re.compile(r"(?<![^\W\d_])[وف]?[بلك]?(?:ال)?\Z")


@dataclass(frozen=True, slots=True)
class Native:
    """A native form in a source: its place, how it is written there, and the number of its entry in the index."""

    start: int
    end: int
    written: str
    entry: int

    @property
    def evidence(self) -> dict[str, Any]:
        """What a finding shows of it."""
        return {"source": self.written, "source_start": self.start, "source_end": self.end}


class NativeIndex:
    """The native forms of one language; made once for a glossary, then pure."""

    def __init__(self, entries: Sequence[Entry], language: str) -> None:
        from ahocorasick_rs import AhoCorasick, MatchKind

        self.language = language
        found: dict[str, set[int]] = {}
        people: dict[int, Entry] = {}
        for number, entry in enumerate(entries):
            natives = entry.native.get(language, ()) if entry.kind is not Kind.TERM else ()
            for form in natives:
                found.setdefault(form, set()).add(number)
            if natives and entry.kind is Kind.PERSON:
                people[number] = entry
        self.numbers = frozenset(number for numbers in found.values() for number in numbers)
        """The entries that have a native form in the language."""
        if language in _SLAVIC:
            _add_surnames(found, people)
        stems: dict[str, int] = {}
        for form, numbers in found.items():
            stem = _stem(form) if language in _SLAVIC else form
            if len(form) > 1 and len(numbers) == 1:
                (stems[stem],) = numbers
        self._entries = list(stems.values())
        longer = [word for word in table(__file__, "longer_words.toml").get(language, ()) if word not in stems]
        self._matcher: Any = AhoCorasick([*stems, *longer], matchkind=MatchKind.LeftmostLongest) if stems else None

    def find(self, source: str) -> Iterator[Native]:
        """The forms that stand in a source as whole names, the longest where several overlap.

        A form of two entries is passed over, and so is one inside a longer word that does not mean it
        (longer_words.toml). In Chinese and Japanese a form beside a middle dot or a sign that writes foreign sounds is
        a part of a longer name; in languages with spaces a form is a word, with its language's endings and prefixes.
        """
        for number, start, end in self._matcher.find_matches_as_indexes(source) if self._matcher else ():
            whole = self._whole(source, start, end)
            if whole is not None and number < len(self._entries):
                yield Native(start, whole, source[start:whole], self._entries[number])

    def _whole(self, source: str, start: int, end: int) -> int | None:
        """Where the name ends whose form or stem stands at a place; None where it is a part of something else."""
        before, after = source[start - 1 : start], source[end : end + 1]
        if self.language in _SPACELESS:
            return None if before in _INSIDE_BEFORE or after in _INSIDE_AFTER else end
        if self.language == "ko":  # particles follow without a space
            return None if _WORD.match(before) else end
        if self.language in _SLAVIC:
            case = _CASES.match(source, end)
            return case.end() if case and not _WORD.match(before) else None
        if self.language == "ar" and not _ARABIC_PREFIX.search(source, max(0, start - 6), start):
            return None
        if self.language != "ar" and _WORD.match(before):
            return None
        return None if _WORD.match(after) else end


def _add_surnames(found: dict[str, set[int]], people: Mapping[int, Entry]) -> None:
    """Let the last word of a person's name stand for it, for the first ones have cases too.

    Where several people share it, it is the one's whom English calls by the surname alone (Biden is Joe Biden).
    """
    surnames: dict[str, set[int]] = {}
    for form, numbers in found.items():
        words = form.split()
        if len(words) > 1 and numbers <= people.keys() and len(words[-1]) > _SHORTEST_STEM and words[-1] not in found:
            surnames.setdefault(words[-1], set()).update(numbers)
    for surname, numbers in surnames.items():
        alone = {n for n in numbers if people[n].canonical.split()[-1] in people[n].aliases}
        found[surname] = alone or numbers


def _stem(form: str) -> str:
    stem = form.rstrip(_CASE_VOWELS)
    return stem if len(stem) >= _SHORTEST_STEM else form

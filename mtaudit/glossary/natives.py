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
# By how a name ends, whose it is; and the endings of women's names, which men's of the kind (Навальный) never have.
_MANS = re.compile("[иыі]й$")
_WOMANS = re.compile("(?:[ая]я|[оеёє]ва|[иі]на|[сцз]ька)$")
_WOMANS_CASES = frozenset(["ая", "яя", "а", "ой", "ей", "ою", "ую", "у", "ої", "ій"])
_KATAKANA = re.compile("[ァ-ヺー]")
# What follows a short Korean name in one word: particles, and what tells a person, a people or a place.
_KOREAN_TAIL = re.compile(
    "(?:은|는|이|가|을|를|의|에|와|과|도|로|으로|만|나|랑|에서|에게|께서|까지|부터|보다|처럼|이나|이라|라며|라고"
    "|씨|측|시|주|발|행|산|군|당|인|항|역|대통령|총리|장관|의원|정부|당국){0,2}(?![가-힣])"
)
_SHORT_KOREAN = 2
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
        stems: dict[str, list[tuple[str, int]]] = {}
        for form, numbers in found.items():
            stem = _stem(form) if language in _SLAVIC else form
            if len(form) > 1 and len(numbers) == 1:
                stems.setdefault(stem, []).append((form, next(iter(numbers))))
        self._forms = list(stems.values())
        longer = [word for word in table(__file__, "longer_words.toml").get(language, ()) if word not in stems]
        self._matcher: Any = AhoCorasick([*stems, *longer], matchkind=MatchKind.LeftmostLongest) if stems else None

    def find(self, source: str) -> Iterator[Native]:
        """The forms that stand in a source as whole names, the longest where several overlap.

        A form of two entries is passed over, and so is one inside a longer word that does not mean it
        (longer_words.toml). In Chinese and Japanese a form beside a middle dot or a sign that writes foreign sounds is
        a part of a longer name, as katakana are beside more of them; in languages with spaces a form is a word, with
        its language's endings and prefixes.
        """
        for number, start, end in self._matcher.find_matches_as_indexes(source) if self._matcher else ():
            whole = self._whole(source, start, end)
            if whole is not None and number < len(self._forms):
                entries = {entry for form, entry in self._forms[number] if self._may_end(form, source[end:whole])}
                if len(entries) == 1:
                    yield Native(start, whole, source[start:whole], *entries)

    def _may_end(self, form: str, ending: str) -> bool:
        """Whether a case of a form may have an ending: Навального is no case of Навальная, nor the other way round."""
        if self.language not in _SLAVIC:
            return True
        if _WOMANS.search(form):
            return ending in _WOMANS_CASES
        return not (_MANS.search(form) and ending in _WOMANS_CASES)

    def _whole(self, source: str, start: int, end: int) -> int | None:
        """Where the name ends whose form or stem stands at a place; None where it is a part of something else."""
        before, after = source[start - 1 : start], source[end : end + 1]
        if self.language in _SPACELESS:
            is_inside = _goes_on(before, source[start]) or _goes_on(after, source[end - 1])
            return None if is_inside or before in _INSIDE_BEFORE or after in _INSIDE_AFTER else end
        if self.language == "ko":  # particles follow without a space
            is_whole = end - start > _SHORT_KOREAN or _KOREAN_TAIL.match(source, end)
            return end if is_whole and not _WORD.match(before) else None
        if self.language in _SLAVIC:
            case = _CASES.match(source, end)
            return case.end() if case and not _WORD.match(before) else None
        if self.language == "ar" and not _ARABIC_PREFIX.search(source, max(0, start - 6), start):
            return None
        if self.language != "ar" and _WORD.match(before):
            return None
        return None if _WORD.match(after) else end


def _goes_on(beside: str, edge: str) -> bool:
    """Whether katakana go on beside those at the edge of a form: クチン in ワクチン."""
    return bool(_KATAKANA.match(beside) and _KATAKANA.match(edge))


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

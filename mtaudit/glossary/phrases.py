"""Forbidden forms of the glossary, found in running text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from mtaudit.article import Span
from mtaudit.glossary.entry import GAP, Entry, Kind
from mtaudit.text import Text

_GAP_WORDS = 8
_PREPOSITIONS = frozenset(
    [
        "of",
        "from",
        "into",
        "to",
        "in",
        "on",
        "onto",
        "by",
        "with",
        "against",
        "at",
        "for",
        "over",
        "under",
        "between",
        "through",
        "off",
    ]
)
_SPACE = r"\s+"


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A forbidden form at its place. `near` is the context word that made it count, if it needs one."""

    start: int
    end: int
    form: str
    entry: Entry
    near: str | None
    relation: bool


class Phrase(NamedTuple):
    """One forbidden form, taken apart: where it may stand, its words, and whether case counts."""

    entry: int
    form: str
    pieces: tuple[str, ...]
    at_start: bool
    at_end: bool
    cased: bool

    @property
    def trigger(self) -> str:
        """The lower-case text whose presence makes the form worth a look."""
        return _plain(self.pieces[0]).lower()

    def pattern(self) -> re.Pattern[str]:
        """The form as a regular expression, gaps, white space and word borders included."""
        gap = rf"[,;:]?(?:\s+[^\s.!?]+){{0,{_GAP_WORDS}}}?\s+"
        body = gap.join(_SPACE.join(map(_literal, piece.split())) for piece in self.pieces)
        first, last = self.pieces[0][0], self.pieces[-1][-1]
        start = r"(?<!\w)" if first.isalnum() else ""
        end = r"(?!\w)" if last.isalnum() else ""
        if not self.cased:
            return re.compile(start + body + end, re.IGNORECASE)
        # A form in capitals is the same form, in a headline.
        capitals = gap.join(_SPACE.join(map(_literal, piece.upper().split())) for piece in self.pieces)
        return re.compile(f"{start}(?:{body}|{capitals}){end}")


class PhraseMatcher:
    """All forbidden forms of a glossary, searched for in one pass over the text."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._phrases = [make_phrase(number, form) for number, entry in enumerate(entries) for form in entry.forbidden]
        self._patterns: dict[int, re.Pattern[str]] = {}
        self._contexts: dict[int, tuple[re.Pattern[str] | None, re.Pattern[str] | None]] = {}

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state.pop("_automaton", None)
        state.update(_patterns={}, _contexts={})
        return state

    @cached_property
    def _automaton(self) -> Any:
        from ahocorasick_rs import AhoCorasick

        return AhoCorasick([p.trigger for p in self._phrases])

    def find(self, text: Text) -> Iterator[PhraseHit]:
        """Every forbidden form in a text whose context allows it, each place and form once.

        Where two forms of one entry overlap, the longer one counts.
        """
        if not self._phrases:
            return
        plain = _plain(text.prose).lower()
        if len(plain) != len(text.prose):  # a few capitals have two lower-case letters; offsets must hold
            plain = "".join(c.lower() if len(c.lower()) == 1 else c for c in _plain(text.prose))
        found = self._automaton.find_matches_as_indexes(plain, overlapping=True)
        hits = [hit for number, start, _ in found if (hit := self._check(text, number, start))]
        hits.sort(key=lambda h: (h.start, -h.end))
        reach: dict[str, int] = {}
        for hit in hits:
            if hit.end > reach.get(hit.entry.canonical, -1):
                reach[hit.entry.canonical] = hit.end
                yield hit

    def _check(self, text: Text, number: int, start: int) -> PhraseHit | None:
        phrase = self._phrases[number]
        pattern = self._patterns.get(number) or self._patterns.setdefault(number, phrase.pattern())
        match = pattern.match(text.prose, start)
        if not match:
            return None
        if phrase.at_start:
            whole = text.paragraph_at(start) if phrase.at_end else text.sentence_at(start)
            if whole.start != start:
                return None
        if phrase.at_end and text.paragraph_at(start).end != match.end():
            return None
        entry = self._entries[phrase.entry]
        sentence = text.sentence_at(start) if entry.near or entry.unless else Span(start, start)
        near, unless = self._context(phrase.entry)
        word = near.search(text.prose, *sentence) if near else None
        if (near and not word) or (unless and unless.search(text.prose, *sentence)):
            return None
        if self._within_right_form(entry, text.prose, match.start(), match.end()):
            return None
        return PhraseHit(
            start, match.end(), phrase.form, entry, word.group() if word else None, is_relation(entry, phrase)
        )

    def _context(self, number: int) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
        if number not in self._contexts:
            entry = self._entries[number]
            self._contexts[number] = (_any_of(entry.near), _any_of(entry.unless))
        return self._contexts[number]

    @staticmethod
    def _within_right_form(entry: Entry, prose: str, start: int, end: int) -> bool:
        """Whether the forbidden form is only a part of an accepted one ("Kiev" in "Chicken Kiev")."""
        wrong = prose[start:end]
        for form in (*entry.accepted, *entry.confusable):
            at = form.find(wrong)
            if at >= 0 and len(form) > len(wrong) and prose[start - at : start - at + len(form)] == form:
                return True
        return False


def make_phrase(entry: int, form: str) -> Phrase:
    """Take a forbidden form apart.

    "^" binds it to the start of a sentence, "$" to the end of
    a paragraph, both together to a paragraph of its own; "…" is a gap.
    """
    body = form.removeprefix("^").removesuffix("$").strip()
    pieces = tuple(piece.strip() for piece in body.replace("...", GAP).split(GAP))
    if not all(pieces):
        raise ValueError(f"the forbidden form {form!r} begins or ends with a gap, or is empty")
    return Phrase(entry, form, pieces, form.startswith("^"), form.endswith("$"), body != body.lower())


def is_relation(entry: Entry, phrase: Phrase) -> bool:
    """Whether a form turns a relation around: it has a gap, or differs from the right one in prepositions alone."""
    if entry.kind is not Kind.TERM:
        return False
    right, wrong = entry.canonical.lower().split(), " ".join(phrase.pieces).lower().split()
    if len(phrase.pieces) > 1 or (len(right) > 1 and right[0] in _PREPOSITIONS):
        return bool(_PREPOSITIONS & {*right, *wrong})
    content = [[w for w in words if w not in _PREPOSITIONS] for words in (right, wrong)]
    return content[0] == content[1] and right != wrong


def _plain(text: str) -> str:
    return text.replace("’", "'").replace("\u00a0", " ").replace("\n", " ").replace("\t", " ")


def _literal(word: str) -> str:
    return re.escape(word).replace("'", "['’]")


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """The words, each as written where it has a capital and in any case otherwise; a plural counts too."""
    options = [
        (f"(?i:{body})" if word == word.lower() else body)
        for word in words
        for body in [_SPACE.join(map(_literal, word.split()))]
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(options)})(?:s|es)?(?!\w)") if options else None

"""Titles beside names: which office a text gives a person, and whether an entry held it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mtaudit.glossary.entry import Entry
from mtaudit.tables import table

_BEFORE_REACH = 72
_AFTER_REACH = 64
_NOT_NOW = (
    r"(?i:former|ex|late|then|acting|incoming|outgoing|previous|past|next|assistant|under|deputy|vice|junior|shadow"
    r"|-elect)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A title that stands at a name: the office it names, as written, and what stands before it.

    `lead` is the text before the title in its clause ("Russian"); `current` is False after "former" and the like.
    """

    office: str
    written: str
    lead: str
    current: bool


@cache
def _offices() -> tuple[Mapping[str, str], frozenset[str]]:
    data = table(__file__, "titles.toml")
    written = {form: office for office, forms in data["titles"].items() for form in forms}
    return {**data["more"], **written}, frozenset(data["single"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    forms = sorted((f for f in _offices()[0]), key=len, reverse=True)
    options = "|".join(re.escape(f).replace(r"\ ", r"[\s-]+") for f in forms)
    before = (
        rf"(?<!\w)(?P<title>{options})(?:\s+(?:of|for|to)\s+(?:the\s+)?(?:[A-Z][\w.]+\s*){{1,3}},)?[\s,]+[\"“'‘]?\Z"
    )
    words = r"(?:(?:the|a|an|who|is|was|whose|country's|as)\s+){0,3}"
    after = rf"\A\s*,\s+{words}(?P<lead>(?:[A-Z][\w.’']*\s+){{0,3}})(?P<title>{options})\b"
    return re.compile(before), re.compile(after)


def title_at(prose: str, start: int, end: int) -> Title | None:
    """The title right before or, in apposition, right behind the name at `start`–`end`."""
    before, after = _patterns()
    window = prose[max(0, start - _BEFORE_REACH) : start]
    if _ends_in_title(window) and (match := before.search(window)):
        lead = re.split(r"[.!?;:\n]\s", window[: match.start()])[-1].strip()
        current = not re.search(rf"\b{_NOT_NOW}\b[\s\w.’'-]{{0,24}}\Z", lead)
        return Title(_offices()[0][_spelling(match["title"])], match["title"], lead, current)
    if prose[end : end + 2].lstrip()[:1] == "," and (match := after.search(prose[end : end + _AFTER_REACH])):
        return Title(_offices()[0][_spelling(match["title"])], match["title"], match["lead"].strip(), True)
    return None


def _ends_in_title(window: str) -> bool:
    """Whether the last word before a name may end a title, or a comma stands there ("Minister of Defense, X")."""
    words = window.rstrip(" \n\t\"“'‘").rsplit(None, 1)
    return bool(words) and (words[-1].endswith(",") or is_title_word(re.split("[-‐‑]", words[-1])[-1].strip(".")))


def office_of(title: str) -> str:
    """The office that a glossary's title names; a title not listed names itself, in lower case."""
    known = _offices()[0]
    if title in known:
        return known[title]
    lowered = title.lower()
    return next((office for form, office in known.items() if form.lower() == lowered), lowered)


def is_single(office: str) -> bool:
    """Whether one person at a time holds the office in a country or body."""
    return office in _offices()[1]


def held(entry: Entry, title: Title) -> bool:
    """Whether an entry's person held, at any time, the office that a title names."""
    return any(office_of(office.title) == title.office for office in entry.offices)


def is_title_word(word: str) -> bool:
    """Whether a word alone is a title or the end of one ("Secretary", "Minister", "State")."""
    return word in _title_words()


@cache
def _title_words() -> frozenset[str]:
    return frozenset(w.strip(".") for form in _offices()[0] for w in re.split(r"[\s-]+", form))


def _spelling(written: str) -> str:
    form = re.sub(r"\s+", " ", written)
    known = _offices()[0]
    if form in known:
        return form
    return next(f for f in known if f.replace("-", " ") == form.replace("-", " "))

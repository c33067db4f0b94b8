"""The glossary schema: plain data in, entries out, and every problem with its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, TypeVar

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Example, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.phrases import make_phrase
from mtaudit.glossary.plain import Plain
from mtaudit.names.distance import PIVOTS

FILE_KEYS = ("name", "language", "description", "as_of", "license", "entries")
ENTRY_KEYS = (
    "canonical", "kind", "aliases", "forbidden", "native", "offices", "confusable", "near", "unless", "pivot",
    "severity", "note", "examples",
)  # fmt: skip
OFFICE_KEYS = ("title", "of", "from", "to")
EXAMPLE_KEYS = ("bad", "good")
_OTHER_PIVOTS = ("spinner",)
_NUL = "holds a NUL character, which no text has; take it out"

_T = TypeVar("_T")


@dataclass(slots=True)
class _Place:
    """Where values are read from, and what was wrong with them so far."""

    file: str
    line: int = 1
    entry: str = ""
    problems: list[str] = field(default_factory=list)

    def report(self, problem: str) -> None:
        entry = f"{self.entry}: " if self.entry else ""
        self.problems.append(f"{self.file}:{self.line}: {entry}{problem}")


def build_glossary(plain: Plain, file: str) -> Glossary:
    """Validate plain data into a glossary; `file` is its name in messages and in the entries' `source`.

    Raises `GlossaryError` with every problem of the file, each with line and entry.
    """
    place = _Place(file, problems=list(plain.problems))
    data = plain.data
    if not isinstance(data, Mapping):
        place.report("a glossary is a mapping with the keys name and entries")
        raise GlossaryError(place.problems)
    _unknown(data, FILE_KEYS, place)
    items = data.get("entries")
    if not isinstance(items, list):
        place.report("there is no list of entries")
        raise GlossaryError(place.problems)
    entries = []
    for number, item in enumerate(items):
        place.line = plain.lines[number] if number < len(plain.lines) else 1
        entry = _entry(item, place)
        if entry is not None:
            entries.append(entry)
    place.line, place.entry = 1, ""
    as_of = _day(data, "as_of", place)
    glossary = Glossary(
        name=_text(data, "name", place) or file,
        entries=tuple(replace(entry, as_of=as_of) for entry in entries),
        language=_text(data, "language", place) or "en",
        description=_text(data, "description", place),
        as_of=as_of,
        license=_text(data, "license", place),
    )
    if place.problems:
        raise GlossaryError(place.problems)
    return glossary


def _entry(item: Any, place: _Place) -> Entry | None:
    place.entry = ""
    if not isinstance(item, Mapping):
        place.report(f"an entry is a mapping with a canonical form, not {_shown(item)}")
        return None
    canonical = _text(item, "canonical", place)
    place.entry = canonical or ""
    if canonical is None:
        place.report("the canonical form is missing or empty")
        return None
    _unknown(item, ENTRY_KEYS, place)
    forbidden = _texts(item, "forbidden", place)
    for form in forbidden:
        try:
            make_phrase(0, form)
        except ValueError as error:
            place.report(str(error))
    return Entry(
        canonical=canonical,
        kind=_choice(item, "kind", Kind, place) or Kind.TERM,
        aliases=_texts(item, "aliases", place),
        forbidden=forbidden,
        native=_native(item, place),
        offices=_items(item, "offices", OFFICE_KEYS, _office, place),
        confusable=_texts(item, "confusable", place),
        near=_texts(item, "near", place),
        unless=_texts(item, "unless", place),
        pivot=_pivot(item, place),
        severity=_choice(item, "severity", Severity, place),
        note=_text(item, "note", place),
        examples=_items(item, "examples", EXAMPLE_KEYS, _example, place),
        source=f"{place.file}:{place.line}",
    )


def _unknown(data: Mapping[str, Any], known: tuple[str, ...], place: _Place) -> None:
    for key in data:
        if key not in known:
            close = get_close_matches(str(key), known, n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else f"; known are {', '.join(known)}"
            place.report(f"unknown key {str(key)!r}{hint}")


def _shown(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"


def _text(data: Mapping[str, Any], key: str, place: _Place) -> str | None:
    value = data.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        place.report(f"{key} is a text, not {_shown(value)}; put it in quotes")
        return None
    if "\0" in value:
        place.report(f"{key} {_NUL}")
    return value.strip() or None


def _texts(data: Mapping[str, Any], key: str, place: _Place) -> tuple[str, ...]:
    return _text_list(data.get(key), key, place)


def _text_list(value: Any, key: str, place: _Place) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        place.report(f"{key} is a list of texts, not {_shown(value)}; write [{value}]")
        return ()
    out = []
    for item in value:
        if not isinstance(item, str):
            place.report(f"{key} holds {_shown(item)}, which is no text; put it in quotes")
        elif not item.strip():
            place.report(f"{key} holds an empty text")
        elif "\0" in item:
            place.report(f"{key} {_NUL}")
        else:
            out.append(item.strip())
    return tuple(out)


def _choice(data: Mapping[str, Any], key: str, kind: type[_T], place: _Place) -> _T | None:
    value = data.get(key)
    if value is None:
        return None
    try:
        return kind(value)  # type: ignore[call-arg]
    except ValueError:
        known = ", ".join(member.value for member in kind)  # type: ignore[attr-defined]
        place.report(f"{key} {value!r} is none of {known}")
        return None


def _pivot(data: Mapping[str, Any], place: _Place) -> str | None:
    pivot = _text(data, "pivot", place)
    if pivot is not None and pivot not in PIVOTS + _OTHER_PIVOTS:
        place.report(f"pivot {pivot!r} is none of {', '.join(PIVOTS + _OTHER_PIVOTS)}")
    return pivot


def _day(data: Mapping[str, Any], key: str, place: _Place) -> datetime.date | None:
    value = data.get(key)
    if value is None or (isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        place.report(f"{key} {value!r} is no date; write it as 2021-01-26")
        return None


def _native(data: Mapping[str, Any], place: _Place) -> dict[str, tuple[str, ...]]:
    value = data.get("native")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        place.report(f"native maps a language to a list of forms, and is {_shown(value)}")
        return {}
    out = {}
    for language, forms in value.items():
        if not isinstance(language, str):
            place.report(f"native has the language {language!r}, which is no text; put it in quotes")
            continue
        out[language] = _text_list(forms, f"native.{language}", place)
    return out


def _items(
    data: Mapping[str, Any],
    key: str,
    known: tuple[str, ...],
    build: Callable[[Mapping[str, Any], _Place], _T | None],
    place: _Place,
) -> tuple[_T, ...]:
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        place.report(f"{key} is a list of mappings with the keys {', '.join(known)}")
        return ()
    out = []
    for item in value:
        _unknown(item, known, place)
        if (built := build(item, place)) is not None:
            out.append(built)
    return tuple(out)


def _office(item: Mapping[str, Any], place: _Place) -> Office | None:
    title = _text(item, "title", place)
    start, end = _day(item, "from", place), _day(item, "to", place)
    if title is None:
        place.report("an office has no title")
        return None
    if start is not None and end is not None and end < start:
        place.report(f"the office {title} ends ({end}) before it starts ({start})")
    return Office(title, _text(item, "of", place), start, end)


def _example(item: Mapping[str, Any], place: _Place) -> Example | None:
    bad, good = _text(item, "bad", place), _text(item, "good", place)
    if bad is None or good is None:
        place.report("an example needs a bad and a good sentence")
        return None
    return Example(bad, good)

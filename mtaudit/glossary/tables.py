r"""Glossaries as CSV and TSV: mtaudit's own columns, and the two-column lists of translation services.

With a header row that names `canonical`, the columns are `canonical`, `kind`, `aliases`, `forbidden`,
`confusable`, `near`, `unless`, one `native.XX` a language, `offices`, `pivot`, `severity`, `note` and
`examples`, in any order. Lists are joined by "|"; an office is "title@of@from..to", an example
"bad => good". In lists a literal "|" is written "\|", and likewise "\@", "\=" and "\\".

Any other table is read as source and target phrases: with a first row of language codes ("zh,en", as
Google Cloud Translation has it) or with none (as DeepL has it, which may add a third and fourth
column, the languages of source and target). The English side is the canonical form.
"""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple

from mtaudit.glossary.entry import Entry, Example, Glossary, GlossaryError, Office
from mtaudit.glossary.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

UNKNOWN_LANGUAGE = "und"
"""ISO 639-2 for "undetermined": the source language of a table that does not tell it."""

_WORD_LISTS = ("aliases", "forbidden", "confusable", "near", "unless")
_COLUMNS = ("canonical", "kind", *_WORD_LISTS, "offices", "pivot", "severity", "note", "examples")
_NATIVE = "native."
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.I)
_LANGUAGE_TABLE_EXTRAS = frozenset(("pos", "description"))
_PIPE, _AT, _ARROW = (re.compile(rf"((?:[^\\]|\\.)*?)(?:{mark}|\Z)", re.S) for mark in (r"\|", "@", "=>"))
_NEWLINE = re.compile(r"\r\n|\r|\n")
# Characters of a cell: an unclosed quotation mark swallows the rest of a file. The limit of the csv module will not do,
# for it is the whole process's, and readers of articles raise it.
_LONGEST = 1 << 17


class _Row(NamedTuple):
    line: int
    cells: list[str]


class _Problems:
    """What is wrong with one file, gathered so that all of it is told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[str] = []

    def add(self, line: int, what: str, entry: str = "") -> None:
        self.found.append(f"{self.file}:{line}: {entry + ': ' if entry else ''}{what}")

    def stop_if_any(self) -> None:
        if self.found:
            raise GlossaryError(self.found)


def read_table(text: str, file: str, *, delimiter: str) -> Plain:
    """Read a table into plain data named after the file; each entry's line is the first one of its row.

    `kind` is "term" where it is not given. Rows of a two-column table that share an English side
    become one entry. Rows without any content are passed over. Raises `GlossaryError` with every
    problem found: an unknown or missing column, a row with too many or too few columns, a broken
    quotation, an empty file. Whether the values are fit for a glossary is for the schema to say.
    """
    problems = _Problems(file)
    rows = list(_rows(text, delimiter, problems))
    if not rows and not problems.found:
        problems.add(1, "the file is empty; it needs a header row with the column 'canonical', and entries")
    if not rows:
        raise GlossaryError(problems.found)
    header = [cell.casefold() for cell in rows[0].cells]
    if "canonical" in header or (len(header) > 1 and all(map(_is_column, header))):
        entries, lines = _read_entries(rows, problems)
    elif _is_language_header(header):
        entries, lines = _merge_pairs(_language_pairs(rows, problems))
    else:
        entries, lines = _merge_pairs(_phrase_pairs(rows, delimiter, problems))
    problems.stop_if_any()
    return Plain({"name": PurePath(file).stem or "glossary", "language": "en", "entries": entries}, lines)


def dump_table(glossary: Glossary, *, delimiter: str = ",") -> str:
    """Write a glossary as a table with a header row; columns that no entry fills are left out.

    Values are written as they are, also those that a spreadsheet might take for a formula. The
    glossary's own description, date and license have no place in a table, nor do comments.
    """
    cells = [_cells(entry) for entry in glossary]
    used = {column for row in cells for column in row}
    natives = sorted(column for column in used if column.startswith(_NATIVE))
    known = [c for c in _COLUMNS if c in used or c in ("canonical", "kind")]
    at = next((i for i, c in enumerate(known) if c not in ("canonical", "kind", *_WORD_LISTS)), len(known))
    columns = [*known[:at], *natives, *known[at:]]
    rows = [columns, *([row.get(column, "") for column in columns] for row in cells)]
    return "".join(delimiter.join(_quote(cell, delimiter) for cell in row) + "\n" for row in rows)


def _rows(text: str, delimiter: str, problems: _Problems) -> Iterator[_Row]:
    text = text.removeprefix("\ufeff")
    if (at := text.find("\0")) >= 0:
        line = len(_NEWLINE.findall(text, 0, at)) + 1
        problems.add(line, "holds a NUL character; save the table as plain text in UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if max(map(len, cells), default=0) > _LONGEST:
                raise csv.Error(f"field larger than {_LONGEST} characters")
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield _Row(line, stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        problems.add(line, f"cannot be read as a table ({error}); check the quotation marks of this row")


def _read_entries(rows: Sequence[_Row], problems: _Problems) -> tuple[list[dict[str, Any]], list[int]]:
    columns = _check_header(rows[0], problems)
    problems.stop_if_any()
    entries, lines = [], []
    for row in rows[1:]:
        cells = _without_empty_tail(row.cells, len(columns))
        if len(cells) != len(columns):
            problems.add(row.line, f"{len(cells)} columns, but the header has {len(columns)}", cells[0])
            continue
        filled = {column: cell for column, cell in zip(columns, cells, strict=True) if cell}
        entries.append(_entry(filled, row.line, problems))
        lines.append(row.line)
    return entries, lines


def _check_header(row: _Row, problems: _Problems) -> list[str]:
    columns: list[str] = []
    for cell in _without_empty_tail(row.cells, 0):
        column = cell.casefold()
        if column.startswith(_NATIVE):
            column = _NATIVE + cell[len(_NATIVE) :]
        if column in columns:
            problems.add(row.line, f"the column '{cell}' is there twice")
        elif not column:
            problems.add(row.line, "a column has no name")
        elif not _is_column(column):
            problems.add(row.line, f"unknown column '{cell}'{_suggest(column)}")
        columns.append(column)
    if "canonical" not in columns:
        problems.add(row.line, "there is no column 'canonical'")
    return columns


def _is_column(name: str) -> bool:
    return name in _COLUMNS or (name.startswith(_NATIVE) and bool(_LANGUAGE.fullmatch(name[len(_NATIVE) :])))


def _suggest(column: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(column, (*_COLUMNS, "native.zh"), 1)
    if close:
        return f"; did you mean '{close[0]}'?"
    return f"; the columns are {', '.join(_COLUMNS)} and native.XX for a language"


def _without_empty_tail(cells: Sequence[str], least: int) -> list[str]:
    end = len(cells)
    while end > least and not cells[end - 1]:
        end -= 1
    return list(cells[:end])


def _entry(cells: dict[str, str], line: int, problems: _Problems) -> dict[str, Any]:
    name = cells.get("canonical", "")
    entry: dict[str, Any] = {"canonical": name, "kind": "term"}
    native: dict[str, list[str]] = {}
    for column, cell in cells.items():
        if column.startswith(_NATIVE):
            native[column.removeprefix(_NATIVE)] = _words(cell)
        elif column in _WORD_LISTS:
            entry[column] = _words(cell)
        elif column in _PARSERS:
            try:
                entry[column] = [_PARSERS[column](part) for part in _split(cell, _PIPE) if part.strip()]
            except ValueError as error:
                problems.add(line, str(error), name)
        else:
            entry[column] = cell
    if native:
        entry["native"] = native
    return entry


def _words(cell: str) -> list[str]:
    return [word for part in _split(cell, _PIPE) if (word := _unescape(part))]


def _split(text: str, separator: re.Pattern[str], most: int = 0) -> list[str]:
    """Split at unescaped separators, into at most `most` parts (0: any number); escapes stay."""
    parts: list[str] = []
    at = 0
    while match := separator.match(text, at):
        if len(parts) + 1 == most or match.end() == match.end(1):
            break
        parts.append(match[1])
        at = match.end()
    return [*parts, text[at:]]


def _unescape(text: str) -> str:
    return re.sub(r"\\([\\|@=])", r"\1", text.strip())


def _escape(text: str, marks: str) -> str:
    return re.sub(rf"[\\{marks}]", r"\\\g<0>", text)


def _parse_office(text: str) -> dict[str, Any]:
    title, of, dates = (*(_unescape(part) for part in _split(text, _AT, 3)), "", "")[:3]
    start, between, end = dates.partition("..")
    if dates and not between:
        raise ValueError(f"'{dates}' does not say when an office was held; write 2013-03-14..2023-03-11")
    office: dict[str, Any] = {"title": title}
    office |= {"of": of} if of else {}
    office |= {key: _date(day.strip()) for key, day in (("from", start), ("to", end)) if day.strip()}
    return office


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _parse_example(text: str) -> dict[str, str]:
    bad, *good = (_unescape(part) for part in _split(text, _ARROW, 2))
    if not good:
        raise ValueError(f"the example '{bad}' has no '=>' between the wrong sentence and the right one")
    return {"bad": bad, "good": good[0]}


_PARSERS: dict[str, Callable[[str], dict[str, Any]]] = {"offices": _parse_office, "examples": _parse_example}


class _Pair(NamedTuple):
    """A canonical form, its note, and its forms in other languages."""

    line: int
    canonical: str
    native: list[tuple[str, str]]
    note: str = ""


def _is_language_header(header: Sequence[str]) -> bool:
    codes = [cell for cell in header if cell and cell not in _LANGUAGE_TABLE_EXTRAS]
    return len(codes) > 1 and all(map(_LANGUAGE.fullmatch, codes)) and "en" in map(_primary, codes)


def _primary(code: str) -> str:
    return re.split("[-_]", code.casefold())[0]


def _language_pairs(rows: Sequence[_Row], problems: _Problems) -> Iterator[_Pair]:
    header = _without_empty_tail([cell.casefold() for cell in rows[0].cells], 0)
    codes = [code if code in _LANGUAGE_TABLE_EXTRAS else _primary(code) for code in header]
    if codes.count("en") > 1:
        problems.add(rows[0].line, "two columns are English; keep the one with the right forms")
        return
    for row in rows[1:]:
        cells = _without_empty_tail(row.cells, len(codes))
        if len(cells) != len(codes):
            problems.add(row.line, f"{len(cells)} columns, but the first row has {len(codes)}", cells[0])
            continue
        forms = dict(zip(codes, cells, strict=True))
        if not forms["en"]:
            problems.add(row.line, "the English column is empty", cells[0])
            continue
        native = [
            (code, cell)
            for code, cell in zip(codes, cells, strict=True)
            if cell and code and code != "en" and code not in _LANGUAGE_TABLE_EXTRAS
        ]
        yield _Pair(row.line, forms["en"], native, forms.get("description", ""))


def _phrase_pairs(rows: Sequence[_Row], delimiter: str, problems: _Problems) -> Iterator[_Pair]:
    if [cell.casefold() for cell in rows[0].cells[:2]] == ["source", "target"]:
        rows = rows[1:]
    for row in rows:
        cells = _without_empty_tail(row.cells, 0)
        if len(cells) == 1:
            other = next((f", not '{mark}'" for mark in ";\t," if mark != delimiter and mark in cells[0]), "")
            mark = "a tab" if delimiter == "\t" else f"'{delimiter}'"
            what = f"one column only; source and target are parted by {mark}{other}"
            problems.add(row.line, what, cells[0][:40])
        elif len(cells) > 4:
            what = f"{len(cells)} columns; a table without a column 'canonical' has two to four"
            problems.add(row.line, what, cells[0])
        elif not all(cells[:2]):
            problems.add(row.line, "the source or the target is empty", cells[0] or cells[1])
        elif pair := _phrase_pair(row.line, cells, problems):
            yield pair


def _phrase_pair(line: int, cells: Sequence[str], problems: _Problems) -> _Pair | None:
    source, target = cells[:2]
    for code in cells[2:]:
        if code and not _LANGUAGE.fullmatch(code):
            what = f"'{code}' is no language code; a table with a header row needs a column 'canonical'"
            problems.add(line, what, target)
            return None
    source_language, target_language = (*(_primary(code) for code in cells[2:]), "", "")[:2]
    if source_language == "en" and target_language not in ("", "en"):
        source, target, source_language, target_language = target, source, target_language, source_language
    if target_language not in ("", "en") or source_language == "en":
        problems.add(line, "one of the two languages must be English, and only one", target)
        return None
    return _Pair(line, target, [(source_language or UNKNOWN_LANGUAGE, source)])


def _merge_pairs(pairs: Iterator[_Pair]) -> tuple[list[dict[str, Any]], list[int]]:
    entries: dict[str, dict[str, Any]] = {}
    lines: list[int] = []
    for pair in pairs:
        if pair.canonical not in entries:
            entries[pair.canonical] = {"canonical": pair.canonical, "kind": "term"}
            lines.append(pair.line)
        entry = entries[pair.canonical]
        for language, form in pair.native:
            if form != pair.canonical:
                forms = entry.setdefault("native", {}).setdefault(language, [])
                if form not in forms:
                    forms.append(form)
        if pair.note:
            entry.setdefault("note", pair.note)
    return list(entries.values()), lines


def _cells(entry: Entry) -> dict[str, str]:
    """What an entry fills, by column."""
    cells = {"canonical": entry.canonical, "kind": entry.kind.value}
    cells |= {column: _join(getattr(entry, column)) for column in _WORD_LISTS}
    cells |= {f"{_NATIVE}{language}": _join(forms) for language, forms in entry.native.items()}
    cells |= {
        "offices": "|".join(map(_office_text, entry.offices)),
        "pivot": entry.pivot or "",
        "severity": entry.severity.value if entry.severity else "",
        "note": entry.note or "",
        "examples": "|".join(map(_example_text, entry.examples)),
    }
    return {column: cell for column, cell in cells.items() if cell}


def _join(words: Sequence[str]) -> str:
    return "|".join(_escape(word, "|") for word in words)


def _office_text(office: Office) -> str:
    dates = f"{office.start or ''}..{office.end or ''}" if office.start or office.end else ""
    parts = [_escape(office.title, "|@"), _escape(office.of or "", "|@"), dates]
    return "@".join(_without_empty_tail(parts, 1))


def _example_text(example: Example) -> str:
    return f"{_escape(example.bad, '|=')} => {_escape(example.good, '|=')}"


def _quote(cell: str, delimiter: str) -> str:
    if any(mark in cell for mark in (delimiter, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell

"""Entries that are kept as plain tuples and made when they are asked for: an article needs few of thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

from mtaudit.glossary.entry import Entry, Example, Office

_FIELDS = tuple(Entry.__dataclass_fields__)
_OFFICES, _EXAMPLES = _FIELDS.index("offices"), _FIELDS.index("examples")


class PackedEntries(Sequence[Entry]):
    """A sequence of entries that unpickles in a fraction of the time that so many objects take."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._made: list[Entry | None] = list(entries)
        self._rows: Sequence[tuple[Any, ...]] = ()

    def __len__(self) -> int:
        return len(self._made)

    @overload
    def __getitem__(self, number: int) -> Entry: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Entry]: ...
    def __getitem__(self, number: int | slice) -> Entry | Sequence[Entry]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        entry = self._made[number]
        if entry is None:
            entry = self._made[number] = _unpack(self._rows[number])
        return entry

    def __getstate__(self) -> list[tuple[Any, ...]]:
        return [_pack(entry) for entry in self]

    def __setstate__(self, rows: list[tuple[Any, ...]]) -> None:
        self._rows = rows
        self._made = [None] * len(rows)


def _pack(entry: Entry) -> tuple[Any, ...]:
    row = [getattr(entry, field) for field in _FIELDS]
    row[_OFFICES] = tuple((o.title, o.of, o.start, o.end) for o in entry.offices)
    row[_EXAMPLES] = tuple((e.bad, e.good) for e in entry.examples)
    return tuple(row)


def _unpack(row: tuple[Any, ...]) -> Entry:
    values = list(row)
    values[_OFFICES] = tuple(Office(*office) for office in row[_OFFICES])
    values[_EXAMPLES] = tuple(Example(*example) for example in row[_EXAMPLES])
    return Entry(*values)

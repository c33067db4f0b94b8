"""PO, the format of gettext, by polib: all messages of a file are one article.

Obsolete messages are left out; fuzzy ones are read, as machine translation is often marked so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.readers.source import (
    InputError,
    MissingPackageError,
    Source,
    UnreadableError,
    decode_declared,
    guarded,
    is_blank,
    read_bytes,
)
from mtaudit.readers.units import article

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from mtaudit.article import Article
    from mtaudit.readers.units import Unit

_CHARSET = re.compile(rb'"Content-Type:[^"\n]{0,100}?charset=([\w.:-]{1,40})', re.IGNORECASE)
_PLACE = re.compile(r"\(line (\d+)\)(?:: (.*))?")


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a PO file, or why there is none."""
    return guarded(source, "PO", _articles(source))


def _articles(source: Source) -> Iterator[Article | InputError]:
    try:
        import polib
    except ImportError as error:
        raise MissingPackageError("PO", "polib", "bitext") from error
    data = read_bytes(source)
    declared = _CHARSET.search(data, 0, 1 << 16)
    text = decode_declared(data, declared[1].decode("ascii") if declared else None).removeprefix("\ufeff")
    if is_blank(text):
        raise UnreadableError("is empty")
    try:
        # The library takes a name of a file as well as its content; no name holds a line end.
        entries = polib.pofile("\n" + text + "\n")
    except OSError as error:
        raise _syntax_error(error) from None
    units = [unit for entry in entries if not entry.obsolete for unit in _units(entry)]
    head = entries.metadata
    yield article(units, source.name, source.name, head.get("X-Source-Language"), head.get("Language"))


def _units(entry: Any) -> Iterator[Unit]:
    if not entry.msgid_plural:
        yield entry.msgid, entry.msgstr
        return
    for index, target in sorted(entry.msgstr_plural.items()):
        yield (entry.msgid if index == 0 else entry.msgid_plural), target


def _syntax_error(error: OSError) -> UnreadableError:
    match = _PLACE.search(str(error))
    if match is None:
        return UnreadableError("is not readable PO")
    # One line was put in front.
    return UnreadableError(f"is not readable PO: {match[2] or 'syntax error'}", max(1, int(match[1]) - 1))

"""Report formats: from the stream of an audit to text, one module a format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from mtaudit.report.base import Item, Options, Writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["WRITERS", "Item", "Options", "Writer"]

_MODULES = (
    "text", "json", "jsonl", "html", "markdown", "csv", "sarif", "junit", "github", "gitlab", "quarantine",
)  # fmt: skip


def _writer(module: str) -> Writer:
    """The writer of a module, which is imported when there is something to write."""

    def write(items: Iterable[Item], options: Options) -> Iterator[str]:
        written: Iterator[str] = import_module(f"{__name__}.{module}").write(items, options)
        return written

    return write


WRITERS: dict[str, Writer] = {module: _writer(module) for module in _MODULES}
"""Every format by its name. A new format is one module and one word here."""

"""Plain text: the whole input is one article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.source import InputError, Source, UnreadableError, input_error, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a text file, or why there is none."""
    try:
        text = read_text(source)
    except UnreadableError as error:
        yield input_error(source, error)
    else:
        yield Article(id=source.name, text=text, url=source.url, origin=source.name)

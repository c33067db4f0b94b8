"""Translation units as an article: the targets are its paragraphs, the sources those of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.source import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

Unit = tuple[str, str]
"""A source and its target."""


def article(units: Iterable[Unit], name: str, origin: str, source_lang: str | None = None) -> Article | InputError:
    """The article of the units of a file, paragraph by paragraph; those without a target are not translated yet.

    Line ends inside a unit become spaces, so that paragraph n of the text is that of the source.
    `source_lang` is a language tag, of which the language is kept.
    """
    pairs = [(one_line(source), one_line(target)) for source, target in units]
    pairs = [pair for pair in pairs if pair[1]]
    if not pairs:
        return InputError(origin, "holds no translated unit")
    sources = [source for source, _ in pairs]
    return Article(
        id=name,
        text="\n\n".join(target for _, target in pairs),
        source="\n\n".join(sources) if all(sources) else None,
        source_lang=language(source_lang),
        origin=origin,
    )


def one_line(text: str) -> str:
    """A text with its white space at both ends and its line ends taken out."""
    return " ".join(text.split("\n")).strip() if "\n" in text else text.strip()


def language(tag: str | None) -> str | None:
    """The language of a tag such as zh-Hans-CN, or None."""
    return (tag or "").replace("_", "-").split("-")[0].strip().lower() or None

"""Translation units as an article: the targets are its paragraphs, the sources those of its source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtaudit.article import Article
from mtaudit.readers.source import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

Unit = tuple[str, str]
"""A source and its target."""

_ENGLISH = frozenset(("en", "eng", "english"))
# What tags begin with that declare no language: unknown, several, private, and what templates of PO files say.
_UNDECLARED = frozenset(("und", "mis", "mul", "x", "*all*", "language"))
_SUBTAGS = re.compile(r"[^\w*]|_")  # gettext has en_US.UTF-8 and en@quot where others have en-US


def is_english(tag: str | None) -> bool:
    """Whether a language tag is one of English."""
    return language(tag) in _ENGLISH


def other_language(tag: str | None) -> str | None:
    """The language that a tag declares, if that is not English; None where it is or where none is declared."""
    found = _declared(tag)
    return None if found in _ENGLISH else found


def _declared(tag: str | None) -> str | None:
    found = language(tag)
    return None if found in _UNDECLARED else found


def not_english(language: str) -> str:
    """Why a translation into another language is refused."""
    return f"its translation is in {language[:40]}, not English; mtaudit audits English"


def article(
    units: Iterable[Unit], name: str, origin: str, source_lang: str | None = None, target_lang: str | None = None
) -> Article | InputError:
    """The article of the units of a file, paragraph by paragraph; those without a target are not translated yet.

    Line ends inside a unit become spaces, so that paragraph n of the text is that of the source.
    `source_lang` is a language tag, of which the language is kept; a `target_lang` that is not English is refused.
    """
    if other := other_language(target_lang):
        return InputError(origin, not_english(other))
    pairs = [(one_line(source), one_line(target)) for source, target in units]
    pairs = [pair for pair in pairs if pair[1]]
    if not pairs:
        return InputError(origin, "holds no translated unit")
    sources = [source for source, _ in pairs]
    return Article(
        id=name,
        text="\n\n".join(target for _, target in pairs),
        source="\n\n".join(sources) if all(sources) else None,
        source_lang=_declared(source_lang),
        origin=origin,
    )


def one_line(text: str) -> str:
    """A text with its white space at both ends and its line ends taken out."""
    return " ".join(text.split("\n")).strip() if "\n" in text else text.strip()


def language(tag: str | None) -> str | None:
    """The language of a tag such as zh-Hans-CN, or None."""
    return _SUBTAGS.split((tag or "").strip(), maxsplit=1)[0].strip().lower() or None

"""What an article is about, as far as its rightly spelt names tell."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.index import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtaudit.mentions.resolve import Claim


class Story:
    """The entries that an article's claimed places name."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claims = claims  # filled before the first question

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(c.entry.canonical for c in self._claims if c.form.role is Role.ACCEPTED)

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(
            c.entry.canonical for c in self._claims if c.entry.kind is not Kind.PERSON and c.form.role is Role.ACCEPTED
        )

    def names(self, entry: Entry) -> bool:
        """Whether an accepted form of the entry stands in the article."""
        return entry.canonical in self._named

    def names_country_of(self, entry: Entry) -> bool:
        """Whether the article names the country or body of one of the entry's offices."""
        return any(office.of in self._places for office in entry.offices)

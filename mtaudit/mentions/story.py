"""What an article is about, as far as its rightly spelt names tell."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mtaudit.glossary.entry import Kind
from mtaudit.glossary.index import Role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtaudit.glossary.index import GlossaryIndex
    from mtaudit.mentions.resolve import Claim


class Story:
    """The entries that an article's claimed places name."""

    def __init__(self, claims: Sequence[Claim], index: GlossaryIndex) -> None:
        self._claims = claims  # filled before the first question
        self._index = index

    @cached_property
    def entries(self) -> frozenset[int]:
        """The entries of which an accepted form stands in the article."""
        return frozenset(c.form.entry for c in self._claims if c.form.role is Role.ACCEPTED)

    @cached_property
    def office_entries(self) -> frozenset[int]:
        """The people who held an office in a country or body that the article names."""
        named = {
            self._index.entries[n].canonical for n in self.entries if self._index.entries[n].kind is not Kind.PERSON
        }
        return frozenset().union(*(self._index.country_entries.get(name, ()) for name in named))

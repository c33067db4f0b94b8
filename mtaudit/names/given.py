"""Given names that tell a surname by standing before it."""

from __future__ import annotations

from mtaudit.tables import words


def is_given_name(folded: str) -> bool:
    """Whether a folded token is a frequent given name and no place or word as well."""
    return folded in words(__file__, "given.toml", "names")


def takes_no_surname(folded: str) -> bool:
    """Whether behind this folded token a given name stands alone: Pope Francis, Hurricane Ian, San Juan."""
    return folded in words(__file__, "given.toml", "titles")

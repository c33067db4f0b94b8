"""Given names that tell a surname by standing before it."""

from __future__ import annotations

from mtaudit.tables import words


def is_given_name(folded: str) -> bool:
    """Whether a folded token is a frequent given name and no place, surname or word as well."""
    return folded in words(__file__, "given.toml", "names")

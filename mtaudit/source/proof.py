"""What the source says of names that the text alone decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from mtaudit.glossary.natives import Native

if TYPE_CHECKING:
    from mtaudit.mentions.resolve import Decision, Names

_PROVEN = 0.98
_BEYOND_DOUBT = 0.97  # a name decided so surely may be one whose native form the glossary lacks


def proven(names: Names, natives: Sequence[Native], known: frozenset[int]) -> Names:
    """Decisions about names, held against the names that the source holds.

    A decision for a name that the source holds is sure and says where. One for a name whose native form the glossary
    has (`known`: numbers of entries) and the source has not falls, unless the text leaves no doubt.
    """
    places = {native.entry: native for native in reversed(natives)}
    return replace(
        names, decisions=tuple(d for d in (_held(d, places.get(d.number), known) for d in names.decisions) if d)
    )


def _held(decision: Decision, native: Native | None, known: frozenset[int]) -> Decision | None:
    if native is None:
        return decision if decision.number not in known or decision.confidence >= _BEYOND_DOUBT else None
    return replace(
        decision,
        confidence=max(decision.confidence, _PROVEN),
        evidence={**decision.evidence, **native.evidence},
    )

"""What a check is: a code, a name, an MQM category, a default severity and a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mtaudit.context import Context
from mtaudit.finding import Category, Problem, Severity

SECTIONS = ("What it does", "Why it is bad", "Bad and good", "What it cannot see")
"""The sections that the documentation of every check must have, in this order."""


@dataclass(frozen=True, slots=True)
class Check:
    """A check: `run` yields the problems it sees in one article, in any order.

    `documentation` is the docstring of the check's module; `mtaudit explain CODE` prints it.
    `run` must be pure: the same context gives the same problems.
    """

    code: str
    name: str
    category: Category
    severity: Severity
    run: Callable[[Context], Iterator[Problem]]
    documentation: str

    @property
    def summary(self) -> str:
        """The first line of the documentation."""
        return self.documentation.strip().splitlines()[0].rstrip(".")

    def sections(self) -> dict[str, str]:
        """The documentation by section heading."""
        parts = re.split(r"^## (.+)$", self.documentation, flags=re.MULTILINE)
        return {title.strip(): body.strip() for title, body in zip(parts[1::2], parts[2::2], strict=True)}

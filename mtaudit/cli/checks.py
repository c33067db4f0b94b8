"""`mtaudit checks`: every check in one table."""

from __future__ import annotations

import typer


def checks() -> None:
    """List every check: code, name, category, severity, and what it looks for.

    \b
    Example:
      mtaudit checks | grep name
    """
    from mtaudit.checks import CHECKS

    heads = ("code", "name", "category", "severity", "looks for")
    rows = [(c.code, c.name, c.category.value, c.severity.value, c.summary) for c in CHECKS]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    for row in (heads, *rows):
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

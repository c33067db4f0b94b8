"""`mtaudit explain`: what a check looks for and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtaudit.checks.base import Check


def explain(
    code: Annotated[str, typer.Argument(help="A code (N101), a prefix of codes (N1), a name, or all.")],
) -> None:
    """Explain a check: what it does, why that is bad, bad and good, what it cannot see.

    \b
    Examples:
      mtaudit explain N101
      mtaudit explain all > checks.md
    """
    from mtaudit.auditor import SelectionError, select_checks

    try:
        found = select_checks(() if code.lower() == "all" else (code,))
    except SelectionError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo(document(found) if code.lower() == "all" else "\n\n".join(map(page, found)))


def document(checks: Sequence[Check]) -> str:
    """All checks as one Markdown document with a table at its head: `docs/checks.md`."""
    import re

    rows = [
        f"| [{c.code}](#{c.code.lower()}-{c.name}) | {c.name} | {c.category.value} | {c.severity.value} | {c.summary} |"
        for c in checks
    ]
    head = "| code | name | category | severity | looks for |\n| --- | --- | --- | --- | --- |"
    pages = [re.sub(r"^(#+ )", r"#\1", page(check), flags=re.MULTILINE) for check in checks]
    table = "\n".join([head, *rows])
    return "\n\n".join(["# Checks", "Written by `mtaudit explain all`.", table, *pages])


def page(check: Check) -> str:
    """The documentation of a check under a heading that names it."""
    import inspect

    heading = f"# {check.code} {check.name}"
    facts = f"Severity: {check.severity.value}. Category: {check.category.value}."
    return f"{heading}\n\n{facts}\n\n{inspect.cleandoc(check.documentation).strip()}"

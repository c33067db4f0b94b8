"""`mtaudit explain`: what a check looks for and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from mtaudit.checks.base import Check


def explain(
    code: Annotated[str, typer.Argument(help="A code (N101), a prefix of codes (N1), a name, or all.")],
) -> None:
    """Explain a check: what it does, why that is bad, bad and good, what it cannot see."""
    from mtaudit.auditor import SelectionError, select_checks

    try:
        found = select_checks(() if code.lower() == "all" else (code,))
    except SelectionError as error:
        raise typer.BadParameter(str(error)) from None
    typer.echo("\n\n".join(page(check) for check in found))


def page(check: Check) -> str:
    """The documentation of a check under a heading that names it."""
    import inspect

    heading = f"# {check.code} {check.name}"
    facts = f"Severity: {check.severity.value}. Category: {check.category.value}."
    return f"{heading}\n\n{facts}\n\n{inspect.cleandoc(check.documentation).strip()}"

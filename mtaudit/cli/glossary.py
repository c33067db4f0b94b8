"""Placeholder."""

import typer

app = typer.Typer()


@app.command()
def lint() -> None:
    """Lint."""


@app.command()
def add() -> None:
    """Add."""

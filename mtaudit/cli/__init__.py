"""The command line: one module a command. Whatever is slow to import, commands import when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from mtaudit.cli import (
    audit,
    baseline,
    checks,
    compare,
    config,
    explain,
    feed,
    fix,
    glossary,
    init,
    lm,
    report,
    review,
)
from mtaudit.version import __version__

app = typer.Typer(
    name="mtaudit",
    help="Audit machine-translated English news: wrong names, wrong terms, reversed meanings, damage.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("audit")(audit.audit)
app.command("baseline")(baseline.baseline)
app.command("fix")(fix.fix)
app.command("explain")(explain.explain)
app.command("checks")(checks.checks)
app.command("compare")(compare.compare)
app.command("config")(config.config)
app.command("init")(init.init)
app.command("report")(report.report)
app.command("feed")(feed.feed)
app.command("lm-setup")(lm.lm_setup)
app.command("review")(review.review)
app.add_typer(glossary.app, name="glossary")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mtaudit {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; ends the process with its exit code."""
    app(prog_name="mtaudit")

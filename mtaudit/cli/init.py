"""`mtaudit init`: a first file of settings and a first glossary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from mtaudit.cli.config import template

FILES = ("mtaudit.toml", "glossary.yaml")


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to write them; made if missing.")] = Path(),
) -> None:
    """Write mtaudit.toml and glossary.yaml, each with comments that say what may stand there.

    Files that are there already stay as they are.

    \b
    Examples:
      mtaudit init
      mtaudit init my-newsroom
    """
    from mtaudit.cli.output import complain, opened

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FILES:
            path = folder / name
            if path.exists():
                typer.echo(f"{path}: is there already, left as it is")
                continue
            with opened(path, utf8=True) as write:
                write(template(name))
            typer.echo(f"{path}: written")
    except OSError as error:
        complain(f"cannot write to {folder}: {error.strerror or error}")
        raise typer.Exit(2) from None
    typer.echo("Now try: mtaudit audit PATH")

"""`mtaudit config`: which settings are in force, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from mtaudit.cli.options import ConfigFile, Isolated, in_force


def config(config: ConfigFile = None, isolated: Isolated = False) -> None:
    """Show every setting in force, as TOML, with where it comes from.

    Settings stand in mtaudit.toml or in pyproject.toml under [tool.mtaudit], in this folder or the
    nearest one above it. `mtaudit init` writes a first mtaudit.toml.

    \b
    Examples:
      mtaudit config
      mtaudit config --config other/mtaudit.toml
    """
    settings = in_force(config, isolated)
    file = settings.config.file
    typer.echo(f"# settings: {file}" if file else "# settings: no file found")
    lines = [
        (f"# {key} is not set" if value is None else f"{key} = {_toml(value)}", settings.origins[key])
        for key, value in settings.values.items()
    ]
    width = max(len(line) for line, _ in lines)
    for line, origin in lines:
        typer.echo(f"{line:<{width}}  # {origin}")
    for override in settings.config.overrides:
        typer.echo("\n[[override]]")
        patterns = {"paths": override.paths, "outlets": override.outlets}
        for key, value in {**patterns, **override.settings}.items():
            if value or key not in patterns:
                typer.echo(f"{key} = {_toml(value)}")


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, bool | float | int):
        return json.dumps(value)
    return json.dumps(str(value), ensure_ascii=False)


def template(name: str) -> str:
    """A file that `mtaudit init` writes."""
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")

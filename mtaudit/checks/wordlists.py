"""Word lists and tables of the checks, read from the TOML files beside them on first use."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(file: str) -> dict[str, Any]:
    """The content of a TOML file beside the checks; callers must not change it.

    Raises `FileNotFoundError` where there is no such file.
    """
    return tomllib.loads(files("mtaudit.checks").joinpath(file).read_text(encoding="utf-8"))


@cache
def words(file: str, key: str) -> frozenset[str]:
    """The words of one list of a file: a string of words between white space.

    Raises `KeyError` where the file has no such list.
    """
    return frozenset(table(file)[key].split())

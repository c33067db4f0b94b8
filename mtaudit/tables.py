"""Word lists and tables, read from the TOML files beside the modules that use them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any


@cache
def table(module: str, name: str) -> dict[str, Any]:
    """The content of the TOML file `name` beside a module (its `__file__`); callers must not change it.

    Raises `FileNotFoundError` where there is no such file.
    """
    return tomllib.loads((Path(module).parent / name).read_text("utf-8"))


@cache
def words(module: str, name: str, key: str) -> frozenset[str]:
    """The words of one list of such a file: a text of words between white space.

    Raises `KeyError` where the file has no such list.
    """
    return frozenset(table(module, name)[key].split())


def either(words: Iterable[str]) -> str:
    """A pattern of any of some words, which tries the longest first."""
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))

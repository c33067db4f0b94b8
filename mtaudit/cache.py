"""Files that are made once and kept in the user's cache folder, to keep start-up short."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from mtaudit.version import __version__

_KEPT = 20
"""Files that stay in the folder."""

_PACKAGE = Path(__file__).resolve().parent


def cached(key: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a key, or made now and kept.

    `key` names everything the bytes depend on. Where the folder cannot be written, or
    MTAUDIT_NO_CACHE is set, they are made each time. A half-written file is never seen.
    """
    path = _path(key)
    if path is None:
        return make()
    with suppress(OSError):
        return path.read_bytes()
    data = make()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(path)
        _drop_old(path.parent)
    return data


def _drop_old(folder: Path) -> None:
    """Remove all but the newest files: each version of a glossary leaves one behind."""
    newest_first = sorted(filter(Path.is_file, folder.iterdir()), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest_first[_KEPT:]:
        path.unlink()


def forget(key: str) -> None:
    """Drop what is kept under a key."""
    path = _path(key)
    if path is not None:
        with suppress(OSError):
            path.unlink()


def cache_folder() -> Path | None:
    """mtaudit's folder in the user's cache folder, None where there is none or MTAUDIT_NO_CACHE is set."""
    if os.environ.get("MTAUDIT_NO_CACHE"):
        return None
    folder = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    with suppress(RuntimeError):  # no home folder
        return Path(folder or Path.home() / ".cache", "mtaudit")
    return None


@cache
def code_digest(*folders: str) -> str:
    """Changes with mtaudit's code and data in these folders (none: all), so that nothing stale is ever used."""
    hasher = hashlib.sha256(f"{__version__} {sys.version}".encode())
    for folder in folders or (".",):
        for path in sorted((_PACKAGE / folder).rglob("*")):
            if path.suffix in (".py", ".toml", ".ngrams"):
                stat = path.stat()
                hasher.update(f"{path.name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return hasher.hexdigest()


def _path(key: str) -> Path | None:
    folder = cache_folder()
    return folder and folder / hashlib.sha256(key.encode()).hexdigest()[:32]

"""From what the user names to what can be opened: files, directories, globs, web addresses, standard input."""

from __future__ import annotations

import glob
import os
import re
from typing import TYPE_CHECKING

from mtaudit.readers.compress import inner_name
from mtaudit.readers.source import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

STDIN = "-"

_WEB = re.compile(r"https?://", re.IGNORECASE)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


def is_url(item: str) -> bool:
    """Whether what the user names is a web address."""
    return _WEB.match(item) is not None


def expand(
    inputs: Sequence[str],
    extensions: Collection[str],
    is_whole: Callable[[str], bool] = lambda _: False,
    skip: Callable[[str], bool] = lambda _: False,
) -> Iterator[str | InputError]:
    """Yield the path of each file and each web address to read, each once, and an error for each input that gives none.

    A file is taken whatever it is called. A directory is searched to any depth, in sorted order, for
    files with one of `extensions`, compressed or not; hidden files and directories are passed over, and symbolic links
    to directories are not followed. A directory that `is_whole` is given as it stands. A pattern
    (`news/**/*.txt`) is expanded where the shell has not done so. `-` is standard input. Of what a search or a
    pattern finds, the files for which `skip` is true are passed over.
    """
    seen: set[str] = set()
    if not inputs:
        yield InputError("mtaudit", "no input given")
    for item in inputs:
        for found in _one(item, extensions, is_whole, skip):
            if isinstance(found, InputError):
                yield found
                continue
            named = found == STDIN or is_url(found)
            key = found if named else os.path.abspath(found)  # noqa: PTH100 - keeps links apart
            if key not in seen:
                seen.add(key)
                yield found


def _one(
    item: str, extensions: Collection[str], is_whole: Callable[[str], bool], skip: Callable[[str], bool]
) -> Iterator[str | InputError]:
    if item == STDIN or is_whole(item):
        yield item
    elif os.path.isdir(item):  # noqa: PTH112 - names stay as they were given
        yield from _directory(item, extensions, skip)
    elif os.path.lexists(item) or is_url(item):
        yield item
    elif _URL.match(item):
        yield InputError(item, "is not an http or https address")
    elif glob.has_magic(item):
        yield from _pattern(item, extensions, skip)
    else:
        yield InputError(item, "no such file or directory")


def _directory(directory: str, extensions: Collection[str], skip: Callable[[str], bool]) -> Iterator[str | InputError]:
    empty = True
    for found in _walk("" if directory == os.curdir else directory, extensions, skip):
        empty = False
        yield found
    if empty:
        known = ", ".join(extensions)
        yield InputError(directory, f"the directory holds no file to read ({known})")


def _walk(directory: str, extensions: Collection[str], skip: Callable[[str], bool]) -> Iterator[str | InputError]:
    try:
        with os.scandir(directory or os.curdir) as entries:
            listed = sorted((e for e in entries if not e.name.startswith(".")), key=lambda e: e.name)
    except OSError as error:
        yield InputError(directory, reason(error))
        return
    for entry in listed:
        path = os.path.join(directory, entry.name)  # noqa: PTH118
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(path, extensions, skip)
        elif _extension(entry.name) in extensions and not entry.is_dir() and not skip(path):
            yield path


def _extension(name: str) -> str:
    return os.path.splitext(inner_name(name))[1].lower()  # noqa: PTH122


def _pattern(pattern: str, extensions: Collection[str], skip: Callable[[str], bool]) -> Iterator[str | InputError]:
    matched = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - names stay as they were given
    empty = True
    for path in matched:
        is_folder = os.path.isdir(path)  # noqa: PTH112
        found = _walk(path, extensions, skip) if is_folder else [path] * (not skip(path))
        for item in found:
            empty = False
            yield item
    if empty:
        yield InputError(pattern, "no file matches the pattern")


def reason(error: OSError) -> str:
    """Why the system refused a file, in a few plain words."""
    text = error.strerror or str(error)
    return f"cannot be read: {text[:1].lower()}{text[1:]}"

"""Where a report goes: standard output, or a file that appears only when it is complete."""

from __future__ import annotations

import glob
import io
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CODE_PIPE = 141
"""Exit code when the reader of the output has gone (what a shell reports for SIGPIPE)."""

CODE_INTERRUPT = 130
"""Exit code after Ctrl-C (what a shell reports for SIGINT)."""


class WriteError(OSError):
    """A file that cannot be written; `filename` is the one the user named."""


@contextmanager
def opened(path: Path | None, *, utf8: bool) -> Iterator[Callable[[str], object]]:
    """A function that writes to `path` (None: standard output); the file is put in place at the end.

    `utf8`: write UTF-8 to standard output whatever the locale says. Half characters, which no
    encoding holds, are written as escapes (in JSON that is what they are). Raises
    `WriteError`.
    """
    if path is None:
        yield _standard_output(utf8)
        sys.stdout.flush()
        return
    try:
        if path.exists() and not path.is_file():  # a device or a pipe: there is nothing to put in place
            with path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                yield stream.write
        else:
            with _replaced(path) as write:
                yield write
    except (BrokenPipeError, WriteError):
        raise
    except OSError as error:
        raise WriteError(error.errno, error.strerror or str(error), str(path)) from error


def complain(message: str) -> None:
    """Tell the user on standard error what is wrong."""
    from mtaudit.report.cells import safe

    print(f"mtaudit: {safe(message)}", file=sys.stderr, flush=True)


def silence() -> None:
    """Send what is left of standard output nowhere, so that the interpreter can end in peace."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        try:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        except OSError:  # standard output is no file: there is nothing left to send
            return


def _standard_output(utf8: bool) -> Callable[[str], object]:
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8" if utf8 else None, errors="backslashreplace")

    def write(piece: str) -> None:
        stream.write(piece)
        stream.flush()

    return write


@contextmanager
def _replaced(path: Path) -> Iterator[Callable[[str], object]]:
    with (
        _complete(path) as stream,
        io.TextIOWrapper(
            stream, encoding="utf-8", errors="backslashreplace", newline="\n", write_through=False
        ) as text,
    ):
        yield text.write
        text.flush()


def replace_bytes(path: Path, data: bytes) -> None:
    """Put a file with these bytes in the place of `path`, whole or not at all. Raises `OSError`."""
    with _complete(path) as stream:
        stream.write(data)


@contextmanager
def _complete(path: Path) -> Iterator[BinaryIO]:
    """A temporary file that takes the place of `path` at the end, and goes where anything fails."""
    from tempfile import NamedTemporaryFile

    path = path.resolve()
    # The machine and the process are named, so that a later one knows what nobody writes any more.
    begins = f".{path.name}.{_machine()}."
    _remove_abandoned(path.parent, begins)
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f"{begins}{os.getpid()}.", delete=False) as stream:
        try:
            yield cast(BinaryIO, stream)
            stream.close()
            os.chmod(stream.name, _mode(path))  # noqa: PTH101
            os.replace(stream.name, path)  # noqa: PTH105
        except BaseException:
            os.unlink(stream.name)  # noqa: PTH108
            raise


def _remove_abandoned(folder: Path, begins: str) -> None:
    """Remove the temporary files that processes of this machine left behind when they were killed."""
    for file in folder.glob(f"{glob.escape(begins)}[0-9]*.*"):
        process = file.name.removeprefix(begins).split(".")[0]
        if process.isdigit() and not _is_running(int(process)):
            file.unlink(missing_ok=True)


def _machine() -> str:
    return os.uname().nodename if hasattr(os, "uname") else "local"


def _is_running(process: int) -> bool:
    if os.name != "posix":  # where signal 0 ends a process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def _mode(path: Path) -> int:
    """The permissions of the file that is replaced, or those of a new one."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask

"""What every reader works on: a named stream of bytes, its decoding, and the error it may report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_BYTES = 32 * 1024 * 1024
"""The largest article that is read, in bytes of input (32 MiB, about five million words)."""

_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class InputError:
    """Input that could not be read: `where` is a file or "file:line", `message` says why."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """An open input: `name` as the user gave it (with forward slashes), `stream` at its beginning."""

    name: str
    stream: BinaryIO


class UnreadableError(ValueError):
    """Bytes that are no text; the message says why, `line` where (from 1; None: nowhere in particular)."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def read_text(source: Source) -> str:
    """The whole text of a source: line ends and a byte order mark stay in it.

    Raises `UnreadableError` where it is too large, empty, binary, or no UTF-8 (UTF-16 is read if it
    begins with a byte order mark).
    """
    data = source.stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"is larger than {MAX_BYTES >> 20} MiB, the limit for one article")
    text = decode(data)
    if is_blank(text):
        raise UnreadableError("is empty")
    return text


def decode(data: bytes) -> str:
    """Bytes as text, each byte accounted for. Raises `UnreadableError` where they are none."""
    encoding = _UTF16.get(data[:2], "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise UnreadableError("is a binary file, not a text")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count("\n".encode(encoding), 0, error.start) + 1
        what = "UTF-8" if encoding == "utf-8" else "UTF-16"
        problem = f"is not valid {what} at byte {error.start} (0x{data[error.start]:02x})"
        raise UnreadableError(f"{problem}; save it as UTF-8", line) from None
    if encoding != "utf-8" and "\0" in text:
        raise UnreadableError("is a binary file, not a text")
    return text


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but white space and a byte order mark."""
    return not text.removeprefix("\ufeff").strip()


def input_error(source: Source, error: UnreadableError) -> InputError:
    """An unreadable source as the error to report."""
    where = source.name if error.line is None else f"{source.name}:{error.line}"
    return InputError(where, str(error))

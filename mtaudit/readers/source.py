"""What every reader works on: a named stream of bytes, its decoding, and the error it may report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any, BinaryIO

    from mtaudit.article import Article
    from mtaudit.fetch import Fetched, FetchError

View = Literal["page", "article"]
"""What is read of a web page: all that it shows, or what the extractor takes for its article."""

MAX_BYTES = 32 * 1024 * 1024
"""The largest article that is read, in bytes of input (32 MiB, about five million words)."""

# Names of encodings that pages declare and what they mean by them (encoding.spec.whatwg.org).
_ENCODINGS = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "windows-1252", "cp1252"), "cp1252"),
    **{f"windows-125{n}": f"cp125{n}" for n in (0, 1, 3, 4, 5, 6, 7, 8)},
    **{f"iso-8859-{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{"iso-8859-9": "cp1254", "koi8-r": "koi8-r", "koi8-u": "koi8-u"},
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    **{
        "big5": "big5hkscs",
        "big5-hkscs": "big5hkscs",
        "euc-jp": "euc-jp",
        "euc-kr": "cp949",
        "ks-c-5601-1987": "cp949",
    },
    **dict.fromkeys(("shift-jis", "sjis", "windows-31j"), "cp932"),
}
_ADVICE = "; save it as UTF-8"
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


@dataclass(frozen=True, slots=True)
class InputError:
    """Input that could not be read: `where` is a file or "file:line", `message` says why.

    `record` is the record that was refused, by its keys, where there is one; of what could not be taken apart it
    has the text as `raw`.
    """

    where: str
    message: str
    record: Mapping[str, Any] | None = field(default=None, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Source:
    """An open input: `name` as the user gave it (with forward slashes), `stream` at its beginning.

    `columns` says which column or key of a record holds a field of the article (field: column). `view` is
    what is read of web pages. `url` is the address that it was fetched from, `media_type` what the server calls it.
    `fetch` gets the pages that the items of feeds and sitemaps lead to; None: they are not followed.
    """

    name: str
    stream: BinaryIO
    columns: Mapping[str, str] = field(default_factory=dict)
    view: View = "page"
    url: str | None = None
    media_type: str | None = None
    fetch: Callable[[str], Fetched | FetchError] | None = None


class UnreadableError(ValueError):
    """Bytes that are no text; the message says why, `line` where (from 1; None: nowhere in particular).

    `raw` is what can be made of them, for whoever mends them.
    """

    def __init__(self, message: str, line: int | None = None, raw: str | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.raw = raw


class MissingPackageError(UnreadableError):
    """A package that reading a format needs and that is not installed; the message says how to install it."""

    def __init__(self, what: str, package: str, extra: str) -> None:
        super().__init__(f'reading {what} needs {package}: pip install "mtaudit[{extra}]"')


def read_bytes(source: Source, limit: int = MAX_BYTES) -> bytes:
    """The whole of a source. Raises `UnreadableError` where it is larger than `limit` bytes."""
    data = source.stream.read(limit + 1)
    if len(data) > limit:
        what = "one article" if limit == MAX_BYTES else "a file of this kind"
        raise UnreadableError(f"is larger than {limit >> 20} MiB, the limit for {what}")
    return data


def guarded(source: Source, what: str, items: Iterator[Article | InputError]) -> Iterator[Article | InputError]:
    """What `items` yields, and an error in place of whatever goes wrong on the way.

    For readers that hand foreign bytes to a library: what a damaged file makes it raise cannot be listed.
    Errors of the system go on to the caller, who knows the file.
    """
    try:
        yield from items
    except UnreadableError as error:
        yield input_error(source, error)
    except OSError as error:
        if error.errno is not None or isinstance(error, UnpackError):
            raise
        yield InputError(source.name, f"is not readable {what}: {first_line(error)}")
    except Exception as error:
        yield InputError(source.name, f"is not readable {what}: {first_line(error)}")


class UnpackError(OSError):
    """Compressed data that cannot be unpacked; the message says why."""


def first_line(error: BaseException) -> str:
    """What an error of a library says, on one short line."""
    said = " ".join(str(error).split("\n", 1)[0].split())
    said = said.encode("utf-8", "replace").decode()
    said = said if len(said) <= 160 else f"{said[:160]}…"
    return said or type(error).__name__


def read_text(source: Source) -> str:
    """The whole text of a source: line ends and a byte order mark stay in it.

    Raises `UnreadableError` where it is too large, empty, binary, or no UTF-8 (UTF-16 is read if it
    begins with a byte order mark).
    """
    text = decode(read_bytes(source), local=source.url is None)
    if is_blank(text):
        raise UnreadableError("is empty")
    return text


def decode(data: bytes, *, local: bool = True) -> str:
    """Bytes as text, each byte accounted for. Raises `UnreadableError` where they are none.

    `local` says that they are of a file which the user might save in another encoding.
    """
    encoding = _UTF16.get(data[:2], "utf-8")
    if encoding == "utf-8" and b"\0" in data:
        raise UnreadableError("is a binary file, not a text")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count("\n".encode(encoding), 0, error.start) + 1
        what = "UTF-8" if encoding == "utf-8" else "UTF-16"
        problem = f"is not valid {what} at byte {error.start} (0x{data[error.start]:02x})"
        raise UnreadableError(problem + _ADVICE * local, line) from None
    if encoding != "utf-8" and "\0" in text:
        raise UnreadableError("is a binary file, not a text")
    return text


def decode_declared(data: bytes, declared: str | None, *, local: bool = True) -> str:
    """Bytes as text, in the encoding that the file itself declares where they are no UTF-8 (or UTF-16).

    Only encodings that pages are written in count. Raises `UnreadableError` as `decode` does.
    """
    try:
        return decode(data, local=local)
    except UnreadableError:
        encoding = _ENCODINGS.get((declared or "").strip().lower().replace("_", "-"))
        if encoding is None or b"\0" in data:
            raise
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"is not valid {encoding} at byte {error.start} (0x{data[error.start]:02x})"
        raise UnreadableError(problem + _ADVICE * local, line) from None


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but white space and a byte order mark."""
    return not text.removeprefix("\ufeff").strip()


def input_error(source: Source, error: UnreadableError) -> InputError:
    """An unreadable source as the error to report."""
    where = source.name if error.line is None else f"{source.name}:{error.line}"
    return InputError(where, str(error))

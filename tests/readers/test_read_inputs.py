"""Inputs: files, directories, patterns and standard input; what cannot be read, and that the rest is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from mtaudit.article import Article
from mtaudit.readers import MAX_BYTES, InputError, read_inputs

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(here: Path, **files: str | bytes) -> None:
    for name, data in files.items():
        path = here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)


def read(*inputs: str, stdin: bytes = b"") -> list[Article | InputError]:
    return list(read_inputs(inputs, stdin=io.BytesIO(stdin)))


def ids(*inputs: str) -> list[str]:
    items = read(*inputs)
    assert all(isinstance(item, Article) for item in items), items
    return [item.id for item in items if isinstance(item, Article)]


def error(*inputs: str) -> InputError:
    (item,) = read(*inputs)
    assert isinstance(item, InputError)
    return item


def test_text_is_kept_to_the_last_character(here: Path) -> None:
    text = "\ufeffA\r\nb\rc\n\n e\u0301 👩‍👧 שלום \x0c"
    make(here, **{"a.txt": text})
    assert read("a.txt") == [Article(id="a.txt", text=text, origin="a.txt")]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_with_a_byte_order_mark_is_read(here: Path, encoding: str) -> None:
    make(here, **{"a.txt": "\ufeffHi 👩".encode(encoding)})
    (item,) = read("a.txt")
    assert isinstance(item, Article)
    assert item.text == "\ufeffHi 👩"


def test_a_file_is_read_whatever_it_is_called(here: Path) -> None:
    make(here, **{"story": "a", "story.dat": "b", ".hidden": "c", "-x.txt": "d", "a[1].txt": "e"})
    assert ids("story", "story.dat", ".hidden", "./-x.txt", "a[1].txt") == [
        "story",
        "story.dat",
        ".hidden",
        "./-x.txt",
        "a[1].txt",
    ]


def test_extensions_choose_the_reader(here: Path) -> None:
    make(here, **{"a.MD": "*a*", "b.ndjson": '{"id": 1, "text": "b"}', "c.json": '[{"id": 2, "text": "c"}]'})
    markdown, line, document = read("a.MD", "b.ndjson", "c.json")
    assert isinstance(markdown, Article)
    assert len(markdown.markup) == 2
    assert isinstance(line, Article)
    assert line.id == "1"
    assert isinstance(document, Article)
    assert document.id == "2"


def test_a_directory_is_searched_in_order(here: Path) -> None:
    make(here, **{"n/b.txt": "b", "n/a/z.md": "z", "n/c.png": "x", "n/.git/d.txt": "d", "n/.e.txt": "e"})
    make(here, **{"n/a/y.markdown": "y"})
    assert ids("n") == ["n/a/y.markdown", "n/a/z.md", "n/b.txt"]
    assert ids("n/") == ["n/a/y.markdown", "n/a/z.md", "n/b.txt"]
    assert ids(".") == ["n/a/y.markdown", "n/a/z.md", "n/b.txt"]


def test_patterns_are_expanded(here: Path) -> None:
    make(here, **{"n/a.txt": "a", "n/o/b.txt": "b", "n/o/c.md": "c", "n/.d.txt": "d"})
    assert ids("n/*.txt") == ["n/a.txt"]
    assert ids("n/**/*.txt") == ["n/a.txt", "n/o/b.txt"]
    assert ids("n/?.txt", "n/[o]/*") == ["n/a.txt", "n/o/b.txt", "n/o/c.md"]


def test_a_file_named_twice_is_read_once(here: Path) -> None:
    make(here, **{"n/a.txt": "a"})
    assert ids("n/a.txt", "n", "n/*.txt", "./n/a.txt") == ["n/a.txt"]


def test_a_loop_of_links_ends(here: Path) -> None:
    make(here, **{"n/a.txt": "a"})
    (here / "n" / "loop").symlink_to(here / "n")
    assert ids("n") == ["n/a.txt"]


def test_standard_input_is_plain_text() -> None:
    assert read("-", stdin=b"\xef\xbb\xbfHi {x}") == [Article(id="-", text="\ufeffHi {x}", origin="-")]


def test_standard_input_may_be_json_lines() -> None:
    first, second = read("-", stdin=b'{"id": 1, "text": "a"}\n{"id": 2, "text"\n')
    assert first == Article(id="1", text="a", origin="-:1")
    assert isinstance(second, InputError)
    assert second.where == "-:2"


@pytest.mark.parametrize(
    ("data", "where", "why"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n\t", "a.txt", "is empty"),
        (b"\xef\xbb\xbf\n", "a.txt", "is empty"),
        (b"\x7fELF\0\1", "a.txt", "is a binary file, not a text"),
        (b"one\ntwo\xe9\n", "a.txt:2", "is not valid UTF-8 at byte 7 (0xe9); save it as UTF-8"),
        (b"\xff\xfe\x00\xd8", "a.txt:1", "is not valid UTF-16 at byte 2 (0x00); save it as UTF-8"),
    ],
)
def test_what_is_no_text(here: Path, data: bytes, where: str, why: str) -> None:
    make(here, **{"a.txt": data})
    assert error("a.txt") == InputError(where, why)


def test_a_line_of_fifty_megabytes_is_refused(here: Path) -> None:
    make(here, **{"a.txt": b"x" * 50_000_000})
    assert error("a.txt") == InputError("a.txt", "is larger than 32 MiB, the limit for one article")


def test_the_limit_itself_is_read(here: Path) -> None:
    make(here, **{"a.txt": b"x" * MAX_BYTES})
    assert ids("a.txt") == ["a.txt"]


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("none.txt", "no such file or directory"),
        ("*.txt", "no file matches the pattern"),
        ("empty", "the directory holds no file to read"),
        ("ftp://example.org/a", "is not an http or https address"),
        ("dangling", "cannot be read: no such file or directory"),
        ("nul\0", "no such file"),
    ],
)
def test_what_is_not_there(here: Path, item: str, why: str) -> None:
    (here / "empty").mkdir()
    (here / "dangling").symlink_to("nowhere")
    found = error(item)
    assert found.where == item
    assert why in found.message


def test_nothing_given_is_an_error() -> None:
    assert error() == InputError("mtaudit", "no input given")


def test_errors_stand_in_their_place(here: Path) -> None:
    make(here, **{"a.txt": "a", "b.txt": b"\0", "c.txt": "c"})
    kinds = [type(item).__name__ for item in read("none", "a.txt", "b.txt", "c.txt")]
    assert kinds == ["InputError", "Article", "InputError", "Article"]

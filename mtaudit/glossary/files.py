"""Glossary files: read by their extension, checked, and written in the format asked for."""

from __future__ import annotations

from pathlib import Path

from mtaudit.glossary.entry import Glossary, GlossaryError
from mtaudit.glossary.plain import Plain
from mtaudit.glossary.schema import build_glossary

EXTENSIONS = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".tbx": "tbx",
    ".xml": "tbx",
}
"""File extension → format."""

_LARGEST = 256 * 1024 * 1024


def format_of(path: str | Path) -> str:
    """The format that a file's extension names. Raises `GlossaryError` for others."""
    suffix = Path(path).suffix.lower()
    if suffix not in EXTENSIONS:
        known = ", ".join(sorted(EXTENSIONS))
        raise GlossaryError(f"{path}: a glossary file ends in one of {known}, not in {suffix or 'nothing'}")
    return EXTENSIONS[suffix]


def load_glossary(path: str | Path) -> Glossary:
    """Read and validate one glossary file: YAML, CSV, TSV (DeepL's too) or TBX.

    Raises `GlossaryError` where the file cannot be read or does not fit the schema; each of its
    problems names file, line and entry.
    """
    path = Path(path)
    kind = format_of(path)
    data = _read(path)
    return build_glossary(_parse(data, kind, str(path)), str(path))


def dump_glossary(glossary: Glossary, kind: str) -> str:
    """A glossary as the text of a file of the format "yaml", "csv", "tsv" or "tbx"."""
    if kind == "yaml":
        from mtaudit.glossary.yamls import dump_yaml

        return dump_yaml(glossary)
    if kind == "tbx":
        from mtaudit.glossary.tbx import dump_tbx

        return dump_tbx(glossary)
    from mtaudit.glossary.tables import dump_table

    return dump_table(glossary, delimiter="\t" if kind == "tsv" else ",")


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise GlossaryError(f"{path}: larger than {_LARGEST // 2**20} MiB; split it")
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    if not data.strip():
        raise GlossaryError(f"{path}:1: the file is empty")
    return data


def _parse(data: bytes, kind: str, file: str) -> Plain:
    if kind == "tbx":
        from mtaudit.glossary.tbx import read_tbx

        return read_tbx(data, file)
    text = _decode(data, file)
    if kind == "yaml":
        from mtaudit.glossary.yamls import read_yaml

        return read_yaml(text, file)
    from mtaudit.glossary.tables import read_table

    return read_table(text, file, delimiter="\t" if kind == "tsv" else ",")


def _decode(data: bytes, file: str) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise GlossaryError(f"{file}:{line}: not valid {encoding.removesuffix('-sig').upper()}") from error
    if "\0" in text:
        raise GlossaryError(f"{file}:{text[: text.index(chr(0))].count(chr(10)) + 1}: holds NUL bytes; not a text file")
    return text

"""Adding to a YAML glossary as an editor would: as text, so that its comments and its layout stay."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError
from mtaudit.glossary.files import format_of, load_glossary

_BOM = "\ufeff"
_NO_FOLDING = 1 << 20


def add_entry(path: Path, entry: Entry) -> None:
    """Append an entry to the YAML glossary at `path`, which is made if there is none.

    Comments and formatting stay; the entry takes the indentation of those before it. The new file
    takes the old one's place only after it was read back as the old entries and the new one.

    Raises `GlossaryError` where the file is no YAML glossary, is not valid, has an entry of that
    canonical form, or cannot be written, and where the entry itself is not valid.
    """
    path = Path(path)
    if format_of(path) != "yaml":
        raise GlossaryError(f"{path}: entries can only be added to YAML glossaries; convert it first")
    try:
        if path.exists():
            old = load_glossary(path)
            _refuse_double(old, entry, path)
            text = _appended(_read(path), entry, path)
        else:
            old = Glossary(path.stem, ())
            text = _new_file(old.name, entry)
        _verify(text, old, entry, path)
        _replace(path, text)
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        raise GlossaryError(f"{path}: cannot be written: {problem}") from error


def _refuse_double(glossary: Glossary, entry: Entry, path: Path) -> None:
    for other in glossary.entries:
        if other.canonical == entry.canonical:
            place = f"{other.source or path}: {entry.canonical}"
            raise GlossaryError(f"{place}: there is an entry already; change that one")


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise GlossaryError(f"{path}: is not UTF-8; save it as UTF-8 first") from None


def _new_file(name: str, entry: Entry) -> str:
    import yaml

    head = yaml.safe_dump({"name": name, "language": "en"}, allow_unicode=True, sort_keys=False)
    return f"{head}entries:\n{_item(entry, _Layout(2, 2))}"


class _Layout(NamedTuple):
    """How a list's items are set: the column of the dash, and from the dash to the first key."""

    dash: int
    key: int


def _item(entry: Entry, layout: _Layout) -> str:
    """An entry as an item of a YAML list, its short lists in brackets."""
    import yaml

    from mtaudit.glossary.yamls import plain_entry

    dumped = yaml.safe_dump(
        plain_entry(entry), allow_unicode=True, sort_keys=False, width=_NO_FOLDING, default_flow_style=None
    )
    # What holds no list is written in braces as a whole.
    if dumped.startswith("{"):
        dumped = yaml.safe_dump(plain_entry(entry), allow_unicode=True, sort_keys=False, width=_NO_FOLDING)
    lead = " " * layout.dash + "-" + " " * (layout.key - 1)
    rest = " " * (layout.dash + layout.key)
    lines = dumped.splitlines(keepends=True)
    return lead + "".join(rest * bool(number and line.strip()) + line for number, line in enumerate(lines))


def _appended(text: str, entry: Entry, path: Path) -> str:
    """The text of a glossary with an entry behind its last one."""
    bom = _BOM if text.startswith(_BOM) else ""
    line_end = "\r\n" if "\r\n" in text else "\n"
    plain = text.removeprefix(_BOM)
    entries = _entries_node(plain)
    if entries.flow_style:
        at, end = entries.start_mark.index, entries.end_mark.index
        if entries.value or plain[at:end].replace(" ", "") != "[]":
            raise GlossaryError(
                f"{path}:{entries.start_mark.line + 1}: the entries stand in brackets; write them as a list with dashes"
            )
        head, tail = plain[:at].rstrip(" "), plain[end:]
        comment, _, tail = tail.partition("\n")
        head += comment.rstrip("\r") + line_end
        layout = _Layout(2, 2)
    else:
        item = entries.value[-1]
        dash = entries.start_mark.column
        layout = _Layout(dash, max(2, item.start_mark.column - dash))
        cut = _end_of(item, plain, dash)
        head, tail = plain[:cut], plain[cut:]
        if not head.endswith("\n"):
            head += line_end
    return bom + head + _item(entry, layout).replace("\n", line_end) + tail


def _entries_node(text: str) -> Any:
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root: Any = yaml.compose(text, Loader=loader)
    return next(value for key, value in root.value if key.value == "entries")


def _end_of(item: Any, text: str, dash: int) -> int:
    """Where the last entry ends: behind its last line and the comments that are indented like it."""
    last = item
    while isinstance(last.value, list) and last.value and not last.flow_style:
        final = last.value[-1]
        last = final[1] if isinstance(final, tuple) else final
    at = int(last.end_mark.index)
    if last.end_mark.column or not at:
        at = _next_line(text, at)
    while at < len(text):
        end = _next_line(text, at)
        line = text[at:end]
        if not line.lstrip().startswith("#") or len(line) - len(line.lstrip()) <= dash:
            break
        at = end
    return at


def _next_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _verify(text: str, old: Glossary, entry: Entry, path: Path) -> None:
    """Raise `GlossaryError` unless the text reads as the old entries and the new one."""
    from mtaudit.glossary.schema import build_glossary
    from mtaudit.glossary.yamls import read_yaml

    new = build_glossary(read_yaml(text.removeprefix(_BOM), str(path)), str(path))
    wanted = [replace(e, source="") for e in (*old.entries, entry)]
    if [replace(e, source="") for e in new.entries] != wanted:
        problem = "cannot be added without changing other entries; add it by hand"
        raise GlossaryError(f"{path}: {entry.canonical}: {problem}")


def _replace(path: Path, text: str) -> None:
    """Put a text in the place of a file, all of it or nothing."""
    from contextlib import suppress
    from tempfile import NamedTemporaryFile

    path = path.resolve()
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    with NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(text.encode("utf-8"))
            stream.close()
            temporary.chmod(mode)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

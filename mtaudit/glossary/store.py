"""From glossary files to a compiled index: the shipped files, and a cache that keeps start-up short."""

from __future__ import annotations

import gc
import hashlib
import pickle
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from mtaudit.cache import cached, code_digest, forget
from mtaudit.glossary.entry import Glossary
from mtaudit.glossary.index import GlossaryIndex

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_glossaries() -> tuple[Path, ...]:
    """The glossary files that come with mtaudit, in order of their paths."""
    root = _shipped_root() / "glossaries"
    return tuple(sorted(p for p in root.rglob("*.yaml") if not p.name.startswith(("_", "."))))


def shipped_examples() -> Path:
    """The folder of example articles that comes with mtaudit."""
    return _shipped_root() / "examples"


def _shipped_root() -> Path:
    installed = _PACKAGE / "_shipped"
    return installed if installed.is_dir() else _PACKAGE.parent


def compile_glossaries(glossaries: Sequence[Glossary | str | Path] = (), *, shipped: bool = True) -> GlossaryIndex:
    """One index over the shipped glossaries (unless `shipped` is False) and `glossaries`, which have the last word.

    Compiled indexes of files are kept in the user's cache folder under a digest of their content
    and of mtaudit's own code; set MTAUDIT_NO_CACHE to keep none.

    Raises `GlossaryError` where a file cannot be read or does not fit the schema.
    """
    own = [Path(g) for g in glossaries if not isinstance(g, Glossary)]
    coming = shipped_glossaries() if shipped else ()
    given = [g for g in glossaries if isinstance(g, Glossary)]
    digest = _digest([*coming, *own], given)
    if given:
        return _compile(coming, own, given, digest)
    key = f"index {len(coming)} {digest} {code_digest('glossary', 'names')}"
    index = _unpacked(cached(key, lambda: pickle.dumps(_compile(coming, own, given, digest), pickle.HIGHEST_PROTOCOL)))
    if index is None:  # the kept file is damaged
        forget(key)
        index = _compile(coming, own, given, digest)
    return index


def _unpacked(data: bytes) -> GlossaryIndex | None:
    with suppress(Exception):
        collecting = gc.isenabled()
        gc.disable()  # thousands of objects come at once, and none of them is garbage
        try:
            index = pickle.loads(data)
        finally:
            if collecting:
                gc.enable()
        if isinstance(index, GlossaryIndex):
            return index
    return None


def _compile(shipped: Iterable[Path], own: Iterable[Path], given: Iterable[Glossary], digest: str) -> GlossaryIndex:
    from mtaudit.glossary.files import load_glossary
    from mtaudit.glossary.merge import checked, merge, yielding

    ours = merge([*map(load_glossary, own), *given])
    entries = [entry for path in shipped for entry in load_glossary(path).entries]
    return GlossaryIndex(checked(yielding(entries, ours) if ours else entries), digest)


def _digest(paths: Iterable[Path], given: Iterable[Glossary]) -> str:
    hasher = hashlib.sha256()
    for path in paths:
        with suppress(OSError):  # the loader says what is wrong with it
            hasher.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for glossary in given:
        hasher.update(repr(glossary).encode("utf-8", "surrogatepass"))
    return hasher.hexdigest()

"""XLIFF 1.2 and 2.x and TMX, by lxml. Each `file` of an XLIFF document, and each TMX file, is one article.

Inline codes are left out and the text inside of marked-up stretches stays, as the standards tell them apart
(docs.oasis-open.org/xliff; www.gala-global.org, TMX 1.4b).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtaudit.readers.source import InputError, Source, UnreadableError, guarded
from mtaudit.readers.units import article, is_english, language, other_language
from mtaudit.readers.xml import child, children, local, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.article import Article
    from mtaudit.readers.units import Unit

_CODES = frozenset(("ph", "bpt", "ept", "it", "ut", "x", "bx", "ex", "sc", "ec", "sm", "em"))  # hold code, not text
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read_xliff(source: Source) -> Iterator[Article | InputError]:
    """Yield an article for each `file` of an XLIFF document."""
    return guarded(source, "XLIFF", _xliff(source))


def read_tmx(source: Source) -> Iterator[Article | InputError]:
    """Yield the one article of a TMX file.

    Its text is the English one, or the first that declares no language; its source is in the source language of the
    file, or the first other one. Units without English are passed over, as memories hold many languages; a file
    without any is refused.
    """
    return guarded(source, "TMX", _tmx(source))


def _xliff(source: Source) -> Iterator[Article | InputError]:
    root = parse(source, "XLIFF")
    if local(root) != "xliff":
        raise UnreadableError(f"is not XLIFF: its root element is <{local(root)[:40]}>")
    files = list(children(root, "file"))
    if not files:
        raise UnreadableError("is an XLIFF document without files")
    for number, file in enumerate(files, 1):
        part = file.get("original") or file.get("id") or str(number)
        name = source.name if len(files) == 1 else f"{source.name}#{part}"
        origin = source.name if len(files) == 1 else f"{source.name}:{file.sourceline}"
        tag = file.get("source-language") or root.get("srcLang")
        yield article(_xliff_units(file), name, origin, tag, _target_language(file, root))


def _target_language(file: Any, root: Any) -> str | None:
    """The declared language of the targets: that of the file, else that of the first target that has one."""
    declared = file.get("target-language") or root.get("trgLang")
    if declared:
        return str(declared)
    targets = (child(unit, "target") for unit in file.iter() if local(unit) in ("trans-unit", "segment"))
    return next((tag for target in targets if target is not None and (tag := target.get(_LANG))), None)


def _xliff_units(file: Any) -> Iterator[Unit]:
    for unit in file.iter():
        kind = local(unit)
        if kind == "trans-unit":
            yield _shown(child(unit, "source")), _shown(child(unit, "target"))
        elif kind == "unit":
            parts = [part for part in unit if local(part) in ("segment", "ignorable")]
            segments = [part for part in parts if local(part) == "segment"]
            # Text between segments counts on both sides; only a segment has to have a target of its own.
            targets = [child(part, "target") for part in parts]
            target = "".join(
                _shown(child(part, "source") if found is None and local(part) == "ignorable" else found)
                for part, found in zip(parts, targets, strict=True)
            )
            translated = any(child(part, "target") is not None for part in segments)
            yield "".join(_shown(child(part, "source")) for part in parts), target if translated else ""


def _tmx(source: Source) -> Iterator[Article | InputError]:
    root = parse(source, "TMX")
    body = child(root, "body")
    if local(root) != "tmx" or body is None:
        raise UnreadableError("is not TMX: it has no body")
    header = child(root, "header")
    given = language("" if header is None else header.get("srclang"))
    units = [found for unit in children(body, "tu") if (found := _variants(unit))]
    tags = list(dict.fromkeys(tag for unit in units for tag in unit))
    undeclared = [tag for tag in tags if tag != given and not other_language(tag)]
    to = next(iter([*filter(is_english, tags), *undeclared]), None)
    if tags and to is None:
        held = f"{', '.join(tags[:3])[:40]}{' …' if len(tags) > 3 else ''}"
        count = "its one unit is" if len(units) == 1 else f"its {len(units)} units are"
        raise UnreadableError(f"has no English: {count} in {held}; mtaudit audits English")
    from_ = given if given in tags and given != to else next((tag for tag in tags if tag != to), "")
    pairs = ((unit.get(from_, ""), unit.get(to or "", "")) for unit in units)
    yield article(pairs, source.name, source.name, from_)


def _variants(unit: Any) -> dict[str, str]:
    """The texts of a unit by language, the first of each."""
    found: dict[str, str] = {}
    for variant in children(unit, "tuv"):
        tag = language(variant.get(_LANG) or variant.get("lang")) or ""
        found.setdefault(tag, _shown(child(variant, "seg")))
    return found


def _shown(element: Any) -> str:
    """The text of an element without inline codes."""
    if element is None:
        return ""
    pieces: list[str] = []
    waiting: list[Any] = [element]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            pieces.append(item)
            continue
        kind = local(item)
        if kind == "cp":
            pieces.append(_character(item.get("hex")))
        elif kind and kind not in _CODES:
            for inner in reversed(item):
                waiting += [inner.tail or "", inner]
            pieces.append(item.text or "")
    return "".join(pieces)


def _character(code: str | None) -> str:
    """What a `cp` element stands for: a control character, which is white space here, or nothing."""
    try:
        return " " if chr(int(code or "", 16)).isspace() else ""
    except (ValueError, OverflowError):
        return ""

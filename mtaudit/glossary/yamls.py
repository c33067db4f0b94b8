"""Glossaries in YAML."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind
from mtaudit.glossary.plain import Plain


def read_yaml(text: str, file: str) -> Plain:
    """Parse a YAML glossary into plain data. Raises `GlossaryError` for broken YAML, doubled keys and anchors."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    lines: list[int] = []

    class Loader(base):  # type: ignore[misc]
        """Refuses what YAML hides (doubled keys, anchors) and notes where the entries begin."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            seen: set[str] = set()
            for key, _ in node.value:
                if key.value in seen:
                    raise GlossaryError(f"{file}:{key.start_mark.line + 1}: the key {key.value!r} stands twice")
                if isinstance(key.value, str):
                    seen.add(key.value)
            return super().construct_mapping(node, deep=deep)

    try:
        for token in yaml.scan(text, Loader=base) if ("&" in text or "*" in text) else ():
            if isinstance(token, (yaml.AnchorToken, yaml.AliasToken)):
                raise GlossaryError(f"{file}:{token.start_mark.line + 1}: anchors and aliases (&, *) are not allowed")
        loader = Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                raise GlossaryError(f"{file}:1: the file holds no entries")
            lines += _entry_lines(node)
            data = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise GlossaryError(f"{file}:{line}: not valid YAML: {error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, GlossaryError):
            raise
        raise GlossaryError(f"{file}:1: not valid YAML: {str(error).splitlines()[0]}") from error
    return Plain(data, lines)


def _entry_lines(node: Any) -> Iterator[int]:
    """The lines on which the items of `entries` begin."""
    if getattr(node, "id", "") != "mapping":
        return
    for key, value in node.value:
        if key.value == "entries" and getattr(value, "id", "") == "sequence":
            for item in value.value:
                yield item.start_mark.line + 1


def dump_yaml(glossary: Glossary) -> str:
    """A glossary as YAML that loads back into the same glossary."""
    import yaml

    return yaml.safe_dump(plain_glossary(glossary), allow_unicode=True, sort_keys=False, width=110)


def plain_glossary(glossary: Glossary) -> dict[str, Any]:
    """A glossary as the plain data of its file; keys without a value are left out."""
    head = {
        "name": glossary.name,
        "language": glossary.language,
        "description": glossary.description,
        "as_of": glossary.as_of,
        "license": glossary.license,
    }
    entries = [plain_entry(entry) for entry in glossary.entries]
    return {**{k: v for k, v in head.items() if v is not None}, "entries": entries}


def plain_entry(entry: Entry) -> dict[str, Any]:
    """An entry as the plain data of its file; keys without a value are left out."""
    values: dict[str, str | list[Any] | dict[str, Any] | None] = {
        "canonical": entry.canonical,
        "kind": Kind(entry.kind).value,
        "aliases": list(entry.aliases),
        "forbidden": list(entry.forbidden),
        "native": {language: list(forms) for language, forms in entry.native.items()},
        "offices": [_without_none(title=o.title, of=o.of, **{"from": o.start, "to": o.end}) for o in entry.offices],
        "confusable": list(entry.confusable),
        "near": list(entry.near),
        "unless": list(entry.unless),
        "pivot": entry.pivot,
        "severity": Severity(entry.severity).value if entry.severity else None,
        "note": entry.note,
        "examples": [{"bad": e.bad, "good": e.good} for e in entry.examples],
    }
    return {key: value for key, value in values.items() if value}


def _without_none(**values: str | datetime.date | None) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}

"""Glossaries in YAML."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind
from mtaudit.glossary.plain import Plain

_DEEPEST = 20
_STR = "tag:yaml.org,2002:str"
_WORDS = ("tag:yaml.org,2002:merge", "tag:yaml.org,2002:value")
"""What YAML 1.1 reads into "<<" and "=", and no glossary means."""
_NO_KEY = object()


def read_yaml(text: str, file: str) -> Plain:
    """Parse a YAML glossary into plain data; values are those of YAML 1.1, and a date that there is none stays text.

    Raises `GlossaryError` for broken YAML and for what a glossary has no use for: anchors, tags,
    keys that are no scalars, a second document, deep nesting. Doubled keys are told in `problems`,
    so that the schema's findings can join them.
    """
    import yaml

    builder = _Builder(file)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.add(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        broken = f"{file}:{line}: not valid YAML: {error.problem or error.context}"
        raise GlossaryError([*builder.problems(), broken]) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow; its position may be in bytes or letters
        found = yaml.reader.Reader.NON_PRINTABLE.search(text)
        line = text.count("\n", 0, found.start()) + 1 if found else 1
        broken = f"{file}:{line}: not valid YAML: {str(error).splitlines()[0]}"
        raise GlossaryError([*builder.problems(), broken]) from error
    if not builder.documents:
        raise GlossaryError(f"{file}:1: the file holds no entries")
    return Plain(builder.data, builder.lines, builder.problems())


class _Builder:
    """Makes plain data of the parser's events.

    PyYAML's own composer takes four times as long, does not say where an entry stood, and ends the
    process on ten thousand brackets.
    """

    def __init__(self, file: str) -> None:
        from yaml import constructor, events, nodes, resolver

        self.data: Any = None
        self.lines: list[int] = []
        self.documents = 0
        self._file = file
        self._doubled: list[tuple[int, int | None, str]] = []
        self._open: list[dict[Any, Any] | list[Any]] = []
        self._keys: list[Any] = []
        self._entries: list[Any] | None = None
        self._resolvers: dict[str, Any] = resolver.Resolver.yaml_implicit_resolvers
        self._constructor = constructor.SafeConstructor()
        self._scalar_node: Any = nodes.ScalarNode
        self._add: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._end,
            events.SequenceEndEvent: self._end,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }

    def add(self, event: Any) -> None:
        """Take the parser's next event."""
        add = self._add.get(type(event))
        if add:
            add(event)

    def problems(self) -> list[str]:
        """The doubled keys, each with its line and the entry it stands in."""
        return [
            f"{self._file}:{line}: {self._name(number)}the key {key!r} stands twice"
            for line, number, key in self._doubled
        ]

    def _name(self, number: int | None) -> str:
        entry = self._entries[number] if self._entries and number is not None else None
        name = entry.get("canonical") if isinstance(entry, dict) else None
        return f"{name}: " if isinstance(name, str) else ""

    def _refuse(self, event: Any, what: str) -> GlossaryError:
        return GlossaryError([*self.problems(), f"{self._file}:{event.start_mark.line + 1}: {what}"])

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            raise self._refuse(event, "a second document begins (---); put all entries into one list")

    def _alias(self, event: Any) -> None:
        raise self._refuse(event, "anchors and aliases (&, *) are not allowed; quote a text that begins so")

    def _check(self, event: Any, *allowed: str) -> None:
        if event.anchor is not None:
            self._alias(event)
        if event.tag is not None and event.tag not in allowed:
            raise self._refuse(
                event, f"tags (!) are not allowed, and here is {event.tag!r}; quote a text that begins so"
            )

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._check(event, "!", _STR)
        self._put(self._resolved(event.value) if event.implicit[0] else event.value, event)

    def _resolved(self, value: str) -> Any:
        """What a scalar without quotes means: a number, a date, yes or no, nothing, or mostly itself."""
        for tag, pattern in self._resolvers.get(value[:1], ()):
            if tag not in _WORDS and pattern.match(value):
                try:
                    return self._constructor.construct_object(self._scalar_node(tag, value))
                except (ValueError, OverflowError):
                    return value
        return value

    def _mapping(self, event: Any) -> None:
        self._begin(event, {})

    def _sequence(self, event: Any) -> None:
        self._begin(event, [])

    def _begin(self, event: Any, container: dict[Any, Any] | list[Any]) -> None:
        self._check(event)
        if len(self._open) >= _DEEPEST:
            raise self._refuse(event, f"lists or mappings are nested more than {_DEEPEST} deep")
        if len(self._open) == 1 and self._keys[-1] == "entries" and isinstance(container, list):
            self._entries = container
            self.lines = []
        self._put(container, event)
        self._open.append(container)
        self._keys.append(_NO_KEY)

    def _end(self, _: Any) -> None:
        self._open.pop()
        self._keys.pop()

    def _put(self, value: Any, event: Any) -> None:
        """Put a value, or a key, into what is open."""
        if not self._open:
            self.data = value
            return
        into = self._open[-1]
        if isinstance(into, list):
            if into is self._entries:
                self.lines.append(event.start_mark.line + 1)
            into.append(value)
        elif self._keys[-1] is not _NO_KEY:
            into[self._keys[-1]] = value
            self._keys[-1] = _NO_KEY
        elif isinstance(value, dict | list):
            raise self._refuse(event, "a key is a word, not a list or a mapping")
        else:
            if value in into:
                inside = len(self._open) > 2 and self._open[1] is self._entries
                self._doubled.append((event.start_mark.line + 1, len(self.lines) - 1 if inside else None, event.value))
            self._keys[-1] = value


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

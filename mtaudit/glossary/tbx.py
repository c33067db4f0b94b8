"""Glossaries as TBX (ISO 30042), the format of terminology databases: version 2 (`martif`) and 3 (`tbx`).

A TBX concept holds the canonical form, aliases, forbidden and native forms, and a note. What TBX has
no category for is written as `descrip` elements of private types ("x-kind", "x-near", …), which other
programs pass over. Offices, examples, and the glossary's description, date and license are not written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError
from mtaudit.glossary.plain import Plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CONCEPTS = ("termEntry", "conceptEntry")
_LANGUAGES = ("langSet", "langSec")
_TERMS = ("tig", "ntig", "termSec")
_STATUS = ("administrativeStatus", "normativeAuthorization")
_NOTES = ("definition", "note")
_PRIVATE_TEXTS = ("kind", "pivot", "severity")
_PRIVATE_LISTS = ("confusable", "near", "unless")
_DEEPEST = 100
_PREFERRED = frozenset(("preferred", "recommended", "approved"))
_DISCOURAGED = ("notrecommended", "notapproved", "rejected", "prohibited")
_WRONG = frozenset(("deprecated", "superseded", "obsolete", "forbidden", *_DISCOURAGED))
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(slots=True)
class _Node:
    """An XML element without its namespace. `content` holds texts and child elements in their order."""

    name: str
    type: str
    language: str
    line: int
    content: list[str | _Node] = field(default_factory=list)


def read_tbx(text: bytes, file: str) -> Plain:
    """Read a TBX file into plain data, named after its title or the file.

    Of the English terms the first preferred one (or else the first that is not marked as wrong) is
    the canonical form; deprecated, superseded, obsolete and forbidden terms are forbidden forms, and
    all others aliases. Terms of other languages become native forms under the first part of the
    language code ("zh" for "zh-CN"). Definitions and notes of the concept and of its English section
    make the note. Concepts without an English term are passed over; everything else is ignored.

    A DOCTYPE is accepted and nothing it names is fetched; one that declares entities is refused.
    Raises `GlossaryError` for that, for broken XML, for XML that is not TBX, for a concept whose
    English terms are all marked as wrong, and for a file without any English term.
    """
    root, title, concepts = _parse(text, file)
    if root not in ("martif", "tbx"):
        what = f"not a TBX file; its outermost element is <{root}>, not <martif> or <tbx>"
        raise GlossaryError([f"{file}:1: {what}"])
    problems: list[str] = []
    entries, lines = [], []
    for concept in concepts:
        entry = _entry(concept, file, problems)
        if entry:
            entries.append(entry)
            lines.append(concept.line)
    if concepts and not entries and not problems:
        problems.append(f'{file}:{concepts[0].line}: no concept has an English term (xml:lang="en")')
    if problems:
        raise GlossaryError(problems)
    name = title or PurePath(file).stem or "glossary"
    return Plain({"name": name, "language": "en", "entries": entries}, lines)


def dump_tbx(glossary: Glossary) -> str:
    """Write a glossary as TBX version 3 in the DCA style; the same glossary always gives the same text.

    Characters that XML cannot hold become U+FFFD.
    """
    language = quoteattr(glossary.language)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tbx type="TBX-Basic" style="dca" xml:lang={language} xmlns="urn:iso:std:iso:30042:ed-2">',
        "  <tbxHeader>",
        "    <fileDesc>",
        f"      <titleStmt><title>{_xml(glossary.name)}</title></titleStmt>",
        "      <sourceDesc><p>Written by mtaudit.</p></sourceDesc>",
        "    </fileDesc>",
        "  </tbxHeader>",
        "  <text>",
        "    <body>",
        *(line for n, entry in enumerate(glossary, 1) for line in _concept(entry, n, glossary.language)),
        "    </body>",
        "  </text>",
        "</tbx>",
    ]
    return "\n".join(lines) + "\n"


def _parse(data: bytes, file: str) -> tuple[str, str, list[_Node]]:
    """The name of the root element, the title, and the concepts."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    stack: list[_Node] = []
    concepts: list[_Node] = []
    roots: list[str] = []
    titles: list[str] = []

    def refuse(what: str) -> GlossaryError:
        return GlossaryError([f"{file}:{parser.CurrentLineNumber}: {what}"])

    def start(name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        language = attributes.get("xml:lang") or attributes.get("lang") or ""
        node = _Node(local, attributes.get("type", ""), language, parser.CurrentLineNumber)
        if not stack:
            roots.append(local)
        if len(stack) >= _DEEPEST:
            raise refuse(f"elements are nested more than {_DEEPEST} deep")
        stack.append(node)

    def end(name: str) -> None:
        node = stack.pop()
        if node.name in _CONCEPTS:
            concepts.append(node)
        elif stack:
            stack[-1].content.append(node)
            if node.name == "title" and stack[-1].name == "titleStmt":
                titles.append(_text(node))

    def characters(text: str) -> None:
        if stack:
            stack[-1].content.append(text)

    def entity(name: str, *rest: object) -> None:
        raise refuse(f"the DOCTYPE declares the entity '{name}', which is not accepted; write the text out")

    def unknown_entity(name: str, is_parameter: bool) -> None:
        if not is_parameter:
            raise refuse(f"the entity '&{name};' is not known; write the character itself")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = entity
    parser.SkippedEntityHandler = unknown_entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        what = f"broken XML: {expat.ErrorString(error.code)}"
        raise GlossaryError([f"{file}:{error.lineno}: {what}"]) from error
    except GlossaryError:
        raise
    except (LookupError, ValueError) as error:
        what = "the encoding that the XML declares cannot be read; save the file in UTF-8"
        raise GlossaryError([f"{file}:1: {what}"]) from error
    return roots[0], next(filter(None, titles), ""), concepts


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _walk(node: _Node, *, skip: tuple[str, ...] = ()) -> Iterator[_Node]:
    """The elements below one, in their order, without what lies inside those named in `skip`."""
    for child in node.content:
        if isinstance(child, _Node) and child.name not in skip:
            yield child
            yield from _walk(child, skip=skip)


def _text(node: _Node) -> str:
    return " ".join("".join(_texts(node)).split())


def _texts(node: _Node) -> Iterator[str]:
    for child in node.content:
        if isinstance(child, str):
            yield child
        else:
            yield from _texts(child)


def _category(node: _Node) -> str:
    """The data category: the `type` attribute (DCA style) or the element's own name (DCT style)."""
    return node.type or node.name


def _entry(concept: _Node, file: str, problems: list[str]) -> dict[str, Any] | None:
    english: list[tuple[str, str]] = []
    native: dict[str, list[str]] = {}
    notes = _notes(concept, skip=_LANGUAGES)
    for section in (node for node in _walk(concept) if node.name in _LANGUAGES):
        language = re.split("[-_]", section.language.strip().lower())[0]
        terms = _terms(section)
        if not language:
            what = f"<{section.name}> does not tell its language (xml:lang)"
            problems.append(f"{file}:{section.line}: {what}")
        elif language == "en":
            english += terms
            notes += _notes(section, skip=_TERMS)
        elif terms:
            native[language] = _unique((*native.get(language, ()), *(term for term, _ in terms)))
    if not english:
        return None
    right = [term for term, status in english if status not in _WRONG]
    if not right:
        what = "every English term is marked as wrong; one must be right"
        problems.append(f"{file}:{concept.line}: {english[0][0]}: {what}")
        return None
    canonical = next((term for term, status in english if status in _PREFERRED), right[0])
    aliases = [term for term in _unique(right) if term != canonical]
    forbidden = _unique(term for term, status in english if status in _WRONG and term not in right)
    entry: dict[str, Any] = {"canonical": canonical, "kind": "term"}
    parts = {"aliases": aliases, "forbidden": forbidden, "native": native, "note": "\n".join(_unique(notes))}
    entry |= {key: value for key, value in parts.items() if value}
    return entry | _private(concept)


def _terms(section: _Node) -> list[tuple[str, str]]:
    """The terms of a language section with their status in lower case, "" where none is given."""
    found = []
    for unit in (node for node in _walk(section) if node.name in _TERMS):
        term = next((text for node in _walk(unit) if node.name == "term" and (text := _text(node))), "")
        if term:
            found.append((term, _status(unit)))
    return found


def _status(unit: _Node) -> str:
    values = {_category(node): _text(node) for node in _walk(unit)}
    value = next((values[name] for name in _STATUS if values.get(name)), "")
    return re.sub(r"[\s_-]", "", value.lower().removesuffix("-admn-sts")).removesuffix("term")


def _notes(node: _Node, *, skip: tuple[str, ...]) -> list[str]:
    found = []
    for child in _walk(node, skip=(*skip, "transacGrp")):
        if child.name in _NOTES or child.type in _NOTES:
            lines = "".join(_texts(child)).strip().split("\n")
            found.append("\n".join(line.strip() for line in lines))
    return [note for note in found if note]


def _private(concept: _Node) -> dict[str, Any]:
    """What `dump_tbx` wrote under private types."""
    found: dict[str, Any] = {}
    for node in _walk(concept, skip=_LANGUAGES):
        key, text = node.type.removeprefix("x-"), _text(node)
        if node.name == "descrip" and node.type.startswith("x-") and text:
            if key in _PRIVATE_TEXTS:
                found[key] = text
            elif key in _PRIVATE_LISTS:
                found.setdefault(key, []).append(text)
    return found


def _unique(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _concept(entry: Entry, number: int, language: str) -> Iterator[str]:
    yield f'      <conceptEntry id="c{number}">'
    if entry.note:
        yield f'        <descrip type="definition">{_xml(entry.note)}</descrip>'
    texts = (entry.kind.value, entry.pivot, entry.severity.value if entry.severity else None)
    for key, text in zip(_PRIVATE_TEXTS, texts, strict=True):
        if text:
            yield f'        <descrip type="x-{key}">{_xml(text)}</descrip>'
    for key in _PRIVATE_LISTS:
        for text in getattr(entry, key):
            yield f'        <descrip type="x-{key}">{_xml(text)}</descrip>'
    terms = [(entry.canonical, "preferred"), *((alias, "admitted") for alias in entry.aliases)]
    yield from _section(language, [*terms, *((form, "deprecated") for form in entry.forbidden)])
    for code, forms in sorted(entry.native.items()):
        if forms:
            yield from _section(code, [(form, "") for form in forms])
    yield "      </conceptEntry>"


def _section(language: str, terms: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"        <langSec xml:lang={quoteattr(language)}>"
    for term, status in terms:
        yield "          <termSec>"
        yield f"            <term>{_xml(term)}</term>"
        if status:
            yield f'            <termNote type="administrativeStatus">{status}Term-admn-sts</termNote>'
        yield "          </termSec>"
    yield "        </langSec>"


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})

"""XML, hardened: no entities, no network, no document type definitions, no depth or size without end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mtaudit.readers.kinds import ROOT
from mtaudit.readers.source import MissingPackageError, Source, UnreadableError, decode_declared, first_line, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARATION = re.compile(r"\ufeff?\s*+<\?xml\s[^>]{0,200}>")
_ENCODING = re.compile(rb"\s*+<\?xml\s[^>]{0,150}?encoding\s{0,9}=\s{0,9}[\"']([\w.:-]{1,40})")
_CHARACTER = re.compile(rb"""<!ENTITY\s+\w+\s+(["'])(?:&\#\w{1,8};|[^&"'<%]{0,16})\1\s*>""", re.IGNORECASE)


def xml_text(source: Source, *, characters: bool = False) -> str:
    """The text of an XML file, its declaration without an encoding; lines keep their numbers.

    Raises `UnreadableError` where it is too large, no text, no XML, or declares entities: they can unfold to
    gigabytes or name other files. `characters`: those that stand for a character or a few are let pass.
    """
    data = read_bytes(source)
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    text = decode_declared(data, declared[1].decode("ascii", "replace") if declared else None)
    if not text.strip("\ufeff \t\r\n"):
        raise UnreadableError("is empty")
    if declaration := _DECLARATION.match(text):
        lines = "\n" * declaration.group().count("\n")
        text = '<?xml version="1.0"?>' + lines + text[declaration.end() :]
    text = text.removeprefix("\ufeff")
    # The pattern was made for bytes; to match the beginning is enough.
    prologue = ROOT.match(text.encode("utf-8"))
    if prologue is None:
        raise UnreadableError("is not XML: no element is found at its beginning")
    declared_entities = _CHARACTER.sub(b"", prologue.group()) if characters else prologue.group()
    if b"<!ENTITY" in declared_entities.upper():
        raise UnreadableError("declares entities, which are not read; write their text in their place")
    return text


def parse(source: Source, what: str) -> Any:
    """The root element of an XML file. Raises `UnreadableError` and `MissingPackageError`."""
    try:
        from lxml import etree
    except ImportError as error:
        raise MissingPackageError(what, "lxml", "bitext") from error
    data = xml_text(source).encode("utf-8")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"is not well-formed XML: {first_line(error)}", error.lineno or None) from None


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children(element: Any, name: str) -> Iterator[Any]:
    """The children of an element that have a name, in any namespace."""
    return (child for child in element if local(child) == name)


def child(element: Any, name: str) -> Any | None:
    """The first child of an element that has a name, or None."""
    return next(children(element, name), None)

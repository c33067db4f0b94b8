"""OPML: a list of feeds, as feed readers export it (opml.org/spec2.opml).

The file may come from anywhere: entities are refused, nothing outside it is ever opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.parsers import expat

_DEEPEST = 100


class OpmlError(ValueError):
    """An OPML file that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to read: its address, and the outlet's name where the list gives one."""

    url: str
    outlet: str | None = None


def read_opml(data: bytes, name: str) -> list[Feed]:
    """The feeds of an OPML file in their order, each address once; `name` is the file's, for messages.

    An outline with an `xmlUrl` is a feed, whatever its type; folders are walked through.
    Raises `OpmlError` where the file is no OPML, declares entities, or lists no feed.
    """
    parser = expat.ParserCreate()
    feeds: dict[str, Feed] = {}
    path: list[str] = []

    def refuse(what: str) -> OpmlError:
        return OpmlError(f"{name}:{parser.CurrentLineNumber}: {what}")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if not path and tag.lower() != "opml":
            raise refuse(f"is not OPML: it begins with <{tag[:40]}>")
        if len(path) >= _DEEPEST:
            raise refuse(f"elements are nested more than {_DEEPEST} deep")
        path.append(tag)
        known = {key.lower(): " ".join(value.split()) for key, value in attributes.items()}
        url = known.get("xmlurl")
        if tag.lower() == "outline" and url:
            feeds.setdefault(url, Feed(url, known.get("title") or known.get("text") or None))

    def entity(entity_name: str, *_: object) -> None:
        raise refuse(f"the DOCTYPE declares the entity '{entity_name[:40]}', which is not accepted; write the text out")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise OpmlError(f"{name}:{error.lineno}: broken XML: {expat.ErrorString(error.code)}") from None
    except LookupError:
        raise OpmlError(
            f"{name}:1: the encoding that the XML declares cannot be read; save the file in UTF-8"
        ) from None
    if not feeds:
        raise OpmlError(f"{name}: lists no feed (no outline has an xmlUrl)")
    return list(feeds.values())

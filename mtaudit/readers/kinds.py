"""The formats that are read, and how an input is told to be one of them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from mtaudit.readers.compress import inner_name
from mtaudit.readers.source import UnreadableError

FIELDS = ("id", "text", "title", "date", "url", "outlet", "source", "source_lang", "reference")
"""The fields of an article that a column or key of a record may fill."""

RECORD = (*FIELDS, "ignore")
"""All that a record may say of an article."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader: `function` of `module` yields the articles of a `Source`, and an error for each it cannot give.

    The modules are imported when they are needed.
    """

    name: str
    extensions: tuple[str, ...]
    module: str
    function: str = "read"


READERS: tuple[Reader, ...] = (
    Reader("plain", (".txt", ".text"), "plain"),
    Reader("markdown", (".md", ".markdown"), "markdown"),
    Reader("jsonl", (".jsonl", ".ndjson"), "jsonl"),
    Reader("json", (".json",), "jsonl", "read_document"),
    Reader("html", (".html", ".htm", ".xhtml"), "html"),
    Reader("feed", (".rss", ".atom"), "feed"),
    Reader("jsonfeed", (), "feed", "read_json"),
    Reader("sitemap", (), "sitemap"),
    Reader("csv", (".csv",), "table"),
    Reader("tsv", (".tsv", ".tab"), "table", "read_tabs"),
    Reader("parquet", (".parquet",), "arrow", "read_parquet"),
    Reader("arrow", (".arrow", ".arrows", ".feather"), "arrow"),
    Reader("po", (".po",), "po"),
    Reader("xliff", (".xlf", ".xliff"), "bitext", "read_xliff"),
    Reader("tmx", (".tmx",), "bitext", "read_tmx"),
    Reader("mqm", (), "mqm"),
    Reader("warc", (".warc",), "warc"),
)
"""Every reader; what is recognised as nothing else is read as plain text."""

EXTENSIONS: tuple[str, ...] = (*(ext for reader in READERS for ext in reader.extensions), ".xml")
"""What is looked for in directories, compressed or not."""

_BY_NAME = {reader.name: reader for reader in READERS}
_BY_EXTENSION = {ext: reader.name for reader in READERS for ext in reader.extensions}
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow", b"\xff\xff\xff\xff": "arrow", b"WARC/": "warc", b"FEA1": "arrow"}
_ROOTS = {
    **dict.fromkeys(("rss", "feed", "RDF"), "feed"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
    **{"xliff": "xliff", "tmx": "tmx", "html": "html"},
}
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_MEDIA_TYPES = {  # iana.org/assignments/media-types, and what servers call JSON lines
    **dict.fromkeys(_HTML_TYPES, "html"),
    **dict.fromkeys(("application/rss+xml", "application/atom+xml", "application/rdf+xml"), "feed"),
    **dict.fromkeys(("application/jsonl", "application/x-ndjson", "application/x-jsonlines"), "jsonl"),
    **{"application/json": "json", "application/feed+json": "jsonfeed", "text/markdown": "markdown"},
    **{"text/csv": "csv", "text/tab-separated-values": "tsv", "text/x-gettext-translation": "po"},
}
_RECORD = re.compile(rb'\{\s*+"')
_JSON_FEED = re.compile(rb'"version"\s*+:\s*+"https?:\\?/\\?/jsonfeed\.org\\?/version\\?/')
_HTML = re.compile(rb"(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+(?:<!doctype\s++html|<html[\s>])", re.IGNORECASE)
_PROLOGUE = rb"(?:\s++|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->|<!DOCTYPE[^<>\[]*+(?:\[[^\]]*+\]\s*+)?+>)*+"
ROOT = re.compile(_PROLOGUE + rb"<(?:[\w.-]++:)?+([A-Za-z_][\w.-]*+)", re.IGNORECASE)
"""The beginning of an XML document up to the name of its root element, which is the group."""
_PO = re.compile(rb'(?:#[^\n]*+\n|\s++)*+msg(?:id|ctxt) "')


def extension(name: str) -> str:
    """The extension of a name, lower case, without what tells that the file is compressed."""
    return os.path.splitext(inner_name(name))[1].lower()  # noqa: PTH122 - start-up: pathlib is not needed


def recognise(name: str, begins: bytes) -> Reader:
    """The reader for an input of this name that begins so.

    The extension decides, and the content where an extension stands for several formats or there is none
    that is known. Raises `UnreadableError` for XML of another kind.
    """
    kind = _BY_EXTENSION.get(extension(name))
    text = begins.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") and kind is None:
        text = text.decode("utf-16", "ignore").encode("utf-8", "ignore").lstrip()
    if kind == "json" and _JSON_FEED.search(text):
        kind = "jsonfeed"
    elif kind == "tsv" and _is_mqm(text):
        kind = "mqm"
    elif kind is None:
        kind = _xml(text) if extension(name) == ".xml" else _by_content(begins, text)
    return _BY_NAME[kind]


def recognise_fetched(url: str, media_type: str | None, begins: bytes) -> Reader:
    """The reader for what a server sent from this address: recognised as a file is, and by the type where that tells
    no more. A page is what the server calls one, whatever its address ends in. Raises `UnreadableError` as `recognise`.
    """
    path = urlsplit(url).path
    found = recognise(path, begins)
    if media_type in _HTML_TYPES and found.name in ("plain", "markdown"):
        return _BY_NAME["html"]
    if found.name == "plain" and extension(path) not in _BY_EXTENSION:
        return _BY_NAME[_MEDIA_TYPES.get(media_type or "", "plain")]
    return found


def _by_content(begins: bytes, text: bytes) -> str:
    for magic, kind in _MAGIC.items():
        if begins.startswith(magic):
            return kind
    if _RECORD.match(text):
        return "jsonfeed" if _JSON_FEED.search(text) else "jsonl"
    if _HTML.match(text):
        return "html"
    if text.startswith(b"<"):
        match = ROOT.match(text)
        root = match[1].decode("utf-8", "replace") if match else ""
        return _ROOTS.get(root, "plain")
    if _is_mqm(text):
        return "mqm"
    return "po" if _PO.match(text) else "plain"


def _xml(text: bytes) -> str:
    match = ROOT.match(text)
    if match is None:
        raise UnreadableError("is not XML: there is no element")
    root = match[1].decode("utf-8", "replace")
    if root not in _ROOTS:
        kinds = "RSS, Atom, sitemap, XLIFF, TMX, XHTML"
        raise UnreadableError(f"is XML of a kind that is not read (<{root[:40]}>; read are {kinds})")
    return _ROOTS[root]


def _is_mqm(text: bytes) -> bool:
    """Whether the first line names the columns of the MQM ratings of the WMT."""
    line = text.split(b"\n", 1)[0].strip().lower().split(b"\t")
    return {b"system", b"source", b"target", b"severity"} <= set(line)

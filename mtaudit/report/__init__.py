"""Reports: from the stream of an audit to text, one module a format."""

from __future__ import annotations

from mtaudit.report import csv, github, gitlab, html, json, jsonl, junit, markdown, sarif, text
from mtaudit.report.base import Item, Options, Writer

__all__ = ["WRITERS", "Item", "Options", "Writer"]

WRITERS: dict[str, Writer] = {
    "text": text.write,
    "json": json.write,
    "jsonl": jsonl.write,
    "html": html.write,
    "markdown": markdown.write,
    "csv": csv.write,
    "sarif": sarif.write,
    "junit": junit.write,
    "github": github.write,
    "gitlab": gitlab.write,
}
"""Every format by its name. A new format is one module and one word here."""

"""HTML: one file that needs nothing else, for editors: an overview, and the texts with their findings marked."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, TextIO

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.cells import count, safe
from mtaudit.report.overview import Overview
from mtaudit.report.places import suggestion_of
from mtaudit.report.result import result_record

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding
    from mtaudit.report.base import Item, Options

SIGNS = {"critical": "‼", "major": "!", "minor": "·", "neutral": "i"}
"""The sign of each severity, for whoever sees no colours."""

PAGE = 50
"""Articles a page: the first is in the page as it loads, the others wait in it as data."""

_MOST_RANKED = 500
_MOST_NAMES = 50
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an article's text and what the findings that cover it say; `sign` opens a finding."""

    text: str
    severity: str = ""
    severities: str = ""
    codes: str = ""
    target: str = ""
    title: str = ""
    sign: str = ""


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the page. The overview stands first, so the articles wait in a temporary file until all are known."""
    with TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="") as spool:
        pages = Pages(spool)
        for item in items:
            if isinstance(item, InputError):
                pages.errors.append(str(item))
            else:
                pages.add(result_record(item), list(_pieces(item, pages.overview.articles + 1)))
        title = f"Audit of {count(pages.overview.articles, 'article')}"
        yield from pages.document(title)


class Pages:
    """Collects articles on `spool`, a page at a time, and makes the document of them."""

    def __init__(self, spool: TextIO) -> None:
        self.overview = Overview()
        self.errors: list[str] = []
        self._spool = spool
        self._page: list[str] = []
        self._full = 0

    def add(self, record: Mapping[str, Any], pieces: Sequence[Piece] = ()) -> None:
        """Add an article by its result record, with the pieces of its text where there is a text."""
        self.overview.add(record)
        self._page.append(_article(record, self.overview.articles, pieces))
        if len(self._page) == PAGE:
            self._turn()

    def document(self, title: str, comparisons: Sequence[str] = ()) -> Iterator[str]:
        """Yield the document in pieces; `comparisons` are sentences that stand above the overview."""
        from mtaudit.report.plots import plots

        if self._page:
            self._turn()
        overview = self.overview
        outlets, days = overview.outlets(), overview.days()
        yield _template("top").render(
            title=title,
            policy=_policy(),
            style=_asset("report.css"),
            overview=overview,
            errors=self.errors,
            comparisons=comparisons,
            plots=list(plots(overview)) if overview.articles > 1 else [],
            ranking=overview.worst()[:_MOST_RANKED],
            names=overview.names.most_common(_MOST_NAMES),
            outlets=outlets,
            days=days,
            pages=self._full,
            page_size=PAGE,
        )
        self._spool.seek(0)
        while chunk := self._spool.read(_CHUNK):
            yield chunk
        yield _template("end").render(main_is_open=self._full < 2, script=_asset("report.js"))

    def _turn(self) -> None:
        page = "".join(self._page)
        self._page.clear()
        if self._full:
            opening = "</main>" if self._full == 1 else ""
            data = json.dumps(page, ensure_ascii=False).replace("<", "\\u003c")
            page = f'{opening}<script type="application/json" class="page">{data}</script>\n'
        self._spool.write(page)
        self._full += 1


def _article(record: Mapping[str, Any], number: int, pieces: Sequence[Piece]) -> str:
    findings = [{**finding, "suggestion": suggestion_of(finding["expected"])} for finding in record["findings"]]
    html: str = _template("article").render(
        number=number,
        title=record.get("title") or record["id"],
        id=record["id"],
        outlet=record.get("outlet"),
        date=record.get("date"),
        words=record["words"],
        score=record["score"],
        pieces=pieces,
        findings=findings,
    )
    return html


def _pieces(audited: AuditedArticle, number: int) -> Iterator[Piece]:
    """The text cut at every start and end of a finding."""
    raw = audited.text.raw
    findings = list(enumerate(audited.findings, 1))
    cuts = sorted({0, len(raw), *(f.start for _, f in findings), *(f.end for _, f in findings)})
    ahead = 0
    covering: list[tuple[int, Finding]] = []
    for start, end in pairwise(cuts):
        while ahead < len(findings) and findings[ahead][1].start <= start:
            covering.append(findings[ahead])
            ahead += 1
        covering = [(at, f) for at, f in covering if f.end > start]
        shown = _shown(raw[start:end])
        if not covering:
            yield Piece(shown)
            continue
        at, worst = max(covering, key=lambda pair: pair[1].severity.weight)
        yield Piece(
            shown,
            worst.severity.value,
            " ".join(sorted({f.severity.value for _, f in covering})),
            " ".join(sorted({f.code for _, f in covering})),
            f"f{number}-{at}",
            "; ".join(f"{f.code} {f.message}" for _, f in covering),
            SIGNS[worst.severity.value] if worst.start == start else "",
        )


def _shown(text: str) -> str:
    """A text with everything escaped that is neither shown nor a line end."""
    return "\n".join(safe(line) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


@cache
def _template(part: str) -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["counted"] = count
    environment.globals |= {"signs": SIGNS, "severities": [severity.value for severity in reversed(Severity)]}
    return environment.from_string(_asset(f"report-{part}.html"))


@cache
def _asset(name: str) -> str:
    return (Path(__file__).parent / "assets" / name).read_text("utf-8")


def _policy() -> str:
    """A content security policy under which nothing runs or loads but the page's own style and script."""
    style, script = (
        base64.b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode()
        for name in ("report.css", "report.js")
    )
    return f"default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'"

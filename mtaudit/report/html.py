"""HTML: one file that needs nothing else, for editors: an overview, and the texts with their findings marked."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, TextIO

from mtaudit.finding import Severity
from mtaudit.readers.source import InputError
from mtaudit.report.cells import count
from mtaudit.report.overview import Overview
from mtaudit.report.pieces import evidence_of, pieces
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
class Mark:
    """A stretch of an article's text and what is said of it; `severity` is empty where that is nothing.

    `findings` are the ids of what the list says, the worst first; `title` is that for whoever has no scripts; `sign`
    opens a finding.
    """

    text: str
    severity: str = ""
    findings: tuple[str, ...] = ()
    title: str = ""
    sign: str = ""


@dataclass(frozen=True, slots=True)
class _Listed:
    """A finding and the id of its place in the list."""

    id: str
    finding: Finding

    @property
    def start(self) -> int:
        return self.finding.start

    @property
    def end(self) -> int:
        return self.finding.end

    @property
    def severity(self) -> Severity:
        return self.finding.severity


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield the page. The overview stands first, so the articles wait in a temporary file until all are known."""
    with TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="") as spool:
        pages = Pages(spool)
        for item in items:
            if isinstance(item, InputError):
                pages.errors.append(str(item))
            else:
                pages.add(result_record(item), list(_marks(item, pages.overview.articles + 1)))
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
        self._counts: list[Counter[str]] = [Counter()]

    def add(self, record: Mapping[str, Any], marks: Sequence[Mark] = ()) -> None:
        """Add an article by its result record, with its text cut at the marks where there is a text."""
        self.overview.add(record)
        self._page.append(_article(record, self.overview.articles, marks))
        self._counts[-1].update(f"{finding['code']} {finding['severity']}" for finding in record["findings"])
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
            checks=overview.checks.most_common(),
            names=overview.names.most_common(_MOST_NAMES),
            outlets=outlets,
            days=days,
            pages=self._full,
            page_size=PAGE,
        )
        self._spool.seek(0)
        while chunk := self._spool.read(_CHUNK):
            yield chunk
        counts = _data(self._counts[: max(1, self._full)])
        yield _template("end").render(main_is_open=self._full < 2, counts=counts, script=_asset("report.js"))

    def _turn(self) -> None:
        page = "".join(self._page)
        self._page.clear()
        if self._full:
            opening = "</main>" if self._full == 1 else ""
            page = f'{opening}<script type="application/json" class="page">{_data(page)}</script>\n'
        self._spool.write(page)
        self._full += 1
        self._counts.append(Counter())


def _article(record: Mapping[str, Any], number: int, marks: Sequence[Mark]) -> str:
    findings = [
        {**finding, "suggestion": suggestion_of(finding["expected"]), "evidence": evidence_of(finding["evidence"])}
        for finding in record["findings"]
    ]
    html: str = _template("article").render(
        number=number,
        title=record.get("title") or record["id"],
        id=record["id"],
        outlet=record.get("outlet"),
        date=record.get("date"),
        words=record["words"],
        score=record["score"],
        marks=marks,
        findings=findings,
    )
    return html


def _marks(audited: AuditedArticle, number: int) -> Iterator[Mark]:
    listed = [_Listed(f"f{number}-{at}", finding) for at, finding in enumerate(audited.findings, 1)]
    for piece in pieces(audited.text.raw, listed, lambda item: item.severity.weight):
        if not piece.marked:
            yield Mark(piece.text)
            continue
        yield Mark(
            piece.text,
            piece.marked[0].severity.value,
            tuple(item.id for item in piece.marked),
            "; ".join(f"{item.finding.code} {item.finding.message}" for item in piece.marked),
            SIGNS[piece.opens[0].severity.value] if piece.opens else "",
        )


def _data(value: object) -> str:
    """JSON that can stand in a script element."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


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

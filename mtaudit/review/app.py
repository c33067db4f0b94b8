"""The review as a web app: pages made on the server, forms that work without JavaScript."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from mtaudit.glossary.entry import Kind
from mtaudit.report.html import SIGNS
from mtaudit.report.pieces import evidence_of, pieces, shown
from mtaudit.review.decision import Action, Decision, Item, Reviewed
from mtaudit.review.export import EXPORTS, Known
from mtaudit.review.measure import precisions
from mtaudit.review.store import Store, StoreError

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

PAGE = 50
"""Articles on a page of the queue."""

_MOST_BYTES = 64 * 1024
_LONGEST = 2000  # characters of a correction
_PAGES = Path(__file__).parent / "pages"
_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_EXPORTED = {
    "patch.yaml": "glossary entries to add or to extend, and findings to allow",
    "glossary.yaml": "the entries alone, as a glossary that --glossary takes",
    "labels.jsonl": "every decision with its sentence, as labelled data",
    "precision.csv": "this table",
}
_EXPORT_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "yaml": "application/yaml"}


class _RefusedError(Exception):
    """A request that cannot be answered, with the status and what the reader is told."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def make_app(store: Store, port: int, known: Mapping[str, Known] | None = None) -> Starlette:
    """The app over an open store, to be served on 127.0.0.1 at `port`.

    `known`: the forms that the glossaries accept, for the export (see `mtaudit.review.export`).
    """
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    from mtaudit.review.guard import Guard

    pages = _Pages(store, known or {})
    hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
    if port == 80:
        hosts |= {"127.0.0.1", "localhost"}
    return Starlette(
        routes=[
            Route("/", pages.queue, methods=["GET"]),
            Route("/article/{number:int}", pages.article, methods=["GET"]),
            Route("/article/{number:int}/decide", pages.decide, methods=["POST"]),
            Route("/undo", pages.undo, methods=["POST"]),
            Route("/precision", pages.precision, methods=["GET"]),
            Route("/export/{name}", pages.export, methods=["GET"]),
            Route("/pages/{name}", _asset, methods=["GET"]),
        ],
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={_RefusedError: pages.refuse, StoreError: pages.unusable, 404: pages.missing},
    )


class _Pages:
    """The pages. `token` is this run's secret: a form that does not hold it was not made by it."""

    def __init__(self, store: Store, known: Mapping[str, Known]) -> None:
        self.store = store
        self.known = known
        self.token = secrets.token_urlsafe(32)

    async def queue(self, request: Request) -> Response:
        """List the articles, the worst first."""
        only_open = request.query_params.get("show") != "all"
        total, waiting = self.store.count(), self.store.count(only_open=True)
        last_page = max(1, -(-(waiting if only_open else total) // PAGE))
        page = min(_number(request.query_params.get("page", "1")), last_page)
        rows = self.store.rows(only_open=only_open, first=(page - 1) * PAGE, most=PAGE)
        return self._page(
            "queue.html", rows=rows, total=total, waiting=waiting, only_open=only_open, page=page, last_page=last_page
        )

    async def article(self, request: Request) -> Response:
        """Show an article with its findings, one of them current."""
        reviewed = self._reviewed(request)
        at = _current(reviewed, request.query_params.get("at", ""))
        return self._page(
            "article.html",
            row=reviewed.row,
            pieces=list(pieces(reviewed.text, reviewed.items, lambda item: item.severity.weight)),
            findings=[_finding(item, reviewed.decisions.get(item.fingerprint)) for item in reviewed.items],
            at=at,
            next_article=self.store.next_open(reviewed.row.number),
            kinds=[kind.value for kind in Kind],
            longest=_LONGEST,
            signs=SIGNS,
        )

    async def decide(self, request: Request) -> Response:
        """Take a decision and go on to the next finding."""
        form = await self._form(request)
        reviewed = self._reviewed(request)
        fingerprint = form.get("finding", "")
        try:
            action = Action(form.get("decision", ""))
            kind = Kind(form["kind"]).value if form.get("kind") and action is Action.CORRECTED else None
        except ValueError:
            raise _RefusedError(400, "There is no such decision.") from None
        correction = form.get("correction", "").strip() if action is Action.CORRECTED else None
        if correction is not None and not 0 < len(correction) <= _LONGEST:
            raise _RefusedError(400, f"A correction has between 1 and {_LONGEST} characters; go back and write one.")
        if not self.store.decide(reviewed.row.number, fingerprint, action, correction, kind):
            raise _RefusedError(
                404, "There is no such finding (any more): the article was audited anew. Reload its page."
            )
        return _see(reviewed.row.number, _following(reviewed, fingerprint))

    async def undo(self, request: Request) -> Response:
        """Take a decision back and show its finding."""
        form = await self._form(request)
        number = form.get("number", "")
        taken = self.store.undo(_number(number)) if number == str(_number(number)) else None
        if taken is None:
            raise _RefusedError(409, "There is no such decision (any more); reload the page to see how things stand.")
        return _see(taken.article, taken.item.fingerprint)

    async def precision(self, request: Request) -> Response:
        """Show how often each check was right."""
        from mtaudit.checks import CHECKS

        names = {check.code: check.name for check in CHECKS}
        checks = precisions(self.store.found(), self.store.decisions())
        return self._page(
            "precision.html",
            checks=[(names.get(check.code, ""), check) for check in checks],
            exports=_EXPORTED,
        )

    async def export(self, request: Request) -> Response:
        """Give one of the export files."""
        from starlette.responses import Response

        name = request.path_params["name"]
        if name not in EXPORTS:
            raise _RefusedError(404, f"The exports are {', '.join(EXPORTS)}.")
        data = EXPORTS[name](self.store, self.known).encode("utf-8", "backslashreplace")
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(data, media_type=_EXPORT_TYPES[name.partition(".")[2]], headers=headers)

    def refuse(self, request: Request, error: Exception) -> Response:
        """Say why a request was not answered."""
        return self._message(error.status if isinstance(error, _RefusedError) else 400, str(error))

    def unusable(self, request: Request, error: Exception) -> Response:
        """Say what is wrong with the file; nothing was decided."""
        return self._message(503, f"Nothing was saved. {shown(str(error))}")

    def missing(self, request: Request, error: Exception) -> Response:
        """Say that there is no such page."""
        return self._message(404, "There is no such page.")

    def _reviewed(self, request: Request) -> Reviewed:
        number = request.path_params["number"]
        reviewed = self.store.article(number) if number < 2**63 else None
        if reviewed is None:
            raise _RefusedError(404, "There is no such article.")
        return reviewed

    async def _form(self, request: Request) -> dict[str, str]:
        """The fields of a form that this run made. Raises `_RefusedError`."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            raise _RefusedError(415, "Decisions come as a form.")
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                raise _RefusedError(413, "The form is too large.")
        try:
            fields = parse_qs(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
        except ValueError:
            raise _RefusedError(400, "The form cannot be read.") from None
        form = {name: values[-1] for name, values in fields.items()}
        if not hmac.compare_digest(form.get("token", "").encode(), self.token.encode()):
            raise _RefusedError(
                403, "This page is from an earlier run of mtaudit review; go back, reload it, decide again."
            )
        return form

    def _page(self, template: str, status: int = 200, **values: Any) -> Response:
        from starlette.responses import HTMLResponse

        html = _templates().get_template(template).render(token=self.token, last=self.store.last(), **values)
        return HTMLResponse(html, status)

    def _message(self, status: int, message: str) -> Response:
        from starlette.responses import HTMLResponse

        return HTMLResponse(_templates().get_template("message.html").render(message=message), status)


def _finding(item: Item, decision: Decision | None) -> dict[str, Any]:
    return {
        "item": item,
        "record": item.record,
        "sign": SIGNS[item.severity],
        "evidence": evidence_of(item.evidence),
        "decision": decision,
        "correction": (decision and decision.correction) or (item.expected[0] if item.expected else item.text),
        "kind": (decision and decision.kind) or item.kind or Kind.PERSON.value,
        "names": item.code.startswith("N"),
    }


def _current(reviewed: Reviewed, wanted: str) -> str | None:
    """The finding to begin with: the one asked for, else the first that waits, else the first."""
    fingerprints = [item.fingerprint for item in reviewed.items]
    if wanted in fingerprints:
        return wanted
    waiting = (f for f in fingerprints if f not in reviewed.decisions)
    return next(waiting, fingerprints[0] if fingerprints else None)


def _following(reviewed: Reviewed, decided: str) -> str:
    """The next finding that waits, behind the decided one first, else that one itself."""
    fingerprints = [item.fingerprint for item in reviewed.items]
    at = fingerprints.index(decided) if decided in fingerprints else -1  # audited anew this very moment
    order = [*fingerprints[at + 1 :], *fingerprints[:at]]
    return next((f for f in order if f not in reviewed.decisions), decided)


def _see(article: int, fingerprint: str) -> Response:
    from starlette.responses import RedirectResponse

    at = quote(fingerprint, safe="")
    return RedirectResponse(f"/article/{article}?at={at}#f-{at}", 303)


def _number(text: str) -> int:
    """A page or decision number from a request: at least 1, whatever stands there."""
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 16 else 1


async def _asset(request: Request) -> Response:
    from starlette.responses import Response

    name = request.path_params["name"]
    kind = _TYPES.get(name.rpartition(".")[2])
    if kind is None or name not in _assets():
        raise _RefusedError(404, "There is no such file.")
    return Response(_assets()[name], media_type=kind)


@cache
def _assets() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in _PAGES.iterdir() if path.suffix[1:] in _TYPES}


@cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: shown(value) if type(value) is str else value,
    )
    environment.filters["field"] = _field
    return environment


def _field(text: str) -> Any:
    """A text as the value of a form field, where escapes would be taken for what is meant."""
    from markupsafe import escape

    return escape(text.encode("utf-8", "replace").decode())

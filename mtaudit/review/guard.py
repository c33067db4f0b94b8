"""Who may talk to the review: the browser of the person at this machine, on the review's own pages, nobody else.

Any web page can make a browser send requests to 127.0.0.1, and a name that resolves to 127.0.0.1 makes them the
page's own (DNS rebinding). So every request must name this host, and every write must come from this origin.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # no-referrer would make the origin of our own forms "null"
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""What every answer carries."""

_READS = ("GET", "HEAD")


class Guard:
    """An ASGI middleware that lets only requests from this machine's own pages through.

    `hosts` are the values of the Host header that mean this server ("127.0.0.1:8765").
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        self.app = app
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *own]
            await send(message)

        refusal = refused(str(scope["method"]), scope["headers"], self.hosts)
        if refusal is None:
            await self.app(scope, receive, guarded)
        else:
            from starlette.responses import PlainTextResponse

            await PlainTextResponse(refusal + "\n", 403)(scope, receive, guarded)


def refused(method: str, headers: list[tuple[bytes, bytes]], hosts: frozenset[str]) -> str | None:
    """Why a request may not go on, or None where it may."""
    given: dict[str, list[str]] = {}
    for name, value in headers:
        given.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    host = given.get("host", [])
    if len(host) != 1 or host[0].lower() not in hosts:
        return "This address is not the review's own; open the one that mtaudit review printed."
    if method in _READS:
        return None
    origin, site = given.get("origin", []), given.get("sec-fetch-site", [])
    same_origin = all(value == f"http://{host[0].lower()}" for value in origin)
    same_site = all(value == "same-origin" for value in site)
    if not (origin or site) or not same_origin or not same_site:
        return "Decisions are taken on the review's own pages only, and this one came from elsewhere."
    return None

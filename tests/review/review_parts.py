"""Articles with findings made by hand, and the app served over real HTTP."""

from __future__ import annotations

import datetime
import http.client
import re
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from mtaudit.article import Article
from mtaudit.auditor import AuditedArticle
from mtaudit.finding import Category, Finding, Severity, fingerprint
from mtaudit.glossary.entry import Entry, Kind
from mtaudit.review.export import known_names
from mtaudit.scoring import score
from mtaudit.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtaudit.review.store import Store

NAMES = [
    Entry("Antony Blinken", Kind.PERSON, aliases=("Blinken",)),
    Entry("Dmytro Kuleba", Kind.PERSON, aliases=("Kuleba",)),
    Entry("annexed", Kind.TERM, forbidden=("merged",), near=("Crimea",)),
]
KNOWN = known_names(NAMES)


def finding(text: Text, code: str, quoted: str, *suggested: str, nth: int = 0, **more: Any) -> Finding:
    """A finding on the `nth` place where the text has `quoted`."""
    start = [match.start() for match in re.finditer(re.escape(quoted), text.raw)][nth]
    line, column = text.position(start)
    sentence = text.raw[slice(*text.sentence_at(start))]
    facts: dict[str, Any] = {
        "name": f"check-{code.lower()}",
        "category": Category.MISTRANSLATION,
        "severity": Severity.MAJOR,
        "message": f"“{quoted}” is wrong",
        "confidence": 0.9,
        "fingerprint": fingerprint(code, quoted, sentence, 0),
    }
    place = {"start": start, "end": start + len(quoted), "line": line, "column": column, "text": quoted}
    return Finding(code=code, **place, **({"expected": suggested} | facts | more))


def audited(id_: str, raw: str, *found: tuple[Any, ...] | dict[str, Any], **facts: Any) -> AuditedArticle:
    text = Text(raw)
    findings = tuple(finding(text, **f) if isinstance(f, dict) else finding(text, *f) for f in found)
    scored = score(findings, text.word_count, "mqm:linear|test")
    return AuditedArticle(Article(id_, raw, **facts), text, findings, scored)


TALKS = (
    "Anthony Brinken met Dmitro Kuleba. Russia merged Crimea.\n\nBrinken was glad , he said. "
    "Mr Brinke, who is somebody else, and Ann Kuleva left."
)


def talks() -> AuditedArticle:
    return audited(
        "feed/talks.txt",
        TALKS,
        {
            "code": "N102",
            "quoted": "Anthony",
            "expected": ("Antony",),
            "entry": "Antony Blinken",
            "evidence": {"surname": "Brinken"},
        },
        {"code": "N101", "quoted": "Brinken", "entry": "Antony Blinken"},
        {"code": "N102", "quoted": "Dmitro", "entry": "Dmytro Kuleba", "evidence": {"surname": "Kuleba"}},
        {"code": "T202", "quoted": "merged", "entry": "annexed", "evidence": {"near": "Crimea"}},
        {"code": "N101", "quoted": "Brinken", "nth": 1, "entry": "Antony Blinken"},
        {"code": "S301", "quoted": "glad ,", "severity": Severity.MINOR},
        {"code": "N101", "quoted": "Brinke,", "entry": "Antony Blinken"},
        {"code": "N101", "quoted": "Kuleva", "entry": "Dmytro Kuleba"},
        title="Talks",
        outlet="Example Wire",
        date=datetime.date(2022, 1, 20),
    )


def kinds(entry: str) -> str | None:
    return KNOWN[entry].kind.value if entry in KNOWN else None


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Client:
    """A client that says what a browser on the review's own page says, or what a test wants instead."""

    port: int
    token: str = field(default="")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(
        self, method: str, path: str, body: str | bytes = b"", headers: dict[str, str | None] | None = None
    ) -> Answer:
        given: dict[str, str | None] = {"Host": f"127.0.0.1:{self.port}"}
        given |= headers or {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = body.encode() if isinstance(body, str) else body
        if method == "POST":
            given.setdefault("Content-Length", str(len(data)))
        for name, value in given.items():
            if value is not None:
                connection.putheader(name, value)
        connection.endheaders(data)
        answer = connection.getresponse()
        seen = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        connection.close()
        return seen

    def get(self, path: str, **headers: str | None) -> Answer:
        return self.request("GET", path, headers=headers)

    def post(self, path: str, headers: dict[str, str | None] | None = None, **fields: str) -> Answer:
        if not self.token:
            page = self.get("/article/1").body
            self.token = re.findall(r'name="token" value="([^"]+)"', page)[0]
        usual: dict[str, str | None] = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
        }
        return self.request("POST", path, urlencode({"token": self.token} | fields), usual | (headers or {}))


@contextmanager
def serving(store: Store) -> Iterator[Client]:
    import uvicorn

    from mtaudit.review.app import make_app

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(make_app(store, port, KNOWN), log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Client(port)
        finally:
            server.should_exit = True
            thread.join()

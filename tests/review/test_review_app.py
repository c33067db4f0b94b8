"""The app over real HTTP: who may read, who may write, and that nothing of an article is taken for markup."""

from __future__ import annotations

import re
import sqlite3
from typing import TYPE_CHECKING

import pytest
from review_parts import Client, audited, kinds, serving, talks

from mtaudit.review.decision import Action
from mtaudit.review.guard import HEADERS

if TYPE_CHECKING:
    from mtaudit.review.store import Store


Refusing = tuple[Client, "Store"]


def first(store: Store, number: int = 1) -> str:
    return store.article(number).items[0].fingerprint  # type: ignore[union-attr]


def test_a_decision_is_taken_shown_and_taken_back(client: Client, store: Store) -> None:
    keys = [item.fingerprint for item in store.article(1).items]  # type: ignore[union-attr]
    answer = client.post("/article/1/decide", finding=keys[0], decision="accepted")
    assert (answer.status, answer.headers["location"]) == (303, f"/article/1?at={keys[1]}#f-{keys[1]}")
    answer = client.post(
        "/article/1/decide", finding=keys[1], decision="corrected", correction=" Blinken ", kind="person"
    )
    assert answer.status == 303
    page = client.get("/article/1").body
    assert "2 of 8 decided" in page
    assert "✎ corrected: <bdi>Blinken</bdi>" in page
    last = store.last()
    assert last
    assert (last.correction, last.kind) == ("Blinken", "person")
    answer = client.post("/undo", number=str(last.number))
    assert answer.headers["location"] == f"/article/1?at={keys[1]}#f-{keys[1]}"
    assert client.post("/undo", number=str(last.number)).status == 409
    assert "1 of 8 decided" in client.get("/article/1").body


def test_after_the_last_finding_comes_the_first_that_waits(client: Client, store: Store) -> None:
    keys = [item.fingerprint for item in store.article(1).items]  # type: ignore[union-attr]
    answer = client.post("/article/1/decide", finding=keys[-1], decision="rejected")
    assert answer.headers["location"].startswith(f"/article/1?at={keys[0]}#")
    for key in keys[:-1]:
        answer = client.post("/article/1/decide", finding=key, decision="rejected")
    assert answer.headers["location"].startswith(f"/article/1?at={keys[-2]}#")
    assert "Every finding of this article is decided" in client.get("/article/1").body


REFUSED_READS: list[dict[str, str | None]] = [
    {"Host": "evil.example"},
    {"Host": "evil.example:{port}"},
    {"Host": "127.0.0.1"},
    {"Host": "127.0.0.1:1"},
    {"Host": "127.0.0.1:{port}.evil.example"},
    {"Host": ""},
    {"Host": None},
]


@pytest.mark.parametrize("headers", REFUSED_READS, ids=str)
@pytest.mark.parametrize("path", ["/", "/article/1", "/export/labels.jsonl", "/pages/review.css", "/nowhere"])
def test_nothing_is_told_under_another_name(path: str, headers: dict[str, str | None], refusing: Refusing) -> None:
    client, _ = refusing
    named = {key: value and value.format(port=client.port) for key, value in headers.items()}
    answer = client.get(path, **named)
    assert answer.status in (400, 403)
    assert "Brinken" not in answer.body
    assert "token" not in answer.body


REFUSED_WRITES: dict[str, dict[str, str | None]] = {
    "another origin": {"Origin": "http://evil.example"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "https": {"Origin": "https://127.0.0.1:{port}"},
    "the other name of this host": {"Origin": "http://localhost:{port}"},
    "a sandboxed frame": {"Origin": "null"},
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another port, as the browser says": {"Sec-Fetch-Site": "same-site"},
    "the address bar": {"Sec-Fetch-Site": "none"},
    "who says nothing": {"Origin": None, "Sec-Fetch-Site": None},
    "another site without origin": {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    "another host": {"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"},
}


@pytest.mark.parametrize("who", REFUSED_WRITES)
def test_nobody_else_may_write(who: str, refusing: Refusing) -> None:
    client, store = refusing
    headers = {key: value and value.format(port=client.port) for key, value in REFUSED_WRITES[who].items()}
    for path, fields in (
        ("/article/1/decide", {"finding": first(store), "decision": "accepted"}),
        ("/undo", {"number": "1"}),
    ):
        assert client.post(path, headers, **fields).status == 403
    assert store.decisions() == []


@pytest.mark.parametrize("left", ["Origin", "Sec-Fetch-Site"])
def test_one_sign_of_the_own_page_will_do(left: str, client: Client, store: Store) -> None:
    assert client.post("/article/1/decide", {left: None}, finding=first(store), decision="accepted").status == 303


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 43])
def test_a_form_without_this_runs_token_decides_nothing(token: str, refusing: Refusing) -> None:
    client, store = refusing
    answer = client.post("/article/1/decide", finding=first(store), decision="accepted", token=token)
    assert answer.status == 403
    assert "earlier run" in answer.body
    assert client.post("/undo", number="1", token=token).status == 403
    assert store.decisions() == []


def test_each_run_has_a_token_of_its_own(client: Client, store: Store) -> None:
    client.post("/undo", number="1")
    with serving(store) as other:
        other.token = client.token
        assert other.post("/article/1/decide", finding=first(store), decision="accepted").status == 403


BAD_FORMS: dict[str, tuple[int, dict[str, str], dict[str, str | None]]] = {
    "no such decision": (400, {"decision": "maybe"}, {}),
    "none": (400, {}, {}),
    "undo is no decision": (400, {"decision": "undo"}, {}),
    "an empty correction": (400, {"decision": "corrected", "correction": "  "}, {}),
    "no correction": (400, {"decision": "corrected"}, {}),
    "a long correction": (400, {"decision": "corrected", "correction": "x" * 2001}, {}),
    "no such kind": (400, {"decision": "corrected", "correction": "x", "kind": "planet"}, {}),
    "no such finding": (404, {"decision": "accepted", "finding": "nope"}, {}),
    "too large": (413, {"decision": "accepted", "correction": "x" * 70_000}, {}),
    "json": (415, {"decision": "accepted"}, {"Content-Type": "application/json"}),
    "no type": (415, {"decision": "accepted"}, {"Content-Type": None}),
    "plain text": (415, {"decision": "accepted"}, {"Content-Type": "text/plain"}),
}


@pytest.mark.parametrize("case", BAD_FORMS)
def test_bad_forms_are_refused(case: str, refusing: Refusing) -> None:
    client, store = refusing
    status, fields, headers = BAD_FORMS[case]
    answer = client.post("/article/1/decide", headers, **({"finding": first(store)} | fields))
    assert answer.status == status
    assert store.decisions() == []


@pytest.mark.parametrize(
    "path", ["/article/99", "/article/0", "/article/99999999999999999999", "/nowhere", "/export/x", "/pages/base.html"]
)
def test_what_is_not_there(path: str, refusing: Refusing) -> None:
    client, _ = refusing
    answer = client.get(path)
    assert answer.status == 404
    assert "That did not work" in answer.body


@pytest.mark.parametrize("path", ["/article/1/decide", "/undo"])
def test_reading_never_writes(path: str, refusing: Refusing) -> None:
    client, store = refusing
    assert client.get(f"{path}?finding={first(store)}&decision=accepted").status == 405
    assert store.decisions() == []


@pytest.mark.parametrize(
    "path", ["/", "/article/1", "/precision", "/export/patch.yaml", "/pages/review.js", "/nowhere"]
)
def test_every_answer_forbids_what_pages_do_not_need(path: str, refusing: Refusing) -> None:
    client, _ = refusing
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name.lower()] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert not re.search(r"<script(?! src=\"/pages/)|<style| style=| on[a-z]+=", answer.body)


NASTY = "<script>alert(1)</script> <img src=x onerror=alert(1)> \" ' &amp; {{ 7 * 7 }} \u202e \x1b ]]>"


def test_nothing_of_an_article_is_markup(store: Store) -> None:
    found = {
        "code": "N101",
        "quoted": NASTY,
        "expected": (NASTY,),
        "entry": NASTY,
        "message": NASTY,
        "evidence": {NASTY: [NASTY]},
        "fingerprint": '"><script>',
    }
    store.put(audited(NASTY, f"Before {NASTY} after.", found, title=NASTY, outlet=NASTY))
    with serving(store) as client:
        store.decide(1, '"><script>', Action.CORRECTED, NASTY)
        for path in ("/", "/?show=all", "/article/1", "/precision", f"/article/1?at={'%22%3E%3Cscript%3E'}"):
            page = client.get(path)
            assert page.status == 200
            assert page.body.count("<script") == 1
            assert "<img" not in page.body
            assert "49" not in re.sub(r"token\" value=\"[^\"]+", "", page.body)
            assert "\u202e" not in page.body.replace(f'value="{NASTY}', "").partition("<main")[0]
            assert "\x1b" not in page.body.partition("<main")[0]


def test_the_queue_has_pages_and_a_filter(store: Store) -> None:
    for number in range(120):
        store.put(audited(f"a{number:03}", "Brinken left. " + "All is well. " * number, ("N101", "Brinken")))
    with serving(store) as client:
        page = client.get("/?page=2").body
        assert "page 2 of 3" in page
        assert page.count('class="title"') == 50
        for odd in ("0", "-1", "x", "99", "%D9%A3", "9" * 40):
            assert client.get(f"/?page={odd}").status == 200
        for row in store.rows():
            store.decide(row.number, first(store, row.number), Action.ACCEPTED)
        assert "Every finding is decided" in client.get("/").body
        assert client.get("/?show=all").body.count('class="title"') == 50


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_claimed(store: Store) -> None:
    from mtaudit.review.store import Store as Opened

    store.put(talks(), kinds)
    impatient = Opened(store.path, patience=0.05)
    with serving(impatient) as client:
        client.post("/undo", number="1")
        holder = sqlite3.connect(store.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        answer = client.post("/article/1/decide", finding=first(store), decision="accepted")
        assert answer.status == 503
        assert "Nothing was saved" in answer.body
        holder.execute("ROLLBACK")
        holder.close()
        assert client.post("/article/1/decide", finding=first(store), decision="accepted").status == 303
    impatient.close()


def test_the_exports_are_served(client: Client) -> None:
    for name, kind in (("labels.jsonl", "jsonl"), ("patch.yaml", "yaml"), ("precision.csv", "csv")):
        answer = client.get(f"/export/{name}")
        assert answer.status == 200
        assert kind in answer.headers["content-type"]
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'

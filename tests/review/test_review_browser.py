"""From the article the project began with to rules: in a real browser, by keyboard, the server killed in between."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from browser import Browser, browser
from review_parts import audited, kinds, serving, talks

from mtaudit.finding import Severity
from mtaudit.glossary.store import shipped_examples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from review_parts import Client

    from mtaudit.review.store import Store

NOW = "document.querySelector('.finding.now .what a').textContent"
SAID = "document.querySelector('.said')?.textContent ?? ''"
WIDE = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as it:
        yield it


@pytest.fixture
def opened(page: Browser, client: Client) -> Browser:
    page.open(f"{client.origin}/article/1")
    return page


def press(page: Browser, key: str) -> None:
    """Press a key that leads to another page."""
    with page.loading():
        page.key(key)


@contextmanager
def command(folder: Path, *args: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `mtaudit review`, and its address; killed, without a chance to tidy up, at the end."""
    run = [sys.executable, "-m", "mtaudit", "review", *args, "--port", "0", "--no-browser"]
    process = subprocess.Popen(run, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process, process.stdout.readline().split(" (")[0].split(": ")[1]
    finally:
        process.kill()
        process.wait()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_the_seed_article_from_the_queue_to_the_rules(page: Browser, tmp_path: Path) -> None:
    text = (shipped_examples() / "seed-article.txt").read_bytes()
    (tmp_path / "seed.txt").write_bytes(text)
    with command(tmp_path, "seed.txt") as (process, address):
        page.open(address)
        page.key("j")
        press(page, "Enter")
        assert page.evaluate("document.querySelectorAll('.finding').length") > 25
        assert page.evaluate(NOW) == "Brinken"
        press(page, "a")
        assert page.evaluate(SAID) == "accepted N101 “Brinken”"
        assert page.evaluate(NOW) == "Reuters-zimo news"
        press(page, "r")
        press(page, "u")
        assert page.evaluate(NOW) == "Reuters-zimo news"
        assert page.evaluate(SAID) == "accepted N101 “Brinken”"
        press(page, "r")
        while page.evaluate(NOW) != "Culeba":
            page.key("j")
        page.key("c")
        assert page.evaluate("document.activeElement.value") == "Kuleba"
        press(page, "Enter")
        assert page.evaluate(SAID) == "corrected N101 “Culeba” → Kuleba"
        process.send_signal(signal.SIGKILL)
    assert not page.console
    with command(tmp_path) as (process, address):
        page.open(f"{address}article/1")
        assert page.evaluate(SAID) == "corrected N101 “Culeba” → Kuleba"
        assert page.evaluate("[...document.querySelectorAll('.state')].map(e => e.textContent)") == [
            "✓ accepted",
            "✗ rejected",
            "✎ corrected: Kuleba",
        ]
    done = subprocess.run(
        [sys.executable, "-m", "mtaudit", "review", "--export", "out"], cwd=tmp_path, capture_output=True, check=True
    )
    assert done.stderr == b""
    labels = [json.loads(line) for line in (tmp_path / "out" / "labels.jsonl").read_text("utf-8").splitlines()]
    assert [(r["code"], r["text"], r["decision"], r["correction"]) for r in labels] == [
        ("N101", "Brinken", "accepted", None),
        ("L602", "Reuters-zimo news", "rejected", None),
        ("N101", "Culeba", "corrected", "Kuleba"),
    ]
    whole = text.decode("utf-8")
    assert all(whole[slice(*record["span"])] == record["text"] for record in labels)
    patch = (tmp_path / "out" / "patch.yaml").read_text("utf-8")
    assert "canonical: Dmytro Kuleba\n  kind: person\n  forbidden:\n  - Culeba\n" in patch
    assert "allow:\n- code: L602\n  text: Reuters-zimo news\n" in patch


def test_keys_move_through_the_findings(opened: Browser) -> None:
    seen = []
    for key in "kjjkjjjjjjjjjj":
        opened.key(key)
        seen.append(opened.evaluate(NOW))
    assert seen[:5] == ["Anthony", "Brinken", "Dmitro", "Brinken", "Dmitro"]
    assert seen[-2:] == ["Kuleva", "Kuleva"]
    assert opened.evaluate("document.activeElement.classList.contains('now')")
    assert opened.evaluate("document.querySelector('.mark.now').textContent.includes('Kuleva')")
    opened.key("?")
    assert opened.evaluate("document.getElementById('help').open")
    assert not opened.console


def test_keys_belong_to_the_field_while_one_writes(opened: Browser, store: Store) -> None:
    opened.key("c")
    for key in "arujk?":
        opened.key(key)
    assert opened.evaluate("document.activeElement.value") == "arujk?"
    opened.key("Escape")
    assert opened.evaluate("document.activeElement.classList.contains('now')")
    opened.key("a", ctrl=True)
    assert store.decisions() == []


def test_a_click_on_a_mark_makes_its_finding_the_current_one(opened: Browser) -> None:
    opened.click("[data-findings] ~ [data-findings]")
    assert opened.evaluate(NOW) == "Brinken"


def test_next_article_then_the_queue(page: Browser, store: Store) -> None:
    store.put(talks(), kinds)
    store.put(audited("b", "Brinken left. " + "All is well. " * 30, ("N101", "Brinken")))
    with serving(store) as client:
        page.open(f"{client.origin}/article/1")
        press(page, "n")
        assert page.evaluate("location.pathname") == "/article/2"
        press(page, "a")
        press(page, "n")
        assert page.evaluate("location.pathname") == "/article/1"
        press(page, "n")
        assert page.evaluate("location.pathname") == "/"
    assert not page.console


def test_it_works_without_javascript(page: Browser, client: Client, store: Store) -> None:
    page.scripts(False)
    try:
        page.open(f"{client.origin}/article/1")
        for selector in (
            ".now [value=accepted]",
            ".now [value=rejected]",
            "li:nth-child(4) .what a",
        ):
            with page.loading():
                page.click(selector)
        assert page.evaluate(NOW) == "merged"
        page.click(".now .correct summary")
        page.click(".now [name=correction]")
        page.type("X")
        with page.loading():
            page.click(".now [value=corrected]")
        with page.loading():
            page.click("#undo")
    finally:
        page.scripts(True)
    assert [(d.item.text, d.action.value) for d in store.decisions()] == [
        ("Anthony", "accepted"),
        ("Brinken", "rejected"),
    ]
    assert page.evaluate(NOW) == "merged"


def test_another_site_in_the_same_browser_cannot_decide(page: Browser, client: Client, store: Store) -> None:
    """A page that knows the token, the finding and the port, and still is not the review."""
    client.post("/undo", number="1")
    key = store.article(1).items[0].fingerprint  # type: ignore[union-attr]
    body = f"token={client.token}&finding={key}&decision=accepted"
    send = (
        f"fetch('{client.origin}/article/1/decide', {{method: 'POST', mode: 'no-cors', body: '{body}',"
        " headers: {'Content-Type': 'application/x-www-form-urlencoded'}}).then(a => a.type, String)"
    )
    page.open("data:text/html,<title>elsewhere</title>")
    page.evaluate(send)
    assert f"{client.origin}/article/1/decide" in page.requests
    assert store.decisions() == []
    assert client.post("/article/1/decide", finding=key, decision="accepted").status == 303


@pytest.mark.parametrize("path", ["/?show=all", "/article/1", "/precision", "/nowhere"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_pages_fit_and_load_nothing_from_elsewhere(path: str, width: int, page: Browser, client: Client) -> None:
    page.open(f"{client.origin}{path}", width)
    assert page.evaluate(WIDE)
    assert all(url.startswith(client.origin) for url in page.requests)
    expected = ["404"] if path == "/nowhere" else []
    assert len(page.console) == len(expected)


NASTY = "<script>console.error('ran')</script><img src=/nowhere onerror=console.error('ran')>"


def test_markup_in_an_article_does_not_run(page: Browser, store: Store) -> None:
    found = {"code": "N101", "quoted": NASTY, "expected": (NASTY,), "message": NASTY, "evidence": {NASTY: NASTY}}
    store.put(audited(NASTY, f"Before {NASTY} after.", found, title=NASTY))
    with serving(store) as client:
        for path in ("/", "/article/1"):
            page.open(client.origin + path)
            assert page.evaluate("document.title + document.querySelector('main').textContent").count("<script>") > 0
            assert not page.console
            assert not any("nowhere" in url for url in page.requests)


CONTRAST = """(() => {
  const rgb = c => c.match(/[\\d.]+/g).map(Number);
  const part = v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = c => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c[3] !== 0) return c; } return rgb(getComputedStyle(document.body).backgroundColor); };
  const worst = [];
  for (const e of document.querySelectorAll('body *')) {
    if (!e.offsetParent || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) worst.push(e.className + ' ' + ratio.toFixed(2));
  }
  return worst;
})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_the_contrast_that_wcag_aa_asks_for(scheme: str, page: Browser, client: Client, store: Store) -> None:
    items = store.article(1).items  # type: ignore[union-attr]
    for item, decision in zip(items, ("accepted", "rejected", "corrected"), strict=False):
        client.post("/article/1/decide", finding=item.fingerprint, decision=decision, correction="x")
    page.media(prefers_color_scheme=scheme)
    for path in ("/?show=all", "/article/1", "/precision", "/nowhere"):
        page.open(client.origin + path)
        assert page.evaluate(CONTRAST) == []
    page.media()


def test_severities_differ_in_shape(page: Browser, store: Store) -> None:
    words = {"critical": "Brinken", "major": "Culeba", "minor": "Kiev", "neutral": "Riga"}
    found = [{"code": "N101", "quoted": word, "severity": Severity(severity)} for severity, word in words.items()]
    store.put(audited("a", " ".join(words.values()), *found))
    with serving(store) as client:
        page.open(f"{client.origin}/article/1")
        signs = page.evaluate("[...document.querySelectorAll('.mark .sign')].map(e => e.textContent)")
        lines = page.evaluate("[...document.querySelectorAll('.mark')].map(e => getComputedStyle(e).borderBottomStyle)")
    assert len(set(signs)) == len(set(lines)) == 4

"""The browser that other tests drive sees and does what they rely on."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import Browser, browser

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = """<!DOCTYPE html><title>t</title><input id=i><button onclick="console.error('clicked')">b</button>
<script>document.addEventListener('keydown', e => { document.title += e.key + (e.ctrlKey ? '^' : '') })</script>"""


@pytest.fixture(scope="module")
def page() -> Iterator[Browser]:
    with browser() as it:
        yield it


def url(html: str) -> str:
    return "data:text/html;charset=utf-8," + quote(html)


def test_keys_clicks_and_text(page: Browser) -> None:
    page.open(url(PAGE), 500, 400)
    assert page.evaluate("[innerWidth, innerHeight]") == [500, 400]
    for name in ("j", "?", "Escape"):
        page.key(name)
    page.key("z", ctrl=True)
    assert page.evaluate("document.title") == "tj?Escapez^"
    page.click("#i")
    page.type("Zaporizhzhia")
    page.key("x")
    assert page.evaluate("document.getElementById('i').value") == "Zaporizhzhiax"
    page.click("button")
    assert page.console == ["clicked"]
    with page.loading():
        page.command("Page.reload")
    assert page.evaluate("document.title") == "t"


def test_what_goes_wrong_is_told(page: Browser) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}/"
    page.open(url(f"<script>undefined.x</script><img src='{nobody}x.png'>"))
    assert "Cannot read properties of undefined" in "".join(page.console)
    assert f"{nobody}x.png" in page.requests
    with pytest.raises(AssertionError, match="nothing is not defined"):
        page.evaluate("nothing")
    with pytest.raises(AssertionError, match="ERR_CONNECTION_REFUSED"):
        page.open(nobody)


def test_scripts_and_media_can_be_set(page: Browser) -> None:
    page.scripts(False)
    page.open(url("<title>off</title><script>document.title = 'on'</script>"))
    assert page.evaluate("document.title") == "off"
    page.scripts(True)
    page.media(prefers_color_scheme="dark")
    page.open(url("<title>off</title><script>document.title = 'on'</script>"))
    assert page.evaluate("[document.title, matchMedia('(prefers-color-scheme: dark)').matches]") == ["on", True]
    page.media()


def test_screenshots_show_the_whole_page(page: Browser, tmp_path: Path) -> None:
    page.open(url("<body style='margin:0;height:2000px'>"), 390, 800)
    page.screenshot(tmp_path / "a.png")
    page.screenshot(tmp_path / "b.png", whole=False)
    sizes = [(tmp_path / name).read_bytes()[16:24] for name in ("a.png", "b.png")]
    shown = [(int.from_bytes(s[:4], "big"), int.from_bytes(s[4:], "big")) for s in sizes]
    assert shown == [(390, 2000), (390, 800)]

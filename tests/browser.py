"""A real browser for tests: headless Chromium over the DevTools protocol, as small as will do.

    with browser() as page:
        page.open("http://127.0.0.1:8765/", width=390, height=800)
        page.key("j")
        page.wait_for("document.activeElement.id == 'f2'")
        assert not page.console

Tests that ask for it are skipped where there is no Chromium; where CI is set, they fail.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
PATIENCE = 30.0
"""Seconds to wait for anything."""

_KEYS = {"Enter": ("\r", 13), "Escape": ("", 27), "Tab": ("", 9), "Backspace": ("", 8), " ": (" ", 32)}
_KEYS |= {f"Arrow{way}": ("", code) for code, way in enumerate(("Left", "Up", "Right", "Down"), 37)}
_MODIFIERS = {"alt": 1, "ctrl": 2, "meta": 4, "shift": 8}


class Browser:
    """A page of a running browser. `console` (errors and warnings) and `requests` (URLs) begin anew at each `open`."""

    def __init__(self, address: str) -> None:
        import websocket

        self._socket = websocket.create_connection(address, timeout=PATIENCE, suppress_origin=True)
        self._numbers = itertools.count(1)
        self._session = ""
        self._document = ""
        self._loaded: set[str] = set()
        self._console: list[str] = []
        self._requests: list[str] = []
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.command(f"{domain}.enable")
        self.command("Page.setLifecycleEventsEnabled", enabled=True)

    @property
    def console(self) -> list[str]:
        """The errors and warnings until now."""
        self.evaluate("0")  # what was said before this is answered has arrived
        return list(self._console)

    @property
    def requests(self) -> list[str]:
        """The URLs that were asked for until now."""
        self.evaluate("0")
        return list(self._requests)

    def open(self, url: str, width: int = 1280, height: int = 800) -> None:
        """Go to a page in a window of so many CSS pixels, and wait until it is loaded."""
        self.evaluate("0")  # what the last page said comes before
        self._console.clear()
        self._requests.clear()
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )
        answer = self.command("Page.navigate", url=url)
        if "errorText" in answer:
            raise AssertionError(f"{url}: {answer['errorText']}")
        deadline = time.monotonic() + PATIENCE
        while answer.get("loaderId", self._document) not in self._loaded:
            self._next(deadline)

    @contextmanager
    def loading(self) -> Iterator[None]:
        """Wait, at the end of the block, until the page that the block makes the browser go to is loaded."""
        before = self._document
        yield
        deadline = time.monotonic() + PATIENCE
        while self._document == before or self._document not in self._loaded:
            self._next(deadline)

    def evaluate(self, js: str) -> Any:
        """The value of an expression in the page (of a promise: what it comes to)."""
        answer = self.command("Runtime.evaluate", expression=js, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise AssertionError(f"{js}: {details.get('exception', {}).get('description', details['text'])}")
        return answer["result"].get("value")

    def wait_for(self, js: str) -> None:
        """Wait until an expression is true."""
        deadline = time.monotonic() + PATIENCE
        while not self._holds(js):
            if time.monotonic() > deadline:
                raise AssertionError(f"never came true: {js}")
            with suppress(TimeoutError):
                self._next(time.monotonic() + 0.05)

    def key(self, name: str, **modifiers: bool) -> None:
        """Press a key: a character, or a name such as Enter or ArrowDown; `ctrl=True` and the like hold others down."""
        text, code = _KEYS.get(name, (name, ord(name.upper()) if len(name) == 1 and name.isalnum() else 0))
        held = sum(_MODIFIERS[key] for key, down in modifiers.items() if down)
        event = {"key": name, "windowsVirtualKeyCode": code, "modifiers": held}
        self.command("Input.dispatchKeyEvent", type="keyDown", **event, **({"text": text} if text and not held else {}))
        self.command("Input.dispatchKeyEvent", type="keyUp", **event)

    def type(self, text: str) -> None:
        """Put a text where the cursor is."""
        self.command("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        """Click into the middle of an element."""
        where = (
            f"(e => {{ e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect();"
            f" return [r.x + r.width / 2, r.y + r.height / 2] }})(document.querySelector({json.dumps(selector)}))"
        )
        x, y = self.evaluate(where)
        for kind in ("mousePressed", "mouseReleased"):
            self.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path: str | Path, *, whole: bool = True) -> None:
        """Write a PNG of the whole page, or of what is in the window."""
        data = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        Path(path).write_bytes(base64.b64decode(data))

    def media(self, **features: str) -> None:
        """Set what style sheets ask for, such as `prefers_color_scheme="dark"` or `type="print"`."""
        kind = features.pop("type", "")
        named = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", media=kind, features=named)

    def scripts(self, run: bool) -> None:
        """Let the pages opened from now on run scripts, or not."""
        self.command("Emulation.setScriptExecutionDisabled", value=not run)

    def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command of the DevTools protocol and give its result."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        self._socket.send(json.dumps(message | ({"sessionId": self._session} if self._session else {})))
        deadline = time.monotonic() + PATIENCE
        while True:
            answer = self._next(deadline)
            if answer.get("id") == number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])

    def _holds(self, js: str) -> bool:
        try:
            return bool(self.evaluate(js))
        except AssertionError:  # the page is just being left, or not there yet
            return False

    def _next(self, deadline: float) -> dict[str, Any]:
        """Take the next message; raises `TimeoutError`."""
        import websocket

        self._socket.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            message: dict[str, Any] = json.loads(self._socket.recv())
        except websocket.WebSocketTimeoutException:
            raise TimeoutError("the browser does not answer") from None
        self._note(message.get("method", ""), message.get("params", {}))
        return message

    def _note(self, method: str, said: dict[str, Any]) -> None:
        if method == "Page.frameNavigated" and "parentId" not in said["frame"]:
            self._document = said["frame"]["loaderId"]
        elif method == "Page.lifecycleEvent" and said["name"] == "load":
            self._loaded.add(said["loaderId"])
        elif method == "Network.requestWillBeSent":
            self._requests.append(said["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            details = said["exceptionDetails"]
            self._console.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled" and said["type"] in ("error", "warning", "assert"):
            self._console.append(" ".join(str(a.get("value", a.get("description", ""))) for a in said["args"]))
        elif method == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self._console.append(f"{said['entry']['text']} {said['entry'].get('url', '')}".strip())


@contextmanager
def browser() -> Iterator[Browser]:
    """A new browser with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [_program(), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        try:
            page = Browser(_address(process))
            yield page
            with suppress(Exception):
                page.command("Browser.close")
                process.wait(PATIENCE)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _program() -> str:
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found:
        return found
    reason = f"there is no Chromium here ({', '.join(PROGRAMS)})"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def _address(process: subprocess.Popen[str]) -> str:
    """Where the browser listens, as it says on standard error; the rest of what it says there goes nowhere."""
    assert process.stderr
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith("DevTools listening on "):
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return line.split()[-1]
    raise AssertionError("the browser did not start: " + "".join(said))

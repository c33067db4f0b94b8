"""Fetching from a server that behaves, and from one that does everything else."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
import zlib
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import Request, Server, answer, serve

from mtaudit.fetch import Fetched, Fetcher, FetchError, Settings, robots

if TYPE_CHECKING:
    from pathlib import Path

QUICK = Settings(allow_private=True, delay=0.0, retries=0, timeout=5.0, deadline=5.0, max_bytes=100_000)


ANYTHING, _ = serve()


def fetch(url: str, **settings: Any) -> Fetched | FetchError:
    from dataclasses import replace

    return Fetcher(replace(QUICK, **settings), sleep=lambda _: None).get(url)


def fetched(url: str, **settings: Any) -> Fetched:
    got = fetch(url, **settings)
    assert isinstance(got, Fetched), got
    return got


def failed(url: str, **settings: Any) -> FetchError:
    got = fetch(url, **settings)
    assert isinstance(got, FetchError), got
    return got


def test_a_page(web: Server) -> None:
    web.page(
        "/a",
        "héllo",
        content_type="Text/HTML; charset=UTF-8",
        etag='"1"',
        last_modified="Mon, 01 Jan 2024 00:00:00 GMT",
    )
    got = fetched(f"{web.url}/a#part")
    assert (got.url, got.final_url, got.status) == (f"{web.url}/a#part", f"{web.url}/a", 200)
    assert (got.content_type, got.charset, got.body) == ("text/html", "utf-8", "héllo".encode())
    assert (got.etag, got.last_modified) == ('"1"', "Mon, 01 Jan 2024 00:00:00 GMT")
    agent = web.requests[-1].headers["user-agent"]
    assert agent.startswith("mtaudit/")
    assert "feed reader" in agent


def test_the_contact_is_told(web: Server) -> None:
    web.page("/", "x")
    fetched(web.url, contact="https://example.org/bot")
    assert "+https://example.org/bot" in web.requests[-1].headers["user-agent"]


def test_a_conditional_request_is_answered_by_not_modified(web: Server) -> None:
    def page(request: Request, sock: socket.socket) -> None:
        new = request.headers.get("if-none-match") == '"7"' and "if-modified-since" in request.headers
        sock.sendall(b'HTTP/1.1 304 Not Modified\r\nETag: "7"\r\n\r\n' if new else answer("x", etag='"7"'))

    web.pages["/"] = page
    fetcher = Fetcher(QUICK)
    first = fetcher.get(web.url)
    assert isinstance(first, Fetched)
    again = fetcher.get(web.url, first.etag, "Mon, 01 Jan 2024 00:00:00 GMT")
    assert isinstance(again, Fetched)
    assert (again.not_modified, again.body, again.status, again.etag) == (True, b"", 304, '"7"')


def test_not_modified_without_being_asked_is_an_error(web: Server) -> None:
    web.raw("/", b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert failed(web.url).status == 304


@pytest.mark.parametrize("etag", ["a" * 5000, '"\x01"', "a\tb"])
def test_an_etag_that_could_do_harm_is_not_kept(web: Server, etag: str) -> None:
    web.page("/", "x", etag=etag)
    assert fetched(web.url).etag is None


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 418, 451])
def test_an_answer_without_a_page_is_final(web: Server, status: int) -> None:
    web.page("/", "x", f"{status} Thing")
    error = failed(web.url, retries=3)
    assert (error.status, error.temporary) == (status, False)
    assert error.message == f"the server answers {status} Thing"
    assert web.paths() == ["/"]


def flaky(web: Server, *answers: bytes) -> list[float]:
    """Answer "/" by each of these in turn; returns the list of waits of the `Fetcher` that is given its append."""
    left = list(answers)
    web.pages["/"] = lambda _, sock: sock.sendall(left.pop(0))
    return []


@pytest.mark.parametrize(
    "bad", [answer("", "503 Busy"), answer("", "429 Slow Down"), b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_what_may_pass_is_tried_again(web: Server, bad: bytes) -> None:
    waits = flaky(web, bad, bad, answer("there"))
    got = Fetcher(Settings(allow_private=True, delay=0, retries=2), sleep=waits.append).get(web.url)
    assert isinstance(got, Fetched)
    assert got.body == b"there"
    assert len(waits) == 2
    assert 1 <= waits[0] <= 1.5
    assert 2 <= waits[1] <= 3


def test_retry_after_is_honoured(web: Server) -> None:
    date = formatdate(time.time() + 30, usegmt=True)
    waits = flaky(web, answer("", "503 Busy", retry_after="7"), answer("", "503 Busy", retry_after=date), answer("x"))
    assert isinstance(Fetcher(Settings(allow_private=True, delay=0), sleep=waits.append).get(web.url), Fetched)
    assert waits[0] == 7
    assert 27 < waits[1] <= 30


def test_a_server_that_wants_a_long_pause_is_left_alone(web: Server) -> None:
    web.page("/", "", "503 Busy", retry_after="3600")
    error = failed(web.url, retries=5)
    assert (error.retry_after, error.temporary, error.status) == (3600, True, 503)
    assert web.paths() == ["/"]


@pytest.mark.parametrize("value", ["soon", "-5", "", "Mon, 99 Foo 2024", "9" * 400, "²"])
def test_a_senseless_retry_after(web: Server, value: str) -> None:
    web.page("/", "", "503 Busy", retry_after=value)
    assert failed(web.url).status == 503


def test_redirects_are_followed(web: Server) -> None:
    web.page("/a", "", "301 Moved", location="b?x=1")
    web.page("/b?x=1", "", "307 Moved", location=f"{web.url}/c#frag")
    web.page("/c", "there")
    got = fetched(f"{web.url}/a")
    assert (got.url, got.final_url, got.body) == (f"{web.url}/a", f"{web.url}/c", b"there")


def test_redirects_in_a_circle(web: Server) -> None:
    web.page("/a", "", "302 Found", location="/b")
    web.page("/b", "", "302 Found", location="/a")
    assert failed(f"{web.url}/a").message == "redirects in a circle"
    assert web.paths() == ["/a", "/b"]


def test_redirects_without_end(web: Server) -> None:
    for number in range(20):
        web.page(f"/{number}", "", "302 Found", location=f"/{number + 1}")
    assert failed(f"{web.url}/0").message == "redirects more than 5 times"
    assert len(web.paths()) == 6


@pytest.mark.parametrize("location", ["", "http://[", "https:///", "mailto:a@b.example"])
def test_redirects_to_nowhere(web: Server, location: str) -> None:
    web.page("/", "", "302 Found", location=location)
    assert "redirects to" in failed(web.url).message


def test_the_port_of_nobody() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = failed(f"http://127.0.0.1:{port}/")
    assert error.message.startswith("the connection failed (")
    assert error.temporary


def silent(_: Request, sock: socket.socket) -> None:
    sock.recv(1)  # until the client hangs up


def test_a_single_wait_ends_with_the_deadline(web: Server) -> None:
    web.pages["/"] = silent
    began = time.monotonic()
    assert failed(web.url, timeout=5.0, deadline=0.2, robots=False).message == "took longer than 0.2 seconds"
    assert time.monotonic() - began < 2


def dripping(head: bytes, drop: bytes) -> Any:
    def drip(_: Request, sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(drop)
            time.sleep(0.01)

    return drip


def test_a_server_that_says_nothing(web: Server) -> None:
    web.pages["/"] = silent
    error = failed(web.url, timeout=0.1, robots=False)
    assert (error.message, error.temporary) == ("did not answer within 0.1 seconds", True)


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 90000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nA: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["body", "chunks", "trailers", "header", "continue"],
)
def test_a_server_that_drips_is_left_at_the_deadline(web: Server, head: bytes, drop: bytes) -> None:
    web.pages["/"] = dripping(head, drop)
    began = time.monotonic()
    error = failed(web.url, timeout=5.0, deadline=0.3, robots=False)
    assert error.message == "took longer than 0.3 seconds"
    assert time.monotonic() - began < 2


def endless(head: bytes, piece: bytes) -> Any:
    def flood(_: Request, sock: socket.socket) -> None:
        sock.sendall(head)
        while True:
            sock.sendall(piece)

    return flood


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 4096),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", b"x" * 4096),
    ],
    ids=["no length", "chunks", "length"],
)
def test_an_endless_body_is_left_at_the_limit(web: Server, head: bytes, piece: bytes) -> None:
    web.pages["/"] = endless(head, piece)
    error = failed(web.url)
    assert (error.message, error.temporary) == ("is larger than 100,000 bytes, the limit", False)


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 70000]
)
def test_endless_headers(web: Server, head: bytes) -> None:
    web.raw("/", head)
    assert failed(web.url).message.startswith("did not answer in HTTP")


def test_a_body_of_the_limit_is_read(web: Server) -> None:
    web.page("/", b"x" * 100_000)
    assert len(fetched(web.url).body) == 100_000
    web.page("/", b"x" * 100_001)
    assert "larger" in failed(web.url).message


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
    ],
)
def test_a_body_that_ends_early(web: Server, data: bytes) -> None:
    web.raw("/", data)
    error = failed(web.url)
    assert (error.message, error.temporary) == ("hung up in the middle of its answer", True)


def test_a_body_longer_than_it_says_is_read_as_far_as_it_says(web: Server) -> None:
    web.raw("/", b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlonger")
    assert fetched(web.url).body == b"long"


@pytest.mark.parametrize("length", ["-1", "x", "1e3"])
def test_a_senseless_length_is_passed_over(web: Server, length: str) -> None:
    web.raw("/", f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nbody".encode())
    assert fetched(web.url).body == b"body"


@pytest.mark.parametrize(
    "data",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\x00\x01\x02",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_no_http_at_all(web: Server, data: bytes) -> None:
    web.raw("/", data)
    assert failed(web.url, robots=False).message.startswith(("did not answer in HTTP", "hung up"))


@pytest.mark.parametrize(
    ("packed", "coding"),
    [
        (gzip.compress(b"hello " * 100), "gzip"),
        (gzip.compress(b"hello " * 50) + gzip.compress(b"hello " * 50), "gzip"),
        (gzip.compress(b"hello " * 100) + b"garbage", "GZip"),
        (zlib.compress(b"hello " * 100), "deflate"),
        (b"hello " * 100, "identity"),
    ],
)
def test_packed_bodies(web: Server, packed: bytes, coding: str) -> None:
    web.page("/", packed, content_encoding=coding)
    assert fetched(web.url).body == b"hello " * 100


@pytest.mark.parametrize(
    ("packed", "coding", "why"),
    [
        (gzip.compress(bytes(50_000_000)), "gzip", "larger"),
        (zlib.compress(bytes(50_000_000)), "deflate", "larger"),
        (gzip.compress(bytes(90_000)) * 2, "gzip", "larger"),
        (gzip.compress(b"") * 4000, "gzip", "more than 64 parts"),
        (gzip.compress(b"hello")[:-3], "gzip", "ends in the middle"),
        (b"plain", "gzip", "not packed"),
        (b"x", "br", "'br', which was not asked for"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip", "not asked for"),
    ],
    ids=["bomb", "zlib bomb", "two halves", "splinters", "cut", "plain", "brotli", "twice"],
)
def test_packed_bodies_that_are_refused(web: Server, packed: bytes, coding: str, why: str) -> None:
    web.page("/", packed, content_encoding=coding)
    assert why in failed(web.url).message


def test_a_bomb_is_never_unpacked_as_a_whole(web: Server) -> None:
    web.page("/", gzip.compress(bytes(50_000_000)), content_encoding="gzip")
    tracemalloc.start()
    try:
        assert "larger" in failed(web.url).message
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("body", "content_type", "charset"),
    [
        ("é".encode("latin-1"), "text/plain; charset=iso-8859-1", "iso-8859-1"),
        ("é".encode(), "text/plain; charset=us-ascii", None),
        ("é".encode("latin-1"), "text/plain; charset=utf-8", None),
        ("é".encode(), "text/plain; charset=klingon", None),
        ("é".encode(), "text/plain", None),
        ("д".encode("koi8-r"), 'text/plain; charset="KOI8-R"', "koi8-r"),
        ("\ufeffé".encode(), "text/plain; charset=iso-8859-1", "iso-8859-1"),
        (b"+ADw-", "text/plain; charset=utf-7", None),
        (b"a", "text/plain; charset=base64", None),
        (b"\\u0041", "text/plain; charset=unicode_escape", None),
        (b"a", "text/plain; charset=\x00", None),
    ],
)
def test_charsets(web: Server, body: bytes, content_type: str, charset: str | None) -> None:
    web.page("/", body, content_type=content_type)
    got = fetched(web.url)
    assert (got.charset, got.body) == (charset, body)


def test_robots_txt_is_respected(web: Server) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed\nAllow: /closed/feed$\n\nUser-agent: other\nDisallow: /")
    web.page("/open", "x")
    web.page("/closed/feed", "x")
    fetcher = Fetcher(QUICK)
    assert isinstance(fetcher.get(f"{web.url}/open"), Fetched)
    assert isinstance(fetcher.get(f"{web.url}/closed/feed"), Fetched)
    error = fetcher.get(f"{web.url}/closed/page")
    assert isinstance(error, FetchError)
    assert error.message == "is closed to programs by the host's robots.txt"
    assert web.paths(robots=True) == ["/robots.txt", "/open", "/closed/feed"]


def test_robots_txt_that_names_us(web: Server) -> None:
    web.page("/robots.txt", "User-agent: *\nAllow: /\n\nUser-agent: MTAudit\nDisallow: /")
    assert "robots.txt" in failed(web.url).message


def test_robots_txt_counts_after_a_redirect(web: Server) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /closed")
    web.page("/open", "", "302 Found", location="/closed")
    web.page("/closed", "x")
    assert "robots.txt" in failed(f"{web.url}/open").message
    assert web.paths() == ["/open"]


@pytest.mark.parametrize(
    ("status", "open_"), [("404 No", True), ("403 No", True), ("500 Oh", False), ("429 Slow", False)]
)
def test_a_host_without_a_readable_robots_txt(web: Server, status: str, open_: bool) -> None:
    web.page("/robots.txt", "User-agent: *\nDisallow: /", status)
    web.page("/", "x")
    assert isinstance(fetch(web.url), Fetched if open_ else FetchError)


def test_robots_txt_of_any_size_and_content(web: Server) -> None:
    web.page("/", "x")
    web.page("/robots.txt", b"User-agent: *\nDisallow: /\n" + b"# \xff\x00\n" * 200_000)
    assert "robots.txt" in failed(web.url).message
    web.page("/robots.txt", gzip.compress(b"User-agent: *\nDisallow: /\n" + bytes(50_000_000)), content_encoding="gzip")
    assert "robots.txt" in failed(web.url).message


def test_robots_txt_that_is_moved(web: Server) -> None:
    web.page("/", "x")
    web.page("/robots.txt", "", "301 Moved", location="/r")
    web.page("/r", "User-agent: *\nDisallow: /")
    assert "robots.txt" in failed(web.url).message


def test_a_crawl_delay_is_waited_up_to_a_minute(web: Server) -> None:
    web.page("/", "x")
    waits: list[float] = []
    for asked, waited in (("7", 7), ("100000", 60)):
        web.page("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}")
        waits.clear()
        fetcher = Fetcher(QUICK, sleep=waits.append)
        fetcher.get(web.url)
        fetcher.get(web.url)
        assert waits[-1] == pytest.approx(waited, abs=1)


def test_rules_are_asked_for_again_after_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = robots.rules(404, b"")
    assert not rules.stale
    monkeypatch.setattr(robots.time, "monotonic", lambda: rules.end)
    assert rules.stale


def test_two_requests_to_a_host_are_apart(web: Server) -> None:
    web.page("/", "x")
    waits: list[float] = []
    fetcher = Fetcher(Settings(allow_private=True, delay=4.0, robots=False), sleep=waits.append)
    for _ in range(3):
        fetcher.get(web.url)
    assert len(waits) == 2
    assert all(3 < wait <= 4 for wait in waits)


def test_one_connection_a_host_at_a_time(web: Server) -> None:
    inside = threading.Lock()

    def page(_: Request, sock: socket.socket) -> None:
        alone = inside.acquire(blocking=False)
        time.sleep(0.01)  # time for a second request to come, if one may
        if alone:
            inside.release()
        sock.sendall(answer("alone" if alone else "", "200 OK" if alone else "500 Crowded"))

    web.pages["/"] = page
    fetcher = Fetcher(QUICK)
    results: list[Fetched | FetchError] = []
    threads = [threading.Thread(target=lambda: results.append(fetcher.get(web.url))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert all(isinstance(got, Fetched) for got in results)
    assert web.paths(robots=True).count("/robots.txt") == 1


def test_a_slow_host_does_not_keep_another_waiting(web: Server) -> None:
    slow, stop = serve("127.0.0.2")
    inside = threading.Event()

    def hang(_: Request, sock: socket.socket) -> None:
        inside.set()
        sock.recv(1)

    slow.pages["/"] = hang
    web.page("/", "x")
    fetcher = Fetcher(Settings(allow_private=True, robots=False, timeout=1, deadline=1, retries=0))
    thread = threading.Thread(target=fetcher.get, args=(slow.url,))
    thread.start()
    inside.wait(5)
    assert isinstance(fetcher.get(web.url), Fetched)
    assert thread.is_alive()
    thread.join()
    stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for "localhost", with its key."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    subprocess.run(
        ["openssl", *made.split(), "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True,
        capture_output=True,
    )
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return folder


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: Path) -> None:
    server, stop = serve(certificate=certificate / "both.pem")
    error = failed(server.url.replace("127.0.0.1", "localhost"), robots=False)
    stop()
    assert error.message.startswith("has no valid certificate (self")
    assert not error.temporary


@pytest.mark.parametrize(("host", "said"), [("localhost", "b'secure'"), ("127.0.0.1", "IP address mismatch")])
def test_a_certificate_must_be_for_the_host(certificate: Path, host: str, said: str) -> None:
    server, stop = serve(certificate=certificate / "both.pem")
    server.page("/", "secure")
    code = (
        "import sys; from mtaudit.fetch import Fetcher, Settings\n"
        "got = Fetcher(Settings(allow_private=True, robots=False)).get(sys.argv[1])\n"
        "print(getattr(got, 'body', got))"
    )
    url = server.url.replace("127.0.0.1", host)
    environment = os.environ | {"SSL_CERT_FILE": str(certificate / "cert.pem")}
    done = subprocess.run(
        [sys.executable, "-c", code, url], env=environment, capture_output=True, text=True, check=True
    )
    stop()
    assert said in done.stdout


HEADS = st.lists(
    st.tuples(
        st.sampled_from(
            ["Content-Type", "Content-Length", "Transfer-Encoding", "Content-Encoding", "ETag", "Retry-After"]
        )
        | st.sampled_from(["Location", "Last-Modified"]),
        st.text(st.characters(max_codepoint=255))
        | st.sampled_from(["gzip", "chunked", "5", "/", "text/html; charset*=x''%E2"]),
    )
).map(lambda pairs: "".join(f"{name}: {value}\r\n" for name, value in pairs).encode("latin-1"))
ANSWERS = st.builds(
    lambda status, head, body: b"HTTP/1.1 %d OK\r\n%b\r\n%b" % (status, head, body),
    st.sampled_from([200, 204, 301, 304, 404, 503]),
    HEADS,
    st.binary(),
)


@given(st.binary() | ANSWERS)
@hypothesis.settings(deadline=None)
def test_any_bytes_are_an_answer_or_an_error(data: bytes) -> None:
    ANYTHING.raw("/", data)
    assert isinstance(fetch(ANYTHING.url, robots=False), (Fetched, FetchError))


def test_proxies_of_the_environment_are_not_used(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    web.page("/", "x")
    assert fetched(web.url).body == b"x"

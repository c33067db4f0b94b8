"""Which addresses are public, what URLs are taken apart into, and that names cannot turn."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webserver import serve

from mtaudit.fetch import Fetched, Fetcher, FetchError, Settings, address
from mtaudit.fetch.address import is_public, target
from mtaudit.fetch.result import FailedError

PRIVATE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "168.63.129.16",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "3fff::1",
    "nonsense",
]
PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "169.253.255.255",
    "192.0.1.1",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("ip", PRIVATE)
def test_private(ip: str) -> None:
    assert not is_public(ip)


@pytest.mark.parametrize("ip", PUBLIC)
def test_public(ip: str) -> None:
    assert is_public(ip)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_no_more_public_inside_an_ipv6_address(ip: Any) -> None:
    assert is_public(f"::ffff:{ip}") == is_public(str(ip))
    assert not (is_public(str(ip)) and (ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast))


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://example.org", "http://example.org/"),
        ("HTTP://Example.ORG:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://example.org:8443/a b/ü?q=ж", "https://example.org:8443/a%20b/%C3%BC?q=%D0%B6"),
        ("http://example.org/%7Ea?x=%20", "http://example.org/%7Ea?x=%20"),
        ("http://example.org//a", "http://example.org//a"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[2606:4700::1]:81/", "http://[2606:4700::1]:81/"),
        ("http://example.org/\r\nHost: evil", "http://example.org/Host:%20evil"),
    ],
)
def test_urls(url: str, sent: str) -> None:
    assert target(url).url == sent


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/", "is not an http"),
        ("file:///etc/passwd", "is not an http"),
        ("javascript:alert(1)", "is not an http"),
        ("example.org", "is not an http"),
        ("http://", "host name"),
        ("http://a b/", "host name"),
        ("http://a%00b/", "host name"),
        ("http://me:secret@example.org/", "password"),
        ("http://example.org:99999/", "not a valid"),
        ("http://example.org:x/", "not a valid"),
        ("http://[::1/", "not a valid"),
        ("http://" + "a" * 70 + ".org/", "not a valid"),
    ],
)
def test_urls_that_cannot_be_fetched(url: str, why: str) -> None:
    with pytest.raises(FailedError, match=why):
        target(url)
    error = Fetcher().get(url)
    assert isinstance(error, FetchError)
    assert why in str(error)


@given(st.text(st.characters()))
def test_any_text_is_a_url_or_an_error(text: str) -> None:
    for url in (text, f"http://{text}", f"http://example.org/{text}"):
        try:
            sent = target(url).url
        except FailedError:
            continue
        assert sent.isascii()
        assert sent.isprintable()
        assert " " not in sent


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]"])
def test_private_addresses_are_refused_however_they_are_written(web: Any, host: str) -> None:
    port = web.url.rpartition(":")[2]
    error = Fetcher().get(f"http://{host}:{port}/")
    assert isinstance(error, FetchError)
    assert "private address" in error.message
    assert web.requests == []


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let every name resolve to the first answer, then to the second …; returns what was asked."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        ips = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(address.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_is_resolved_once_and_the_checked_address_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    good, stop = serve("127.0.0.2")
    port = int(good.url.rpartition(":")[2])
    inner, stop_inner = serve("127.0.0.1", port=port)
    good.page("/", "good")
    inner.page("/", "secret")
    monkeypatch.setattr(address, "is_public", lambda ip: ip == "127.0.0.2")
    monkeypatch.setattr("mtaudit.fetch.wire.is_public", lambda ip: ip == "127.0.0.2")
    asked = names(monkeypatch, ["127.0.0.2"], ["127.0.0.1"])
    got = Fetcher(Settings(robots=False, delay=0)).get(f"http://rebinding.example:{port}/")
    assert isinstance(got, Fetched)
    assert got.body == b"good"
    assert asked == ["rebinding.example"]
    assert good.requests[0].headers["host"] == f"rebinding.example:{port}"
    later = Fetcher(Settings(robots=False)).get(f"http://rebinding.example:{port}/")
    assert isinstance(later, FetchError)
    assert inner.requests == []
    stop()
    stop_inner()


def test_of_several_addresses_the_private_ones_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["10.0.0.1", "93.184.216.34", "127.0.0.1"])
    found = address.addresses("mixed.example", 80, timeout=5, allow_private=False)
    assert [a.ip for a in found] == ["93.184.216.34"]


def test_a_socket_that_ends_up_elsewhere_is_dropped(monkeypatch: pytest.MonkeyPatch, web: Any) -> None:
    monkeypatch.setattr(address, "is_public", lambda ip: True)
    error = Fetcher(Settings(robots=False)).get(web.url)
    assert isinstance(error, FetchError)
    assert error.message == "leads to the private address 127.0.0.1, which is refused"
    assert web.requests == []


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.2:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://2130706434:{port}/",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
    ],
)
def test_every_redirect_is_checked(monkeypatch: pytest.MonkeyPatch, web: Any, place: str) -> None:
    port = web.url.rpartition(":")[2]
    monkeypatch.setattr(address, "is_public", lambda ip: ip == "127.0.0.1" and not forbidden.is_set())
    monkeypatch.setattr("mtaudit.fetch.wire.is_public", lambda ip: ip == "127.0.0.1")
    forbidden = threading.Event()

    def moved(request: Any, sock: socket.socket) -> None:
        forbidden.set()
        sock.sendall(f"HTTP/1.1 302 Found\r\nLocation: {place.format(port=port)}\r\n\r\n".encode())

    web.pages["/"] = moved
    error = Fetcher(Settings(robots=False, delay=0)).get(web.url)
    assert isinstance(error, FetchError)
    assert "private address" in error.message or "not an http" in error.message
    assert web.paths() == ["/"]


def test_a_name_that_is_not_resolved_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr(address.socket, "getaddrinfo", lambda *_, **__: over.wait(10))
    error = Fetcher(Settings(timeout=0.05, robots=False, retries=0)).get("http://slow.example/")
    over.set()
    assert isinstance(error, FetchError)
    assert error.message == "the name slow.example was not resolved within 0.05 seconds"


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(address.socket, "getaddrinfo", getaddrinfo)
    error = Fetcher().get("http://nowhere.example/")
    assert isinstance(error, FetchError)
    assert str(error) == "http://nowhere.example/: the host nowhere.example is not known"
    assert not error.temporary

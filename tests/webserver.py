"""A web server on loopback that does as it is told, bad manners included."""

from __future__ import annotations

import socket
import socketserver
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Answer = Callable[["Request", socket.socket], None]


@dataclass(frozen=True)
class Request:
    """A request as it came: the target, and the headers by their names in lower case."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """Answers each path by `pages`, everything else by 404; `requests` are those that came."""

    url: str
    pages: dict[str, Answer] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)

    def page(self, path: str, body: bytes | str = b"", status: str = "200 OK", **headers: str) -> None:
        """Answer a path with a body."""
        self.pages[path] = lambda _, sock: sock.sendall(answer(body, status, **headers))

    def raw(self, path: str, *pieces: bytes) -> None:
        """Answer a path with these bytes and hang up."""
        self.pages[path] = lambda _, sock: sock.sendall(b"".join(pieces))

    def paths(self, *, robots: bool = False) -> list[str]:
        """What was asked for, in order."""
        return [r.path for r in self.requests if robots or r.path != "/robots.txt"]


def answer(body: bytes | str = b"", status: str = "200 OK", **headers: str) -> bytes:
    """A whole HTTP answer; `content_type="…"` becomes a header."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"Content-Length": str(len(data))} | {k.replace("_", "-").title(): v for k, v in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + data


class _TCPServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False


def serve(
    host: str = "127.0.0.1", *, port: int = 0, certificate: Path | None = None
) -> tuple[Server, Callable[[], None]]:
    """A running server, and how to stop it."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                sock = context.wrap_socket(self.request, server_side=True) if context else self.request
                request = _request(sock)
                if request:
                    server.requests.append(request)
                    missing: Answer = lambda _, s: s.sendall(answer("", "404 Not Found"))  # noqa: E731
                    server.pages.get(request.path, missing)(request, sock)
                    if context:
                        sock.close()
            except OSError:  # the client had enough
                pass

    class Six(_TCPServer):
        address_family = socket.AF_INET6

    tcp = (Six if ":" in host else _TCPServer)((host, port), Handler)
    shown = f"[{host}]" if ":" in host else host
    server = Server(f"{'https' if certificate else 'http'}://{shown}:{tcp.server_address[1]}")
    threading.Thread(target=lambda: tcp.serve_forever(0.02), daemon=True).start()

    def stop() -> None:
        tcp.shutdown()
        tcp.server_close()

    return server, stop


def _request(sock: socket.socket) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = sock.recv(65536)
        if not piece:
            return None
        data += piece
    first, *lines = data.decode("latin-1").partition("\r\n\r\n")[0].split("\r\n")
    pairs = (line.partition(": ") for line in lines)
    return Request(first.split(" ")[1], {name.lower(): value for name, _, value in pairs})

"""`mtaudit feed`: the whole command against a server on loopback."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result
from webserver import Request, Server, answer

from mtaudit.cli import app
from mtaudit.cli import feed as command
from mtaudit.feeds.store import Store
from mtaudit.fetch import Fetcher

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Result]

FLAWED = "Secretary of State Anthony Brinken spoke in Brussels on Monday, and the ministers listened to him."
CLEAN = "The ministers met in Brussels on Monday, and spoke of the winter that lies ahead of them all."
QUICK = ("--allow-private", "--delay", "0", "--select", "N101")


def rss(items: dict[str, str], title: str = "The Post", url: str = "") -> str:
    def entry(name: str, text: str) -> str:
        link = f"<link>{url}/{name}</link>" if url else ""
        return (
            f"<item><guid isPermaLink='false'>{name}</guid>{link}<title>Title {name}</title>"
            f"<pubDate>Fri, 01 Mar 2024 10:00:00 GMT</pubDate><description>{text}</description></item>"
        )

    inner = "".join(entry(name, text) for name, text in items.items())
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{inner}</channel></rss>'


def page(text: str) -> str:
    return f"<html><body><article><h1>Head</h1><p>{text}</p><p>{CLEAN}</p></article></body></html>"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in an empty folder, without the pauses before second tries."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(Fetcher.__init__.__kwdefaults__, "sleep", lambda _: None)
    return lambda *args: CliRunner().invoke(app, ["feed", *map(str, args), *QUICK], prog_name="mtaudit")


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def ids(result: Result) -> list[str]:
    return [record["id"] for record in records(result)]


def test_the_second_run_audits_nothing(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": FLAWED, "2": CLEAN}))
    first = run(f"{web.url}/feed")
    assert (first.exit_code, first.stderr) == (0, "")
    head, row, total = first.stdout.splitlines()
    assert head.split() == ["outlet", "day", "articles", "words", "score", "pass", "undetermined", "fail"]
    assert row.split()[:5] == ["The", "Post", "2024-03-01", "2", "34"]
    assert total == "1 feed, 2 articles audited"
    second = run(f"{web.url}/feed")
    assert second.exit_code == 0
    assert second.stdout.splitlines() == [head, row, "1 feed, 0 articles audited"]


def test_a_report_stays_when_nothing_is_new(run: Run, web: Server, tmp_path: Path) -> None:
    web.page("/feed", rss({"1": CLEAN}))
    for report in (tmp_path / "a.jsonl", tmp_path / "a.jsonl", tmp_path / "b.jsonl"):
        assert run(f"{web.url}/feed", "--format", "jsonl", "-o", report).exit_code == 0
    assert json.loads((tmp_path / "a.jsonl").read_text())["id"] == "1"
    assert (tmp_path / "b.jsonl").read_text() == ""


def test_a_changed_item_is_audited_again(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": FLAWED, "2": CLEAN}))
    [one, two] = records(run(f"{web.url}/feed", "--format", "jsonl"))
    assert [f["text"] for f in one["findings"]] == ["Brinken"]
    assert two["findings"] == []
    web.page("/feed", rss({"3": CLEAN, "1": FLAWED.replace("Brinken", "Blinken"), "2": CLEAN}))
    result = run(f"{web.url}/feed", "--format", "jsonl")
    assert ids(result) == ["1", "3"]
    assert records(result)[0]["findings"] == []
    assert "1 feed, 2 articles audited" in result.stderr


def test_a_server_that_answers_not_modified(run: Run, web: Server) -> None:
    def feed(request: Request, sock: socket.socket) -> None:
        known = request.headers.get("if-none-match") == '"1"'
        sock.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else answer(rss({"1": CLEAN}), etag='"1"'))

    web.pages["/feed"] = feed
    assert run(f"{web.url}/feed").stdout.endswith("1 article audited\n")
    again = run(f"{web.url}/feed")
    assert (again.exit_code, again.stderr) == (0, "")
    assert again.stdout.endswith("0 articles audited\n")
    assert [r.headers.get("if-none-match") for r in web.requests if r.path == "/feed"] == [None, '"1"']


def test_what_a_limit_left_is_audited_next_though_nothing_was_modified(run: Run, web: Server) -> None:
    def feed(request: Request, sock: socket.socket) -> None:
        body = rss({str(n): CLEAN for n in range(5)})
        known = "if-none-match" in request.headers
        sock.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n" if known else answer(body, etag='"1"'))

    web.pages["/feed"] = feed
    seen = [ids(run(f"{web.url}/feed", "--limit", 2, "--format", "jsonl")) for _ in range(4)]
    assert [len(found) for found in seen] == [2, 2, 1, 0]
    assert sorted(name for found in seen for name in found) == ["0", "1", "2", "3", "4"]


def test_another_selection_audits_anew_only_with_again(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": FLAWED}))
    run(f"{web.url}/feed")
    assert "0 articles" in run(f"{web.url}/feed", "--select", "N102").stdout
    assert "0 articles" in run(f"{web.url}/feed", "--again").stdout
    assert "1 article " in run(f"{web.url}/feed", "--select", "N102", "--again").stdout
    assert "0 articles" in run(f"{web.url}/feed", "--select", "N102", "--again").stdout


def test_pages_are_followed_once(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": "Short.", "2": ""}, url=web.url))
    web.page("/1", page(FLAWED), content_type="text/html; charset=utf-8")
    web.page("/2", page(CLEAN), content_type="text/html")
    one, two = records(run(f"{web.url}/feed", "--follow", "--format", "jsonl"))
    assert one["id"] == f"{web.url}/1"
    assert [f["text"] for f in one["findings"]] == ["Brinken"]
    assert two["words"] == 1 + 2 * len(CLEAN.split())
    assert web.paths() == ["/feed", "/1", "/2"]
    assert "0 articles" in run(f"{web.url}/feed", "--follow").stdout
    assert web.paths() == ["/feed", "/1", "/2", "/feed"]


def test_a_page_that_stays_as_it_is_is_not_audited_again(run: Run, web: Server) -> None:
    web.page("/1", page(FLAWED), content_type="text/html")
    for text, audited in (("Short.", "1 article "), ("Short, and changed.", "0 articles")):
        web.page("/feed", rss({"1": text}, url=web.url))
        assert audited in run(f"{web.url}/feed", "--follow").stdout
    assert web.paths() == ["/feed", "/1"] * 2


def test_pages_that_fail_are_named_and_tried_again_the_next_time(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": "a", "2": "b", "3": "c"}, url=web.url))
    web.page("/2", page(CLEAN), content_type="text/html")
    web.page("/3", "%PDF", content_type="application/pdf")
    result = run(f"{web.url}/feed", "--follow", "--format", "jsonl")
    assert result.exit_code == 2
    assert ids(result) == [f"{web.url}/2"]
    assert result.stderr.splitlines()[:2] == [
        f"mtaudit: {web.url}/1: the server answers 404 Not Found",
        f"mtaudit: {web.url}/3: is not a web page but application/pdf",
    ]
    web.page("/1", page(FLAWED), content_type="text/html")
    again = run(f"{web.url}/feed", "--follow", "--format", "jsonl")
    assert ids(again) == [f"{web.url}/1"]
    assert run(f"{web.url}/feed", "--follow").exit_code == 2
    assert run(f"{web.url}/feed", "--follow").exit_code == 0  # given up
    assert web.paths().count("/3") == 3


def test_a_feed_without_texts_says_so(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": "", "2": CLEAN}, url=web.url))
    result = run(f"{web.url}/feed")
    assert result.exit_code == 2
    assert result.stderr == f"mtaudit: {web.url}/feed: 1 new item has no text; --follow reads the pages\n"
    assert "1 article " in result.stdout
    assert run(f"{web.url}/feed").exit_code == 0


def test_feeds_of_an_opml_file(run: Run, web: Server, tmp_path: Path) -> None:
    web.page("/a", rss({"1": FLAWED}))
    web.page("/b", rss({"1": CLEAN}, "Own title"))
    outlines = f'<outline text="Named" xmlUrl="{web.url}/a"/><outline xmlUrl="{web.url}/b"/>'
    (tmp_path / "f.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    result = run("f.opml", f"{web.url}/a")
    assert result.exit_code == 0
    assert [line.split("  ")[0] for line in result.stdout.splitlines()[1:3]] == ["Named", "Own title"]
    assert result.stdout.endswith("2 feeds, 2 articles audited\n")


def test_whatever_cannot_be_read_is_named_and_the_rest_is_done(run: Run, web: Server, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
        web.page("/html", "<html>x</html>", content_type="text/html")
        web.page("/busy", "", "503 Busy", retry_after="7200")
        web.page("/feed", rss({"1": CLEAN}))
        (tmp_path / "bad.opml").write_text('<!DOCTYPE opml [<!ENTITY x "y">]>\n<opml/>')
        wrong = [f"{web.url}/none", f"{web.url}/html", f"{web.url}/busy", "none.opml", "bad.opml", "ftp://a.example/"]
        result = run(*wrong, f"{web.url}/feed", "-v")
        assert result.exit_code == 2
        said = result.stderr.splitlines()
        assert said == [
            "mtaudit: none.opml: No such file or directory; "
            "give an OPML file, or an address that begins with http:// or https://",
            "mtaudit: bad.opml:1: the DOCTYPE declares the entity 'x', which is not accepted; write the text out",
            "mtaudit: ftp://a.example/: No such file or directory; "
            "give an OPML file, or an address that begins with http:// or https://",
            f"mtaudit: {web.url}/none: the server answers 404 Not Found",
            f"mtaudit: {web.url}/html: is no RSS or Atom feed"
            " (it is a web page; look on it for the address of the feed)",
            f"mtaudit: {web.url}/busy: the server answers 503 Busy",
        ]
        assert result.stdout.endswith("4 feeds, 1 article audited\n")
        unreachable = run(nobody, "--store", "other.sqlite")
    assert unreachable.exit_code == 2
    assert f"{nobody}: the connection failed (Connection refused)" in unreachable.stderr
    rest = run(f"{web.url}/busy")
    assert "asked to be left alone until 20" in rest.stderr
    assert web.paths().count("/busy") == 1


def test_private_addresses_are_refused_unless_allowed(web: Server, tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    result = CliRunner().invoke(app, ["feed", f"{web.url}/feed", "--store", str(store), "--select", "N101"])
    assert result.exit_code == 2
    assert "private address 127.0.0.1, which is refused (see --allow-private)" in result.stderr
    assert web.requests == []


@pytest.mark.parametrize("address", ["http://169.254.169.254/latest/", "http://[::1]/", "http://10.0.0.1/"])
def test_pages_on_private_addresses_are_not_followed(
    run: Run, web: Server, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed on the public internet (which loopback plays here) cannot make us read the local network."""
    monkeypatch.setattr("mtaudit.fetch.address.is_public", lambda ip: ip == "127.0.0.1")
    monkeypatch.setattr("mtaudit.fetch.wire.is_public", lambda ip: ip == "127.0.0.1")
    web.page("/feed", rss({"1": "x"}, url=address))
    args = ["feed", f"{web.url}/feed", "--follow", "--delay", "0", "--select", "N101"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 2
    assert "which is refused" in result.stderr
    assert "0 articles" in result.stdout


@pytest.mark.parametrize("kind", ["text", "other", "locked", "newer", "folder"])
def test_a_store_that_cannot_be_used(
    run: Run, web: Server, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(Store.__init__.__kwdefaults__, "patience", 0.05)
    web.page("/feed", rss({"1": CLEAN}))
    path = tmp_path / "s.sqlite"
    with contextlib.ExitStack() as stack:
        if kind == "text":
            path.write_text("hello " * 1000)
            why = "is not a store of feeds"
        elif kind == "folder":
            path = tmp_path / "none" / "s.sqlite"
            why = "cannot be opened"
        else:
            Store(path).__exit__() if kind != "other" else None
            db = stack.enter_context(contextlib.closing(sqlite3.connect(path, isolation_level=None)))
            db.execute(
                {"other": "CREATE TABLE x (y)", "locked": "BEGIN EXCLUSIVE", "newer": "PRAGMA user_version = 99"}[kind]
            )
            why = {"other": "of another program", "locked": "is in use", "newer": "a newer mtaudit"}[kind]
        result = run(f"{web.url}/feed", "--store", path, "--format", "jsonl", "-o", "out.jsonl")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"mtaudit: {path}: ")
    assert why in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (tmp_path / "out.jsonl").exists()


def test_several_reports(run: Run, web: Server, tmp_path: Path) -> None:
    web.page("/feed", rss({"1": FLAWED}))
    formats = ("--format", "jsonl", "-o", "a.jsonl", "--format", "html", "-o", "a.html", "--format", "text")
    result = run(f"{web.url}/feed", *formats)
    assert result.exit_code == 0
    assert json.loads((tmp_path / "a.jsonl").read_text())["id"] == "1"
    assert "Brinken" in (tmp_path / "a.html").read_text()
    assert "1:1:28: major" in result.stdout
    assert "outlet" in result.stderr
    assert "outlet" not in result.stdout


def test_a_report_without_a_format_is_text(run: Run, web: Server, tmp_path: Path) -> None:
    web.page("/feed", rss({"1": FLAWED}))
    assert "outlet" in run(f"{web.url}/feed", "-o", "a.txt").stdout
    assert "Brinken" in (tmp_path / "a.txt").read_text()


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (["--every", "soon"], "'soon' is no span of time; write 10m, 2h or 1d"),
        (["--every", "10s"], "once a minute"),
        (["--format", "yaml"], "there is no format 'yaml'"),
        (["--limit", "0"], "limit"),
        (["--contact", "a\nb"], "plain ASCII"),
        (["--select", "X9"], "no check is called"),
    ],
)
def test_usage(run: Run, args: list[str], why: str) -> None:
    result = run("http://a.example/", *args)
    assert result.exit_code == 2
    assert why in result.stderr


def test_a_missing_package_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "feedparser" else object())
    result = run("http://a.example/")
    assert (result.exit_code, result.stderr) == (
        2,
        "mtaudit: reading feeds needs feedparser: pip install 'mtaudit[feeds]'\n",
    )


def test_every_looks_again_and_leaves_reports_alone_when_nothing_is_new(
    run: Run, web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, waits, seen = tmp_path / "a.jsonl", list[float](), list[str]()

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        seen.append(json.loads(report.read_text())["id"])
        if len(waits) == 2:
            web.page("/feed", rss({"1": CLEAN, "2": CLEAN}))
        elif len(waits) == 4:
            raise KeyboardInterrupt

    web.page("/feed", rss({"1": CLEAN}))
    monkeypatch.setattr(command.time, "sleep", sleep)
    result = run(f"{web.url}/feed", "--every", "10m", "--format", "jsonl", "-o", report)
    assert (result.exit_code, result.stderr) == (130, "mtaudit: stopped\n")
    assert waits == [600.0] * 4
    assert seen == ["1", "1", "2", "2"]
    assert [line[8:] for line in result.stdout.splitlines() if "feed, " in line] == [
        "1 article audited",
        "0 articles audited",
        "1 article audited",
        "0 articles audited",
    ]


def start(*args: str, **options: Any) -> subprocess.Popen[str]:
    line = [sys.executable, "-m", "mtaudit", "feed", *args, *QUICK]
    return subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_the_loop(web: Server, tmp_path: Path) -> None:
    web.page("/feed", rss({"1": CLEAN}))
    process = start(f"{web.url}/feed", "--every", "1h", "--store", str(tmp_path / "s.sqlite"))
    assert process.stdout
    while "1 article audited" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert (process.returncode, stderr) == (130, "mtaudit: stopped\n")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_kill_9_repeats_at_most_the_article_in_work(run: Run, web: Server, tmp_path: Path) -> None:
    web.page("/feed", rss({str(n): "x" for n in range(5)}, url=web.url))
    for number in range(5):
        web.page(f"/{number}", page(FLAWED), content_type="text/html")
    served = web.pages["/3"]
    web.pages["/3"] = lambda _, sock: sock.recv(1)  # hangs until the client has gone
    process = start(f"{web.url}/feed", "--follow", "--store", "feeds.sqlite", "--format", "jsonl", cwd=tmp_path)
    assert process.stdout
    acknowledged = [json.loads(process.stdout.readline())["id"] for _ in range(3)]
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    with Store(tmp_path / "feeds.sqlite") as store:
        assert [record["id"] for record in store.results()] == acknowledged
    web.pages["/3"] = served
    web.requests.clear()
    rest = run(f"{web.url}/feed", "--follow", "--format", "jsonl")
    assert rest.exit_code == 0
    assert ids(rest) == [f"{web.url}/3", f"{web.url}/4"]
    assert web.paths() == ["/feed", "/3", "/4"]


def test_an_article_that_trips_the_auditor_is_an_error_of_its_own(
    run: Run, web: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtaudit.auditor import Auditor

    def audit(self: Auditor, article: Any) -> Any:
        if "Crash" in article.text:
            raise RuntimeError("tripped")
        return real(self, article)

    real = Auditor.audit
    monkeypatch.setattr(Auditor, "audit", audit)
    web.page("/feed", rss({"1": "Crash", "2": CLEAN}))
    result = run(f"{web.url}/feed")
    assert result.exit_code == 2
    assert "could not be audited (RuntimeError: tripped)" in result.stderr
    assert "1 article " in result.stdout


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['mtaudit', 'feed', '--help']\n"
        "from mtaudit.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'feedparser', 'trafilatura', 'lxml', 'protego', 'sqlite3', 'ssl', 'http.client', 'mtaudit.auditor'}\n"
        "sys.exit(str(sorted(heavy & set(sys.modules))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == "[]"


def test_a_followed_page_is_audited_in_either_view(run: Run, web: Server) -> None:
    """What an extractor leaves out is where leftovers are."""
    web.page("/1", page(CLEAN).replace("</body>", f"<footer><p>{FLAWED}</p></footer></body>"), content_type="text/html")
    web.page("/feed", rss({"1": "Short."}, url=web.url))
    [story] = records(run(f"{web.url}/feed", "--follow", "--format", "jsonl", "--store", "a.sqlite"))
    assert story["findings"] == []
    [whole] = records(run(f"{web.url}/feed", "--follow", "--view", "page", "--format", "jsonl", "--store", "b.sqlite"))
    assert [f["text"] for f in whole["findings"]] == ["Brinken"]


def test_a_feed_that_breaks_off_is_an_error_and_its_items_are_audited(run: Run, web: Server) -> None:
    web.page("/feed", rss({"1": CLEAN, "2": CLEAN}).replace("<title>Title 2", "<title>&lt; <b>Title 2"))
    result = run(f"{web.url}/feed")
    assert result.exit_code == 2
    assert "is not well-formed XML" in result.stderr
    assert "2 articles audited" in result.stdout


def test_json_feeds_are_read(run: Run, web: Server) -> None:
    items = [{"id": "1", "url": f"{web.url}/1", "content_html": f"<p>{FLAWED}</p>"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}
    web.page("/feed", json.dumps(feed), content_type="application/feed+json")
    [record] = records(run(f"{web.url}/feed", "--format", "jsonl"))
    assert (record["id"], [f["text"] for f in record["findings"]]) == (f"{web.url}/1", ["Brinken"])

"""`mtaudit review`: decide findings in the browser; decisions become rules, labelled data and measured precision."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from mtaudit.cli.formats import own_files
from mtaudit.cli.options import (
    ConfigFile,
    Glossaries,
    Ignore,
    Isolated,
    NoDefaultGlossaries,
    Select,
    auditor_of,
    in_force,
)

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping, Sequence

    from mtaudit.article import Article
    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.readers import InputError
    from mtaudit.review.export import Known
    from mtaudit.review.store import Store

HOST = "127.0.0.1"
"""The only address the review is served on."""


def review(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PATH]...", help="What to audit and add: files, directories, patterns, or -."),
    ] = None,
    db: Annotated[
        Path, typer.Option("--db", metavar="FILE", help="Where articles and decisions are kept; made if missing.")
    ] = Path("review.sqlite"),
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port (0: any that is free).")] = 8765,
    glossary: Glossaries = None,
    no_default_glossaries: NoDefaultGlossaries = False,
    select: Select = None,
    ignore: Ignore = None,
    config: ConfigFile = None,
    isolated: Isolated = False,
    export: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write what was decided to files there, and end.")
    ] = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Don't open a browser.")] = False,
) -> None:
    """Decide findings in the browser: accept, reject or correct each, by keyboard.

    The page is served to this machine only; Ctrl-C ends it. Articles that were added before need not
    be named again. --export writes patch.yaml (glossary entries and findings to allow), glossary.yaml (the
    entries alone, for --glossary), labels.jsonl and precision.csv. Exit code 2 when something could not
    be read (the rest is there all the same).

    \b
    Examples:
      mtaudit review translated/
      mtaudit review --export decided/
    """
    from mtaudit.review.store import Store, StoreError

    if not paths and not db.exists():
        raise typer.BadParameter(f"name some; there is no {db} with articles that were added before")
    listening = None if export else _listen(port)
    auditor = auditor_of(
        in_force(
            config,
            isolated,
            glossary=glossary,
            no_default_glossaries=no_default_glossaries,
            select=select,
            ignore=ignore,
        )
    )
    try:
        store = Store(db)
        try:
            complete = _add(paths, auditor, store) if paths else True
            if export:
                _export(store, _known(auditor), export)
            elif listening:
                _serve(store, _known(auditor), listening, no_browser=no_browser)
        finally:
            store.close()
    except StoreError as error:
        _end(str(error))
    except KeyboardInterrupt:
        from mtaudit.cli.output import CODE_INTERRUPT, complain

        complain("stopped")
        raise typer.Exit(CODE_INTERRUPT) from None
    finally:
        if listening:
            listening.close()
    raise typer.Exit(0 if complete else 2)


def _listen(port: int) -> socket.socket:
    """A socket on the port, before any work is done: who cannot be served should know at once."""
    import errno
    import socket
    from importlib.util import find_spec

    if not (find_spec("starlette") and find_spec("uvicorn")):
        _end('the review needs two more packages: pip install "mtaudit[review]"')
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            _end(f"port {port} is in use; name another with --port, or 0 for any that is free")
        _end(f"port {port} cannot be used: {(error.strerror or str(error)).lower()}")


def _known(auditor: Auditor | ConfiguredAuditor) -> Mapping[str, Known]:
    from mtaudit.review.export import known_names

    return known_names(auditor.index.entries)


def _add(paths: Sequence[str], auditor: Auditor | ConfiguredAuditor, store: Store) -> bool:
    """Audit what the paths name into the store; False where some of it could not be read or audited."""
    from mtaudit.cli.output import complain
    from mtaudit.cli.progress import Progress
    from mtaudit.engines.local import audit_all
    from mtaudit.readers import InputError, read_inputs

    complete = True
    progress = Progress(sys.stderr)
    known = _known(auditor)

    def kind(entry: str) -> str | None:
        found = known.get(entry)
        return found.kind.value if found else None

    articles = _once(read_inputs(paths, stdin=sys.stdin.buffer, skip=own_files(paths, [])))
    for item in audit_all(articles, auditor):
        if isinstance(item, InputError):
            complete = False
            progress.clear()
            complain(str(item))
        else:
            store.put(item, kind)
            progress.step(len(item.article.text))
    progress.clear()
    if not complete and not store.count():
        _end(f"nothing to review: {store.path} holds no articles")
    return complete


def _once(articles: Iterator[Article | InputError]) -> Iterator[Article | InputError]:
    """Each article but those whose id another had before: in the store, one would take the other's place."""
    from mtaudit.readers import InputError

    seen: set[str] = set()
    for article in articles:
        if not isinstance(article, InputError):
            if article.id in seen:
                article = InputError(article.origin or article.id, f"left out: the id {article.id} stands twice")
            else:
                seen.add(article.id)
        yield article


def _export(store: Store, known: Mapping[str, Known], folder: Path) -> None:
    from mtaudit.cli.output import complain, opened
    from mtaudit.review.export import EXPORTS, make_patch

    for reason in make_patch(store.decisions(), known).left_out:
        complain(f"left out: {reason}")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, make in EXPORTS.items():
            with opened(folder / name, utf8=True) as write:
                write(make(store, known))
    except OSError as error:
        _end(f"cannot write {error.filename or folder}: {(error.strerror or str(error)).lower()}")
    typer.echo(f"{len(store.decisions())} decisions written to {folder}: {', '.join(EXPORTS)}")


def _serve(store: Store, known: Mapping[str, Known], listening: socket.socket, *, no_browser: bool) -> None:
    """Serve the pages until Ctrl-C."""
    import uvicorn

    from mtaudit.review.app import make_app

    port = listening.getsockname()[1]
    address = f"http://{HOST}:{port}/"
    app = make_app(store, port, known)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        lifespan="off",
        ws="none",
        timeout_graceful_shutdown=1,
    )
    waiting = store.count(only_open=True)
    typer.echo(f"{waiting} of {store.count()} articles to review: {address} (Ctrl-C ends)")
    sys.stdout.flush()
    if not no_browser:
        _open_browser(address)
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:  # the way to end it
        return


def _open_browser(address: str) -> None:
    """Open the page in a browser with a window of its own; one that runs in the terminal would take it over."""
    import os
    import threading
    import webbrowser

    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _end(message: str) -> NoReturn:
    from mtaudit.cli.output import complain

    for line in message.splitlines():
        complain(line)
    raise typer.Exit(2)

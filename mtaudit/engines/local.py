"""One machine: articles in, audits out in the same order, by any number of processes.

Memory stays flat on a stream of any length: no more is read than the processes have in hand. An article that trips
the auditor, or takes a whole process down with it, becomes an error in its place; nothing else is lost.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, TypeAlias

from mtaudit.article import Article
from mtaudit.engines.packing import pack_audit, unpack_audit
from mtaudit.readers.jsonl import record_of
from mtaudit.readers.source import InputError

if TYPE_CHECKING:
    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.engines.kept import KeptAudits
    from mtaudit.report.base import Item
    from mtaudit.suppress import Baseline

    AnyAuditor: TypeAlias = "Auditor | ConfiguredAuditor"

_BATCH = 100_000  # characters to audit that go to a process at once: a tenth of a second, well above what sending costs
_ITEMS = 200  # items of a batch: errors and kept audits, which cost nothing, must not pile up
_AHEAD = 3  # batches for each process that are under way or wait for the one before them


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an article could not be audited; `trace` is the traceback, for whoever wants to mend it."""

    reason: str
    trace: str = ""

    @classmethod
    def of(cls, error: Exception) -> Failure:
        """What an error says that is being handled; half characters, which no report could hold, are replaced."""
        reason = f"{type(error).__name__}: {error}".rstrip(": ")
        return cls(reason.encode("utf-8", "replace").decode(), traceback.format_exc())

    def show(self) -> None:
        """Write the traceback to standard error."""
        sys.stderr.write(self.trace)


Outcome: TypeAlias = bytes | Failure


def audit_all(
    articles: Iterable[Article | InputError],
    auditor: AnyAuditor,
    *,
    jobs: int = 1,
    kept: KeptAudits | None = None,
    known: Baseline | None = None,
    on_failure: Callable[[Failure], object] | None = None,
) -> Iterator[Item]:
    """Audit articles, in order; errors pass. One item comes out for each that goes in.

    `jobs` is the number of processes (1: this one). `kept` holds audits of earlier runs, and takes new ones; findings
    that `known` holds are left out. `on_failure` is told of each article that could not be audited, before its error
    comes.
    """
    for item in _audited(articles, auditor, jobs, kept, on_failure):
        yield item if known is None or isinstance(item, InputError) else known.apply(item)


def _audited(
    articles: Iterable[Article | InputError],
    auditor: AnyAuditor,
    jobs: int,
    kept: KeptAudits | None,
    on_failure: Callable[[Failure], object] | None,
) -> Iterator[Item]:
    if jobs <= 1:
        for article in articles:
            yield article if isinstance(article, InputError) else _here(article, auditor, kept, on_failure)
        return
    with _Workers(auditor, jobs) as workers:
        for entry, outcome in _in_order(_batches(articles, auditor, kept), workers, jobs):
            article = entry.article
            if isinstance(article, InputError):
                yield article
            elif isinstance(outcome, Failure):
                if on_failure:
                    on_failure(outcome)
                yield error_of(article, outcome)
            else:
                if kept and entry.data is None:
                    kept.put(auditor, article, outcome)
                yield unpack_audit(outcome, article)


def error_of(article: Article, failure: Failure) -> InputError:
    """The error that stands in the place of an article that could not be audited."""
    message = f"could not be audited ({failure.reason}); this is a bug in mtaudit, `mtaudit audit -v` shows where"
    return InputError(article.origin or article.id, message, record_of(article))


def _here(
    article: Article, auditor: AnyAuditor, kept: KeptAudits | None, on_failure: Callable[[Failure], object] | None
) -> Item:
    """The audit of one article in this process."""
    data = kept.get(auditor, article) if kept else None
    if data is not None:
        return unpack_audit(data, article)
    # One article that trips the auditor must not cost the report on all the others.
    try:
        audited = auditor.audit(article)
        if kept:
            kept.put(auditor, article, pack_audit(audited))
    except Exception as error:
        failure = Failure.of(error)
        if on_failure:
            on_failure(failure)
        return error_of(article, failure)
    return audited


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item of the input, with the audit that is kept of it."""

    article: Article | InputError
    data: bytes | None = None


@dataclass(slots=True)
class _Batch:
    """Items that go through the processes together; `pool` counts the pools, and says which one has them."""

    entries: list[_Entry] = field(default_factory=list)
    todo: list[Article] = field(default_factory=list)
    size: int = 0
    pool: int = 0
    future: Future[list[Outcome]] | None = None

    def add(self, entry: _Entry) -> None:
        self.entries.append(entry)
        if entry.data is None and isinstance(entry.article, Article):
            self.todo.append(entry.article)
            self.size += len(entry.article.text)


def _batches(
    articles: Iterable[Article | InputError], auditor: AnyAuditor, kept: KeptAudits | None
) -> Iterator[_Batch]:
    batch = _Batch()
    for article in articles:
        known = kept.get(auditor, article) if kept and isinstance(article, Article) else None
        batch.add(_Entry(article, known))
        if batch.size >= _BATCH or len(batch.entries) >= _ITEMS:
            yield batch
            batch = _Batch()
    if batch.entries:
        yield batch


def _in_order(batches: Iterable[_Batch], workers: _Workers, jobs: int) -> Iterator[tuple[_Entry, Outcome]]:
    """Each entry with its outcome, while the processes are kept busy; that of an error is empty."""
    waiting: deque[_Batch] = deque()
    for batch in batches:
        workers.submit(batch)
        waiting.append(batch)
        while waiting and (len(waiting) >= _AHEAD * jobs or workers.has_done(waiting[0])):
            yield from _paired(waiting.popleft(), workers)
    while waiting:
        yield from _paired(waiting.popleft(), workers)


def _paired(batch: _Batch, workers: _Workers) -> Iterator[tuple[_Entry, Outcome]]:
    outcomes = iter(workers.outcomes(batch))
    for entry in batch.entries:
        is_new = entry.data is None and isinstance(entry.article, Article)
        yield entry, next(outcomes) if is_new else entry.data or b""


class _Workers:
    """Processes that audit. Where one dies, a new pool takes over and each article of its batch is tried alone."""

    def __init__(self, auditor: AnyAuditor, jobs: int) -> None:
        self._auditor = auditor
        self._jobs = jobs
        self._numbers = count(1)
        self._start()

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, *exception: object) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def submit(self, batch: _Batch) -> None:
        """Hand a batch to the processes."""
        batch.pool = self._number
        if batch.todo:
            batch.future = self._sent(batch.todo)

    def has_done(self, batch: _Batch) -> bool:
        """Whether the outcomes of a batch are there."""
        return batch.future is None or batch.future.done()

    def outcomes(self, batch: _Batch) -> Sequence[Outcome]:
        """The outcomes of a batch, one for each article that had to be audited."""
        while batch.future:
            try:
                return batch.future.result()
            except BrokenProcessPool:
                if batch.pool == self._number:
                    self._start()
                    return [self._alone(article) for article in batch.todo]
                self.submit(batch)  # its pool broke under another batch
        return ()

    def _sent(self, articles: Sequence[Article]) -> Future[list[Outcome]]:
        try:
            return self._pool.submit(_audit_batch, articles)
        except BrokenProcessPool as error:  # that is learnt here where no batch has been waited for yet
            broken: Future[list[Outcome]] = Future()
            broken.set_exception(error)
            return broken

    def _alone(self, article: Article) -> Outcome:
        try:
            return self._sent([article]).result()[0]
        except BrokenProcessPool:
            self._start()
            return Failure("the process that audited it died, perhaps for want of memory")

    def _start(self) -> None:
        # A fork shares the compiled glossaries; elsewhere each process gets a copy.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        self._number = next(self._numbers)
        self._pool = ProcessPoolExecutor(self._jobs, context, _begin, (self._auditor,))


_auditor: AnyAuditor | None = None  # of a worker process, which has this one and no other


def _begin(auditor: AnyAuditor) -> None:
    """What a worker process does first."""
    global _auditor  # what a pool's processes have of their own has to stand in the module
    _auditor = auditor
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that the user sees
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _audit_batch(articles: Sequence[Article]) -> list[Outcome]:
    assert _auditor is not None
    outcomes: list[Outcome] = []
    for article in articles:
        try:
            outcomes.append(pack_audit(_auditor.audit(article)))
        except Exception as error:
            outcomes.append(Failure.of(error))
    return outcomes

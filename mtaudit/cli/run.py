"""One run of an audit: from inputs to written reports and an exit code."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from mtaudit.cli.output import complain
from mtaudit.cli.progress import Progress
from mtaudit.engines.local import Failure, audit_all
from mtaudit.readers import InputError, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from mtaudit.auditor import AuditedArticle, Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.engines.kept import KeptAudits
    from mtaudit.engines.spool import Spool
    from mtaudit.finding import Severity
    from mtaudit.report import Item, Options, Writer
    from mtaudit.suppress import Baseline

    Report = tuple[Writer, Options, Callable[[str], object]]


@dataclass(frozen=True, slots=True)
class Gate:
    """What fails a run: a finding of at least `fail_on`, a score below `fail_under` (None: nothing)."""

    fail_on: Severity | None = None
    fail_under: float | None = None

    def fails(self, audited: AuditedArticle) -> bool:
        """Whether an article fails the run."""
        if self.fail_under is not None and audited.score.value < self.fail_under:
            return True
        fail_on = self.fail_on
        return fail_on is not None and any(f.severity.at_least(fail_on) for f in audited.findings)


@dataclass(frozen=True, slots=True)
class Work:
    """How a run is done: how many processes, whether audits are kept, and the file of a run that can be gone on with.

    `read` says how inputs are read (`mtaudit.readers.read_inputs`), `known` holds findings to leave out.
    """

    jobs: int = 1
    keep: bool = False
    resume: Path | None = None
    known: Baseline | None = None
    read: Mapping[str, Any] = field(default_factory=dict)


def run(
    paths: Sequence[str],
    auditor: Auditor | ConfiguredAuditor,
    reports: Sequence[Report],
    gate: Gate,
    work: Work = Work(),
) -> int:
    """Audit `paths`, write the reports piece by piece, and return the exit code.

    0: nothing that `gate` fails, 1: something, 2: an input that could not be read or audited. Raises `SpoolError`
    where the run of `work.resume` cannot be gone on with, and `OSError`.
    """
    progress = Progress(sys.stderr)
    outcome = Outcome()
    articles = read_inputs(paths, stdin=sys.stdin.buffer, meter=progress.meter, **work.read)
    shows_bugs = any(options.verbosity > 0 for _, options, _ in reports)

    def audited(done: int) -> Iterator[Item]:
        rest = islice(articles, done, None)
        with _kept(work.keep) as kept:
            on_failure = Failure.show if shows_bugs else None
            yield from audit_all(rest, auditor, jobs=work.jobs, kept=kept, known=work.known, on_failure=on_failure)

    with _spool(paths, auditor, work) if work.resume else nullcontext() as spool:
        if spool is None:
            write_reports(watched(audited(0), gate, outcome, progress), reports, progress)
        else:
            done = spool.count
            if done:
                complain(f"goes on behind the first {done:,} of an earlier run")
            for _ in watched(chain(islice(spool, done), spool.kept(audited(done))), gate, outcome, progress):
                pass
            write_reports(spool, reports, progress)
    return 2 if outcome.error else int(outcome.failed)


def _spool(paths: Sequence[str], auditor: Auditor | ConfiguredAuditor, work: Work) -> AbstractContextManager[Spool]:
    from mtaudit.engines.resume import digest_of_run
    from mtaudit.engines.spool import resumable_spool

    assert work.resume
    return resumable_spool(work.resume, digest_of_run(paths, auditor.digest, work.known, work.read))


def _kept(keep: bool) -> AbstractContextManager[KeptAudits | None]:
    from mtaudit.engines.kept import KeptAudits, kept_path

    path = kept_path() if keep else None
    return KeptAudits(path) if path else nullcontext()


@dataclass(slots=True)
class Outcome:
    """What happened in a run: inputs that could not be read or audited, articles that the gate fails."""

    error: bool = False
    failed: bool = False


def write_reports(items: Iterable[Item], reports: Sequence[Report], progress: Progress) -> None:
    """Write each report piece by piece: the first as the items come, the others from what was kept of them."""
    with _kept_for(reports, items) as (first, again):
        for number, (writer, options, write) in enumerate(reports):
            for piece in writer(again if number else first, options):
                progress.clear()
                write(piece)
    progress.clear()


@contextmanager
def _kept_for(reports: Sequence[Report], items: Iterable[Item]) -> Iterator[tuple[Iterable[Item], Iterable[Item]]]:
    """The items as they come, and the same again as often as they are wanted."""
    from mtaudit.engines.spool import Spool, temporary_spool

    if len(reports) < 2 or isinstance(items, Spool):
        yield items, items
        return
    with temporary_spool() as spool:
        yield spool.kept(items), spool


def watched(items: Iterable[Item], gate: Gate, outcome: Outcome, progress: Progress) -> Iterator[Item]:
    """Pass items on, complaining of errors at once and noting the outcome."""
    for item in items:
        if isinstance(item, InputError):
            outcome.error = True
            progress.clear()
            complain(str(item))
        else:
            outcome.failed = outcome.failed or gate.fails(item)
            progress.step(len(item.article.text))
        yield item

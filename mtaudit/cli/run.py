"""One run of an audit: from inputs to a written report and an exit code."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TextIO

from mtaudit.cli.output import complain
from mtaudit.readers import InputError, read_inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mtaudit.article import Article
    from mtaudit.auditor import AuditedArticle, Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.finding import Severity
    from mtaudit.report import Item, Options, Writer
    from mtaudit.suppress import Baseline

    Report = tuple[Writer, Options, Callable[[str], object]]

_PATIENCE = 2.0  # seconds of work before progress is shown
_TICK = 0.2  # seconds between two signs of progress


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


def run(
    paths: Sequence[str],
    auditor: Auditor | ConfiguredAuditor,
    reports: Sequence[Report],
    gate: Gate,
    known: Baseline | None = None,
    read: Mapping[str, Any] | None = None,
) -> int:
    """Audit `paths`, write the reports piece by piece, and return the exit code.

    One report is written as the audit goes; for several, the results are kept until the end. Findings that
    `known` holds are left out. `read` says how inputs are read (`mtaudit.readers.read_inputs`).

    0: nothing that `gate` fails, 1: something, 2: an input that could not be read or audited.
    """
    progress = Progress(sys.stderr)
    outcome = Outcome()
    articles = read_inputs(paths, stdin=sys.stdin.buffer, **(read or {}))
    shows_bugs = any(options.verbosity > 0 for _, options, _ in reports)
    write_reports(watched(audited(articles, auditor, known, shows_bugs), gate, outcome, progress), reports, progress)
    return 2 if outcome.error else int(outcome.failed)


@dataclass(slots=True)
class Outcome:
    """What happened in a run: inputs that could not be read or audited, articles that the gate fails."""

    error: bool = False
    failed: bool = False


def write_reports(items: Iterable[Item], reports: Sequence[Report], progress: Progress) -> None:
    """Write each report piece by piece; for several, the items are kept until the end."""
    if len(reports) > 1:
        items = list(items)
    for writer, options, write in reports:
        for piece in writer(items, options):
            progress.clear()
            write(piece)
    progress.clear()


def audited(
    articles: Iterable[Article | InputError],
    auditor: Auditor | ConfiguredAuditor,
    known: Baseline | None,
    shows_bugs: bool,
) -> Iterator[Item]:
    """Audit articles one by one; errors pass. `shows_bugs`: with the traceback of what trips the auditor."""
    for article in articles:
        if isinstance(article, InputError):
            yield article
            continue
        # One article that trips the auditor must not cost the report on all the others.
        try:
            result = auditor.audit(article)
            item: Item = known.apply(result) if known else result
        except Exception as error:
            if shows_bugs:
                sys.excepthook(type(error), error, error.__traceback__)
            item = failure(article, error)
        yield item


def failure(article: Article, error: Exception) -> InputError:
    """What tripped the auditor, as an error of the article."""
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    message = f"could not be audited ({reason}); this is a bug in mtaudit, `mtaudit audit -v` shows where"
    return InputError(article.origin or article.id, message)


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


class Progress:
    """A line on a terminal that tells how far a long run is; nothing elsewhere, or for a short run."""

    def __init__(self, stream: TextIO | None, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream = stream if stream is not None and stream.isatty() else None
        self.clock = clock
        self.began = clock()
        self.next = self.began + _PATIENCE
        self.shown = False
        self.articles = 0
        self.characters = 0

    def step(self, characters: int) -> None:
        """Count an article of so many characters."""
        self.articles += 1
        self.characters += characters
        now = self.clock()
        if self.stream is None or now < self.next:
            return
        self.next = now + _TICK
        seconds = now - self.began
        done = f"{self.articles:,} article{'' if self.articles == 1 else 's'}"
        rate = self.characters / 1e6 / seconds
        self.stream.write(f"\r\x1b[K{done} audited, {seconds:.0f} s, {rate:.1f} million characters a second")
        self.stream.flush()
        self.shown = True

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self.stream is not None and self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
            self.shown = False

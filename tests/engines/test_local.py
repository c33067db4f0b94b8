"""One machine: the same items in the same order whatever the number of processes; nothing lost, nothing twice."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from mtaudit import Article, Auditor
from mtaudit.auditor import AuditedArticle
from mtaudit.engines.local import Failure, audit_all
from mtaudit.readers import InputError
from mtaudit.report.result import result_record

TEXT = "Foreign Minister Dmitro Kuleba spoke in Kiev on day {}."


@dataclass
class Tripping:
    """An auditor that a text can trip, or end with its process; only workers die of it."""

    auditor: Auditor
    parent: int

    def audit(self, article: Article) -> AuditedArticle:
        if "trip" in article.text:
            raise RuntimeError("tripped")
        if "die" in article.text and os.getpid() != self.parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.auditor.audit(article)


def articles(number: int) -> list[Article | InputError]:
    return [Article(f"a{n}", TEXT.format(n)) for n in range(number)]


def records(items: list[AuditedArticle | InputError]) -> list[object]:
    return [item if isinstance(item, InputError) else result_record(item) for item in items]


def test_processes_give_what_one_gives_in_order(auditor: Auditor) -> None:
    given = articles(500)
    given.insert(3, InputError("f.jsonl:4", "is broken"))
    alone = records(list(audit_all(given, auditor)))
    assert alone[3] == given[3]
    assert [r["id"] for r in alone if isinstance(r, dict)] == [f"a{n}" for n in range(500)]
    assert records(list(audit_all(given, auditor, jobs=2))) == alone


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_trips_the_auditor_costs_no_other(auditor: Auditor, jobs: int) -> None:
    given = articles(5)
    given[2] = Article("bad", "trip", origin="f.jsonl:3")
    failures: list[Failure] = []
    tripping = Tripping(auditor, os.getpid())
    items = list(audit_all(given, tripping, jobs=jobs, on_failure=failures.append))  # type: ignore[arg-type]
    [error] = [item for item in items if isinstance(item, InputError)]
    assert items.index(error) == 2
    assert str(error) == (
        "f.jsonl:3: could not be audited (RuntimeError: tripped); "
        "this is a bug in mtaudit, `mtaudit audit -v` shows where"
    )
    assert error.record == {"id": "bad", "text": "trip"}
    assert [("tripped" in failure.trace) for failure in failures] == [True]


@pytest.mark.slow
def test_an_article_that_ends_its_process_costs_no_other(auditor: Auditor) -> None:
    given = articles(1000)
    for place in (0, 333, 334, 999):
        given[place] = Article(f"a{place}", "die")
    tripping = Tripping(auditor, os.getpid())
    items = list(audit_all(given, tripping, jobs=2))  # type: ignore[arg-type]
    assert [n for n, item in enumerate(items) if isinstance(item, InputError)] == [0, 333, 334, 999]
    assert [i.article.id for i in items if not isinstance(i, InputError)] == [
        f"a{n}" for n in range(1000) if n not in (0, 333, 334, 999)
    ]
    assert "the process that audited it died" in str(items[0])


@pytest.mark.slow
def test_a_pool_that_is_known_to_be_broken_is_replaced(auditor: Auditor) -> None:
    def slowly() -> Iterator[Article]:
        yield Article("a0", "die " * 40_000)
        for number in range(1, 4):
            time.sleep(0.8)  # the process has died by now
            yield Article(f"a{number}", TEXT.format(number) + " Fine." * 20_000)

    items = list(audit_all(slowly(), Tripping(auditor, os.getpid()), jobs=2))  # type: ignore[arg-type]
    assert [isinstance(item, InputError) for item in items] == [True, False, False, False]


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_is_read_than_is_in_hand(auditor: Auditor, jobs: int) -> None:
    read = 0

    def endless() -> object:
        nonlocal read
        for number in count():
            read += 1
            yield Article(f"a{number}", TEXT.format(number) * 100)

    items = audit_all(endless(), auditor, jobs=jobs)  # type: ignore[arg-type]
    for _ in range(3):
        next(items)
    items.close()  # type: ignore[attr-defined]
    assert read < 300
    assert not [child for child in multiprocessing.active_children() if child.is_alive()]

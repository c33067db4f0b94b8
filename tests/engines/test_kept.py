"""Kept audits: the same answer at once, another one where anything changed, and no harm where the file is bad."""

from __future__ import annotations

import datetime
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from mtaudit import Article, Auditor
from mtaudit.engines.kept import KeptAudits
from mtaudit.engines.local import audit_all
from mtaudit.finding import Severity
from mtaudit.report.result import result_record
from mtaudit.suppress import Allowed

ARTICLE = Article("a", "It rained in Kiev.", date=datetime.date(2024, 2, 1), origin="f.jsonl:1")


class Never:
    """An auditor that must not be asked."""

    def __init__(self, auditor: Auditor) -> None:
        self.digest = auditor.digest

    def audit(self, article: Article) -> None:
        raise AssertionError("audited again")


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_has_not_changed_is_not_audited_again(auditor: Auditor, tmp_path: Path, jobs: int) -> None:
    given = [replace(ARTICLE, id=f"a{n}", text=f"It rained in Kiev on day {n}.") for n in range(300)]
    with KeptAudits(tmp_path / "k.sqlite") as kept:
        first = [result_record(item) for item in audit_all(given, auditor, jobs=jobs, kept=kept)]  # type: ignore[arg-type]
    with KeptAudits(tmp_path / "k.sqlite") as kept:
        again = audit_all(given, Never(auditor), jobs=jobs, kept=kept)  # type: ignore[arg-type]
        assert [result_record(item) for item in again] == first  # type: ignore[arg-type]


def test_a_change_of_anything_that_matters_is_seen(auditor: Auditor, tmp_path: Path) -> None:
    with KeptAudits(tmp_path / "k.sqlite") as kept:
        kept.put(auditor, ARTICLE, b"kept")
        assert kept.get(auditor, ARTICLE) == b"kept"
        assert kept.get(auditor, replace(ARTICLE, id="b", origin="g.jsonl:7")) == b"kept"
        changes = {"text": "x", "title": "x", "date": None, "url": "x", "outlet": "x", "source": "x",
                   "source_lang": "ru", "reference": "x", "markup": ((0, 1),), "ignore": ("T201",)}  # fmt: skip
        for field, value in changes.items():
            assert kept.get(auditor, replace(ARTICLE, **{field: value})) is None, field
        for other in (
            auditor.varied(pivot="ru"),
            auditor.varied(pass_mark=80),
            auditor.varied(checks=auditor.checks[1:]),
            auditor.varied(severities={"T201": Severity.MAJOR}),
            Auditor(sentences=True),
            Auditor(allowed=Allowed(frozenset(["0" * 16]))),
            Auditor(default_glossaries=False),
        ):
            assert kept.get(other, ARTICLE) is None


def test_a_damaged_file_is_made_anew(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    path.write_bytes(b"no database at all" * 500)
    with KeptAudits(path) as kept:
        assert kept.get(auditor, ARTICLE) is None
        kept.put(auditor, ARTICLE, b"kept")
    with KeptAudits(path) as kept:
        assert kept.get(auditor, ARTICLE) == b"kept"


def test_a_place_that_cannot_be_used_costs_nothing(auditor: Auditor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with KeptAudits(tmp_path / "file" / "k.sqlite") as kept:
        kept.put(auditor, ARTICLE, b"kept")
        assert kept.get(auditor, ARTICLE) is None


def test_a_full_file_loses_what_was_not_used_for_longest(auditor: Auditor, tmp_path: Path) -> None:
    path = tmp_path / "k.sqlite"
    with KeptAudits(path) as kept:
        for n in range(400):
            kept.put(auditor, replace(ARTICLE, text=f"old {n}"), bytes(900))
    with sqlite3.connect(path) as file:
        file.execute("UPDATE audits SET used = used - 9")
    with KeptAudits(path, max_size=300_000) as kept:
        for n in range(100):
            kept.put(auditor, replace(ARTICLE, text=f"new {n}"), bytes(900))
    with KeptAudits(path) as kept:
        assert all(kept.get(auditor, replace(ARTICLE, text=f"new {n}")) for n in range(100))
        left = sum(kept.get(auditor, replace(ARTICLE, text=f"old {n}")) is not None for n in range(400))
        assert 50 < left < 300

"""The report formats, against golden files (MTAUDIT_UPDATE_GOLDEN=1 writes them anew) and by property."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Article
from mtaudit.finding import Category, Severity
from mtaudit.readers import InputError
from mtaudit.report import WRITERS, Options
from mtaudit.report.result import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from mtaudit.report import Item

GOLDEN = Path(__file__).parent.parent / "golden"

LONG = "The minister spoke at length, " * 10 + "said Brinken, and he went on, " + "and on, " * 30


@pytest.fixture
def items(make: Any) -> list[Item]:
    mixed = "\ufeffBrinken met “Culeba” in Riga\r\n中文字符 and\tBrinken\x1b[31m, é Kiev\r\n\r\nשלום Kiev again"
    evidence = {"similarity": 0.8612, "given_name": "Anthony", "forms": ["a", "b"], "note": None}
    return [
        make(
            Article("news/seed.txt", mixed, origin="news/seed.txt"),
            {"quoted": "Brinken", "expected": ("Blinken",), "entry": "Antony Blinken", "evidence": evidence},
            {"quoted": "“Culeba", "expected": ("Kuleba", "Kulebá"), "confidence": 0.9},
            {"quoted": "Brinken", "start": mixed.rindex("Brinken"), "expected": ("Blinken",)},
            {
                "quoted": "Kiev",
                "code": "N106",
                "name": "forbidden-form",
                "severity": Severity.MINOR,
                "category": Category.INCONSISTENCY,
                "start": mixed.rindex("Kiev"),
                "expected": ("Kyiv", ""),
            },
        ),
        InputError("bad.txt:3", "is not valid UTF-8", {"raw": "caf\ufffd"}),
        make(
            Article("id \x1b]0;x\x07", LONG, origin="feed.jsonl:2"),
            {"quoted": "Brinken", "severity": Severity.CRITICAL},
        ),
        make(Article("clean.txt", "Nothing is wrong here. Nothing at all.", origin="clean.txt")),
    ]


FORMATS = {
    "report.txt": ("text", Options()),
    "report-verbose.txt": ("text", Options(verbosity=1, width=60)),
    "report-quiet.txt": ("text", Options(verbosity=-1)),
    "report-colour.txt": ("text", Options(colour=True)),
    "report.json": ("json", Options()),
    "report.jsonl": ("jsonl", Options(sentences=True)),
    "report.md": ("markdown", Options()),
    "report.csv": ("csv", Options()),
    "report.sarif": ("sarif", Options()),
    "report.xml": ("junit", Options()),
    "report.github": ("github", Options()),
    "report.gitlab.json": ("gitlab", Options()),
    "report.quarantine.jsonl": ("quarantine", Options()),
}


def _without_documentation(report: str) -> str:
    """A SARIF log with its rules left out: they grow with every check."""
    return re.sub(r'"semanticVersion".*?\]\}\}, "columnKind"', '…, "columnKind"', report, flags=re.DOTALL)


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, items: list[Item], monkeypatch: pytest.MonkeyPatch) -> None:
    format_, options = FORMATS[name]
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    report = _without_documentation("".join(WRITERS[format_](items, options)))
    path = GOLDEN / name
    if os.environ.get("MTAUDIT_UPDATE_GOLDEN"):
        path.write_text(report, encoding="utf-8", newline="")
    assert report == path.read_bytes().decode()


def test_json_is_the_contract(items: list[Item]) -> None:
    document = json.loads("".join(WRITERS["json"](items, Options())))
    assert list(document) == ["schema", "articles", "summary"]
    first = document["articles"][0]
    assert list(first) == ["schema", "id", "words", "score", "findings"]
    assert set(first["score"]) == {
        "value",
        "penalty",
        "penalty_per_100_words",
        "low",
        "high",
        "verdict",
        "signature",
    }
    assert document["summary"]["articles"] == 3
    assert document["summary"]["findings"] == {
        "total": 5,
        "critical": 1,
        "major": 3,
        "minor": 1,
        "neutral": 0,
    }
    assert document["summary"]["errors"] == [{"where": "bad.txt:3", "message": "is not valid UTF-8"}]


def test_jsonl_is_a_record_a_line(items: list[Item]) -> None:
    lines = "".join(WRITERS["jsonl"](items, Options(sentences=True))).splitlines()
    records = [json.loads(line) for line in lines]
    assert [record["id"] for record in records] == ["news/seed.txt", "id \x1b]0;x\x07", "clean.txt"]
    texts = [item.article.text for item in items if not isinstance(item, InputError)]
    for record, text in zip(records, texts, strict=True):
        assert all(text[f["start"] : f["end"]] == f["text"] for f in record["findings"])
        assert record["sentences"]


@pytest.mark.parametrize("name", sorted(set(WRITERS) - {"github", "html", "quarantine"}))
def test_reports_stream(name: str, items: list[Item]) -> None:
    """What is known of an article is written before the next is asked for."""
    asked: list[int] = []

    def source() -> Any:
        for index, item in enumerate(items):
            asked.append(index)
            yield item

    for piece in WRITERS[name](source(), Options()):
        if "is misspelled" in piece:
            break
    assert asked == [0]


@pytest.mark.parametrize("name", WRITERS)
def test_no_articles_still_make_a_report(name: str) -> None:
    report = "".join(WRITERS[name]([], Options()))
    expected = {
        "text": "\ntotal: 0 articles, 0 words, no findings\n",
        "json": '"articles": [\n]',
        "markdown": "0 articles, 0 words, 0 findings",
        "csv": "article,outlet,date",
        "sarif": '"results": [\n]',
        "junit": '<testsuites name="mtaudit">\n</testsuites>',
        "gitlab": "[\n]",
        "html": "Audit of 0 articles",
    }
    assert expected.get(name, "") in report
    assert bool(report) == (name in expected)


ANY = st.text(st.characters(), min_size=1, max_size=50) | st.text(
    "\ud800\udfff\x1b\x9b\u202e\u2028\x00\r\na ", min_size=1
)


@given(text=ANY, before=ANY, after=ANY, width=st.integers(0, 120))
def test_nothing_a_terminal_obeys_reaches_it(make: Any, text: str, before: str, after: str, width: int) -> None:
    item = make(
        Article(before, before + text + after, origin=after),
        {
            "quoted": text,
            "start": len(before),
            "expected": (text,),
            "entry": text,
            "message": text,
            "evidence": {text: text},
        },
    )
    report = "".join(WRITERS["text"]([item], Options(verbosity=1, width=width)))
    shown = set(report) - {"\n"}
    assert not shown & set("\r\t\x1b\x9b\x00\x07\u202e\u2066\u2028\u2029")
    assert {char for char in shown if category(char) in ("Cc", "Cf", "Cs")} <= set("\u200c\u200d\u200e")
    report.encode()


@given(text=ANY)
def test_half_characters_never_break_json(make: Any, text: str) -> None:
    item = make(Article(text, text), {"quoted": text, "expected": (text,)})
    for name in ("json", "jsonl"):
        data = "".join(WRITERS[name]([item], Options())).encode("utf-8", "backslashreplace")
        record = json.loads(data)
        record = record["articles"][0] if name == "json" else record
        joined = text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
        assert record["findings"][0]["text"] == joined


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (float("nan"), None),
        (float("inf"), None),
        ({1: (2, {"b", "a"})}, {"1": [2, ["a", "b"]]}),
        (Severity.MAJOR, "major"),
        (Path("x"), "x"),
    ],
)
def test_evidence_of_any_type_becomes_json(value: object, expected: object) -> None:
    assert plain(value) == expected


def test_a_text_in_one_long_line_with_many_findings_is_reported_in_time(make: Callable[..., Any]) -> None:
    import time

    text = "Brinken said. " * 100_000
    item = make(Article("a", text), *({"quoted": "Brinken", "start": 14 * n} for n in range(0, 100_000, 50)))
    began = time.perf_counter()
    assert "".join(WRITERS["text"]([item], Options())).count("^^^^^^^") == 2000
    assert time.perf_counter() - began < 5

"""Findings that an article, its record or a baseline silences."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from mtaudit import Article, Auditor
from mtaudit.readers.markdown import markup
from mtaudit.suppress import BaselineError, dump_baseline, load_allowed, load_baseline

LINE = "Ukrainian Foreign Minister Dmitro Kuleba spoke in Kiev."


@cache
def auditor() -> Auditor:
    return Auditor()


def texts(text: str, **facts: object) -> list[str]:
    return [f.text for f in auditor().audit(Article("a", text, **facts)).findings]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (LINE, ["Dmitro", "Kiev"]),
        (f"{LINE} <!-- mtaudit: ignore -->", []),
        (f"{LINE} <!-- mtaudit: ignore T201 -->", ["Dmitro"]),
        (f"{LINE} <!--mtaudit: ignore N1, forbidden-form-->", []),
        (f"<!-- mtaudit: ignore T201 -->\n\n{LINE}\n\n{LINE}", ["Dmitro", "Dmitro", "Kiev"]),
        (f"{LINE}\n\n<!-- mtaudit: off -->\n\n{LINE}\n\n<!-- mtaudit: on -->\n\n{LINE}", ["Dmitro", "Kiev"] * 2),
        (f"{LINE}\n\n<!-- mtaudit: off N1 -->\n\n{LINE}", ["Dmitro", "Kiev", "Kiev"]),
        (f"{LINE}\n\n<!-- mtaudit: ignore-file T -->", ["Dmitro"]),
        (LINE.replace("Kiev", "Kiev [sic]"), ["Dmitro"]),
        (LINE.replace("Kiev.", "“Kiev” (sic)."), ["Dmitro"]),
        (LINE + " That is so sic.", ["Dmitro", "Kiev"]),
        (f"{LINE} <!-- mtaudit: ignore X999 -->", ["Dmitro", "Kiev"]),
        (f"{LINE} <!-- audit: ignore -->", ["Dmitro", "Kiev"]),
    ],
)
def test_comments_and_sic(text: str, left: list[str]) -> None:
    assert [t for t in texts(text) if t in ("Dmitro", "Kiev")] == left
    assert [t for t in texts(text, markup=markup(text)) if t in ("Dmitro", "Kiev")] == left


def test_a_comment_is_not_audited() -> None:
    assert texts("All is well here.\n\n<!-- mtaudit: ignore Kiev -->\n\nAll is well.") == []


def test_what_is_ignored_is_counted_and_costs_nothing() -> None:
    silenced = auditor().audit(Article("a", LINE, ignore=("T201", "N1")))
    assert (silenced.findings, silenced.ignored) == ((), 2)
    assert silenced.score.penalty < auditor().audit(Article("a", LINE)).score.penalty


def test_a_record_may_name_a_fingerprint() -> None:
    first = auditor().audit(Article("a", LINE)).findings[0]
    assert texts(LINE, ignore=(first.fingerprint,)) == ["Kiev"]


def test_a_baseline_survives_edits_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    path.write_text(dump_baseline([auditor().audit(Article("a", LINE))]), encoding="utf-8")
    baseline = load_baseline(path)
    edited = auditor().audit(Article("a", f"A new beginning.\n\n{LINE}\n\nAnother one in Kiev."))
    left = baseline.apply(edited)
    assert [f.start for f in left.findings] == [edited.findings[-1].start]
    assert left.known == 2
    assert left.score == edited.score
    other = auditor().audit(Article("b", LINE))
    assert baseline.apply(other) is other


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "known.json:1: is not a baseline: "),
        ("[]", "is not a baseline of this version"),
        ('{"schema": 2, "articles": {}}', "is not a baseline of this version"),
        ('{"schema": 1, "articles": {"a": [{}]}}', "a finding has no fingerprint"),
        ('{"schema": 1, "articles": {"a": 3}}', "a finding has no fingerprint"),
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BaselineError, match=problem):
        load_baseline(path)


def test_a_baseline_can_be_read_by_people() -> None:
    data = json.loads(dump_baseline([auditor().audit(Article("a", LINE))]))
    assert [(f["code"], f["text"]) for f in data["articles"]["a"]] == [("N102", "Dmitro"), ("T201", "Kiev")]


def test_allowed_findings_pass_where_they_are_meant(tmp_path: Path) -> None:
    first = auditor().audit(Article("a", LINE)).findings[0]
    path = tmp_path / "patch.yaml"
    path.write_text(
        f"name: x\nentries: []\nallow:\n- {{code: N102, text: Dmitro, fingerprint: '{first.fingerprint}'}}\n"
        "- {code: T201, text: Kiev}\n",
        encoding="utf-8",
    )
    lenient = Auditor(allowed=load_allowed(path))
    audited = lenient.audit(Article("b", f"{LINE}\n\nSo {LINE}"))
    assert [(f.text, f.line) for f in audited.findings] == [("Dmitro", 3)]
    assert audited.ignored == 3


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("entries: []", "has no list called allow"),
        ("allow: [", "patch.yaml:1: is not valid YAML"),
        ("allow: [{code: N101}]", "item 1 of allow needs a code and a text"),
        ("allow: [{code: N101, text: x, article: y}]", "item 1 of allow needs a code and a text"),
    ],
)
def test_what_is_no_list_of_allowed_findings_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "patch.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BaselineError, match=problem):
        load_allowed(path)


def test_what_a_review_allows_is_read() -> None:
    allowed = load_allowed(Path(__file__).parent / "golden" / "review-patch.yaml")
    assert allowed.fingerprints


def test_comments_in_the_code_of_a_page_count(tmp_path: Path) -> None:
    import io

    from mtaudit.readers import Source, read_stream

    page = f"<html><body><p>{LINE}</p>\n<p><!-- mtaudit: ignore T201 -->{LINE}</p></body></html>".encode()
    [article] = read_stream(Source("a.html", io.BufferedReader(io.BytesIO(page))))
    assert isinstance(article, Article)
    audited = auditor().audit(article)
    assert [(f.text, f.line) for f in audited.findings] == [("Dmitro", 1), ("Kiev", 1), ("Dmitro", 2)]
    assert audited.ignored == 1

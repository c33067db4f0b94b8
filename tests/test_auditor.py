"""The public interface: pure, picklable, shareable, and clear about what it was asked for."""

from __future__ import annotations

import datetime
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mtaudit
from mtaudit import Article, Auditor, Entry, Glossary, GlossaryError, Severity
from mtaudit.auditor import SelectionError, select_checks
from mtaudit.checks import CHECKS
from mtaudit.glossary.entry import Kind

TEXT = (
    "U.S. Secretary of State Anthony Brinken met Dmitro Kuleba in Kiev. "
    "Sanctions follow if Moscow fails . Stop the troops."
)
OWN = Glossary("own", (Entry("Jane Quillfeather", Kind.PERSON, aliases=("Quillfeather",)),))


def test_audit_in_one_call() -> None:
    audited = mtaudit.audit(TEXT)
    assert {"Brinken", "Anthony", "Dmitro", "Kiev", "fails . Stop"} <= {f.text for f in audited.findings}
    assert audited.score.verdict in ("fail", "undetermined")


def test_the_same_text_gives_the_same_result_in_threads_and_after_pickling(auditor: Auditor) -> None:
    expected = auditor.audit(TEXT).findings
    copy = pickle.loads(pickle.dumps(auditor))
    assert copy.audit(TEXT).findings == expected
    with ThreadPoolExecutor(4) as pool:
        assert all(result.findings == expected for result in pool.map(auditor.audit, [TEXT] * 16))


def test_own_glossaries_join_or_replace_the_shipped_ones() -> None:
    text = "Jane Quilfeather met Antony Brinken, the US secretary of state."
    joined = {f.text for f in Auditor([OWN]).audit(text).findings}
    alone = {f.text for f in Auditor([OWN], default_glossaries=False).audit(text).findings}
    assert joined == {"Quilfeather", "Brinken"}
    assert alone == {"Quilfeather"}


def test_own_glossaries_have_the_last_word_over_the_shipped_ones() -> None:
    own = Glossary("own", (Entry("Tony Blinken", Kind.PERSON, forbidden=("Antony Blinken",)),))
    findings = Auditor([own]).audit("Antony Blinken spoke first. Tony Blinken left on Monday.").findings
    assert [(f.text, f.expected) for f in findings] == [("Antony Blinken", ("Tony Blinken",))]


def test_own_glossaries_that_clash_are_refused() -> None:
    one = Glossary("one", (Entry("Antony Blinken", Kind.PERSON),))
    other = Glossary("other", (Entry("Tony Blinken", Kind.PERSON, forbidden=("Antony Blinken",)),))
    with pytest.raises(GlossaryError, match="Antony Blinken"):
        Auditor([one, other])


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        (["N101"], [], {"N101"}),
        (["N"], ["N105", "N104"], {"N101", "N102", "N103", "N106", "N107"}),
        (["misspelled-name"], [], {"N101"}),
        ([], ["n", "T", "G", "S", "F", "a"], {"L601", "L602"}),
    ],
)
def test_selection(select: list[str], ignore: list[str], codes: set[str]) -> None:
    assert {check.code for check in select_checks(select, ignore)} == codes


def test_an_unknown_check_is_named_with_what_comes_close() -> None:
    with pytest.raises(SelectionError, match=r"mispelled-name.*did you mean misspelled-name"):
        select_checks(["mispelled-name"])
    with pytest.raises(SelectionError):
        select_checks([""])


def test_signatures_name_what_a_score_depends_on(auditor: Auditor) -> None:
    assert "mqm:linear" in auditor.signature and mtaudit.__version__ in auditor.signature
    assert Auditor(select=["N"]).signature != auditor.signature
    assert Auditor([OWN]).signature != auditor.signature


def test_sentences_are_listed_when_asked_for() -> None:
    audited = Auditor(sentences=True).audit("One. Two.")
    assert [(s["start"], s["end"]) for s in audited.sentences] == [(0, 4), (5, 9)]


PIECES = st.sampled_from(
    ["Antony Brinken", "Kiev", " . ", "“", "”", "(", ")", "😀", "e\u0301", "\r\n", "\n\n", "\ufeff", "שלום", "مرحبا",
     "你好，", "the the ", "Source link\n", "Moscow said. He refuted it. ", "$5 billion yuan ", "â€™", "Tensions ",
     "because ", "\x00", "\ud800", "\u2028", "Dmitro Kuleba ", "U.S. ", "US ", "word,word ",
     " ,", "İ", "Reuters-zimo news"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=4), max_size=20).map("".join))
def test_every_finding_is_the_text_it_spans(auditor: Auditor, raw: str) -> None:
    audited = auditor.audit(Article("x", raw))
    for f in audited.findings:
        assert 0 <= f.start < f.end <= len(raw)
        assert raw[f.start : f.end] == f.text
        assert 0 < f.confidence <= 1
        assert isinstance(f.severity, Severity)
    assert len({f.fingerprint for f in audited.findings}) == len(audited.findings)


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [check.code for check in CHECKS]
    assert len(set(codes)) == len(codes) == len({check.name for check in CHECKS})


@pytest.mark.parametrize("date", ["2023-03-01", datetime.datetime(2023, 3, 1)])
def test_a_date_is_a_date(date: Any) -> None:
    with pytest.raises(TypeError, match=r"the date of article x is a (str|datetime), not a datetime\.date"):
        Article("x", "He spoke.", date=date)


def test_a_fingerprint_survives_edits_elsewhere(auditor: Auditor) -> None:
    before = {f.text: f.fingerprint for f in auditor.audit(TEXT).findings}
    after = {f.text: f.fingerprint for f in auditor.audit("A new first line.\n\n" + TEXT).findings}
    assert before == after

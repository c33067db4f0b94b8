"""What decisions become, against golden files (MTAUDIT_UPDATE_GOLDEN=1 writes them anew) and by use."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from review_parts import KNOWN, audited, kinds, talks

from mtaudit import Auditor
from mtaudit.glossary.files import load_glossary
from mtaudit.glossary.store import compile_glossaries
from mtaudit.review.decision import Action
from mtaudit.review.export import EXPORTS, known_names, make_patch, patch_yaml
from mtaudit.review.measure import precisions, wilson

if TYPE_CHECKING:
    from mtaudit.review.store import Store

GOLDEN = Path(__file__).parent.parent / "golden"


def decide(store: Store, *decisions: tuple[Any, ...], number: int = 1) -> None:
    """Take decisions on findings by their words (the nth finding of those words) in order."""
    reviewed = store.article(number)
    assert reviewed
    for text, nth, action, *correction in decisions:
        item = [item for item in reviewed.items if item.text == text][nth]
        assert store.decide(number, item.fingerprint, Action(action), *correction)


@pytest.fixture
def decided(store: Store) -> Store:
    store.put(talks(), kinds)
    decide(
        store,
        ("Anthony", 0, "corrected", "Antony", "person"),
        ("Brinken", 0, "corrected", "Blinken", "person"),
        ("Dmitro", 0, "accepted"),
        ("merged", 0, "corrected", "occupied"),
        ("Brinken", 1, "rejected"),  # somebody held the same words for an error: allowed here, confusable nowhere
        ("glad ,", 0, "rejected"),
        ("Brinke,", 0, "corrected", "Brinkė", "person"),
        ("Kuleva", 0, "rejected"),
    )
    return store


@pytest.mark.parametrize("name", EXPORTS)
def test_golden(name: str, decided: Store) -> None:
    made = EXPORTS[name](decided, KNOWN)
    path = GOLDEN / f"review-{name}"
    if os.environ.get("MTAUDIT_UPDATE_GOLDEN"):
        path.write_text(made, encoding="utf-8", newline="")
    assert made == path.read_bytes().decode()


def test_labels_are_complete(decided: Store) -> None:
    records = [json.loads(line) for line in EXPORTS["labels.jsonl"](decided, KNOWN).splitlines()]
    text = decided.article(1).text  # type: ignore[union-attr]
    assert len(records) == 8
    for record in records:
        assert list(record) == ["article", "code", "text", "span", "sentence", "decision", "correction", "time"]
        start, end = record["span"]
        assert text[start:end] == record["text"]
        assert record["text"] in record["sentence"]
        assert record["article"] == "feed/talks.txt"


def test_the_glossary_does_what_the_reviewer_said(store: Store, auditor: Auditor, tmp_path: Path) -> None:
    """An audit with the exported glossary no longer finds what was rejected, and finds what was corrected."""
    text = (
        "Secretary of State Anthony Brinken spoke in Kyiv. Ukrainian Foreign Minister Dmitro Culeba was there.\n\n"
        "The minister met Mr Xylofonov on Monday."
    )
    audit = auditor.audit(text)
    found = [(f.code, f.text) for f in audit.findings if f.code[0] == "N"]
    assert ("N101", "Brinken") in found
    assert ("N101", "Culeba") in found
    assert ("N102", "Dmitro") in found
    known = known_names(auditor.index.entries)
    store.put(audit, lambda entry: known[entry].kind.value if entry in known else None)
    decide(store, ("Brinken", 0, "rejected"), ("Culeba", 0, "corrected", "Kulebich"), ("Dmitro", 0, "rejected"))
    path = tmp_path / "glossary.yaml"
    path.write_text(EXPORTS["glossary.yaml"](store, known), encoding="utf-8")
    assert [(e.canonical, e.forbidden, e.confusable) for e in load_glossary(path)] == [
        ("Antony Blinken", (), ("Brinken",)),
        ("Kulebich", ("Culeba",), ()),
        ("Dmytro Kuleba", (), ("Dmitro",)),
    ]
    again = Auditor([path]).audit(text)
    assert "Brinken" not in {f.text for f in again.findings}
    assert "Dmitro" not in {f.text for f in again.findings}
    assert ("Culeba", "Kulebich") in {(f.text, f.expected[0]) for f in again.findings if f.expected}


def test_a_correction_that_the_glossary_contradicts_is_left_out_and_told(store: Store) -> None:
    store.put(
        audited(
            "a",
            "Kuleba spoke. Brinken spoke. Blenken spoke.",
            ("N101", "Kuleba"),
            ("N101", "Brinken"),
            ("N101", "Blenken"),
        )
    )
    decide(
        store,
        ("Kuleba", 0, "corrected", "Kulebov"),
        ("Brinken", 0, "corrected", "Blenken"),
        ("Blenken", 0, "corrected", "Brinken"),
    )
    patch = make_patch(store.decisions(), KNOWN)
    assert patch.entries == ()
    assert patch.left_out[0] == "Kuleba → Kulebov: Kuleba is a right form of Dmytro Kuleba"
    assert len(patch.left_out) == 3
    assert yaml.safe_load(patch_yaml(patch)) == {"name": "review", "language": "en", "entries": [], "allow": []}
    assert patch_yaml(patch).startswith("# left out: Kuleba → Kulebov")


@pytest.mark.parametrize(
    ("quoted", "surname", "right", "canonical", "forbidden"),
    [
        ("Anthony", "Brinken", "Antony", "Antony Blinken", "Anthony Brinken"),
        ("Dmitro", "Kuleba", "Dmytro", "Dmytro Kuleba", "Dmitro Kuleba"),
        ("Dmitro", "Kuleba", "Dario", "Dario Kuleba", "Dmitro Kuleba"),
        ("Anthony", "Brinken", "Andrew", None, None),  # nobody said what the surname should be
        ("Dmitro", "Culeba", "Dario", None, None),  # that surname is not beside it
    ],
)
def test_a_given_name_is_forbidden_beside_its_surname_only(
    quoted: str, surname: str, right: str, canonical: str | None, forbidden: str | None, store: Store
) -> None:
    entry = "Antony Blinken" if quoted == "Anthony" else "Dmytro Kuleba"
    found = {"code": "N102", "quoted": quoted, "entry": entry, "evidence": {"surname": surname}}
    store.put(audited("a", "Anthony Brinken met Dmitro Kuleba.", found), kinds)
    decide(store, (quoted, 0, "corrected", right, "person"))
    made = [(e.canonical, e.forbidden) for e in make_patch(store.decisions(), KNOWN).entries]
    assert made == ([(canonical, (forbidden,))] if canonical else [])


ANY = st.text(min_size=1, max_size=12).filter(str.strip) | st.sampled_from(["…", "^x$", "- a: b", "'", "\x00", "NO"])


@settings(max_examples=40, deadline=None)
@given(words=ANY, right=ANY)
def test_any_correction_makes_yaml_that_loads(words: str, right: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    from mtaudit.review.store import Store

    store = Store(tmp_path_factory.mktemp("any") / "review.sqlite")
    store.put(audited("a", f"Said {words} then.", ("N101", words), ("T202", words), ("N101", "then")))
    for number, action in enumerate((Action.CORRECTED, Action.CORRECTED, Action.REJECTED)):
        item = store.article(1).items[number]  # type: ignore[union-attr]
        store.decide(1, item.fingerprint, action, right if action is Action.CORRECTED else None)
    text = EXPORTS["patch.yaml"](store, KNOWN)
    glossary = EXPORTS["glossary.yaml"](store, KNOWN)
    store.close()
    assert set(yaml.safe_load(text)) == {"name", "language", "entries", "allow"}
    path = tmp_path_factory.mktemp("any") / "glossary.yaml"
    path.write_text(glossary, encoding="utf-8", errors="backslashreplace")
    compile_glossaries([load_glossary(path)], shipped=False)


def test_precision_counts_corrected_as_right(decided: Store) -> None:
    rows = {row.code: row for row in precisions(decided.found() | {"Z9": 3}, decided.decisions())}
    assert (rows["N101"].decided, rows["N101"].value) == (4, 0.5)
    assert rows["all"].decided == 8
    assert rows["all"].findings == 11
    assert rows["Z9"].value is None
    assert rows["Z9"].interval == (0.0, 1.0)


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilson_as_published(right: int, of: int, low: float, high: float) -> None:
    """81 of 263: Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I."""
    assert wilson(right, of) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(right=st.integers(0, 500), more=st.integers(0, 500))
def test_wilson_holds_its_share(right: int, more: int) -> None:
    low, high = wilson(right, right + more)
    assert 0 <= low <= high <= 1
    if right + more:
        assert low <= right / (right + more) <= high
        assert not math.isnan(low)

"""Names are decided by evidence: what each kind of evidence may do, and may not."""

from __future__ import annotations

import datetime

import pytest

from mtaudit.article import Article
from mtaudit.context import Context
from mtaudit.glossary.entry import Entry, Kind, Office
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.mentions.titles import title_at

ENTRIES = (
    Entry(
        "Antony Blinken",
        Kind.PERSON,
        aliases=("Blinken", "Antony J. Blinken"),
        native={"zh": ("布林肯", "安东尼·布林肯"), "ja": ("ブリンケン",)},
        offices=(
            Office("Secretary of State", "United States", datetime.date(2021, 1, 26), datetime.date(2025, 1, 20)),
        ),
    ),
    Entry("Dmytro Kuleba", Kind.PERSON, aliases=("Kuleba",), offices=(Office("Foreign Minister", "Ukraine"),)),
    Entry("Sergey Lavrov", Kind.PERSON, aliases=("Lavrov", "Sergei Lavrov")),
    Entry(
        "Phạm Minh Chính",
        Kind.PERSON,
        aliases=("Pham Minh Chinh", "Chinh"),
        native={"zh": ("范明政",)},
        offices=(Office("Prime Minister", "Vietnam"),),
    ),
    Entry("Andrew Hsia", Kind.PERSON, aliases=("Hsia",), native={"zh": ("夏立言",)}),
    Entry("Kim Jong Un", Kind.PERSON, aliases=("Kim Jong-un",), confusable=("Kim Jong Il",)),
    Entry("William Burns", Kind.PERSON, aliases=("Bill Burns",), confusable=("Nicholas Burns",)),
    Entry("Mohammed bin Salman", Kind.PERSON),
    Entry("United States", Kind.PLACE, aliases=("US", "U.S.", "American")),
    Entry("Ukraine", Kind.PLACE, aliases=("Ukrainian", "Ukrainians")),
    Entry("Vietnam", Kind.PLACE, aliases=("Vietnamese",)),
    Entry("Austria", Kind.PLACE),
    Entry("Australia", Kind.PLACE),
)
INDEX = GlossaryIndex(ENTRIES, "test")


def wrong(text: str) -> list[tuple[str, str]]:
    context = Context(Article("a", text), INDEX)
    return [(text[d.start : d.end], d.expected[0]) for d in context.names.decisions]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("US Secretary of State Antony Brinken spoke.", [("Brinken", "Blinken")]),
        ("US Secretary of State Anthony Blinken spoke.", [("Anthony", "Antony")]),
        ("Anthony Brinken spoke in Washington.", [("Anthony", "Antony"), ("Brinken", "Blinken")]),
        ("Ukrainian Foreign Minister Dmitro Kuleba spoke.", [("Dmitro", "Dmytro")]),
        ("Kuleba arrived. Reporters asked Culeba about it.", [("Culeba", "Kuleba")]),
        ("SECRETARY OF STATE ANTONY BRINKEN", [("BRINKEN", "BLINKEN")]),
        ("Vietnamese Prime Minister Fan Mingzheng", [("Fan Mingzheng", "Phạm Minh Chính")]),
        ("Prime Minister Pham Minh Trung", [("Trung", "Chính")]),
        ("Secretary of State Burinken of the United States", [("Burinken", "Blinken")]),
    ],
)
def test_wrong_names(text: str, found: list[tuple[str, str]]) -> None:
    assert wrong(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "Antony Blinken’s plane; Blinken's aides; the Blinkens; a Blinken-led team; ANTONY BLINKEN.",
        "Antony J. Blinken and Sergei Lavrov met Sergey Lavrov's deputy.",
        "Kim Jong Il was the father of Kim Jong Un.",
        "William Burns and Nicholas Burns; Robert Barnes was there.",
        "Pham Minh Chinh, also written Phạm Minh Chính, met Phạm Minh Chính.",
        "Austria and Australia are two countries.",
        "Kate Blinker, a singer from Ohio, performed.",
        "The blinkers were on. Blinkered views.",
        "Mohammed bin Salman spoke.",
        "Johan Ahlander and Humeyra Pamuk wrote this.",
        "Xia Liyan, a chess player, won.",
        "Anthony Hopkins met Antony Blinken.",
        "see https://example.org/Brinken and @Brinken",
    ],
)
def test_right_names_and_other_peoples_are_left_alone(text: str) -> None:
    assert wrong(text) == []


def test_a_bare_mention_follows_the_full_one() -> None:
    text = "Anthony Brinken spoke. Later Brinken left. Kate Brinken, his neighbour, did not."
    assert [t for t, _ in wrong(text)] == ["Anthony", "Brinken", "Brinken"]


def test_every_decision_carries_its_evidence_and_confidence() -> None:
    context = Context(Article("a", "US Secretary of State Anthony Brinken"), INDEX)
    for decision in context.names.decisions:
        assert 0.8 <= decision.confidence <= 1
        assert decision.evidence["similarity"] > 0.9
        assert decision.entry.canonical == "Antony Blinken"


@pytest.mark.parametrize(
    ("text", "office", "current"),
    [
        ("Russian Foreign Minister X", "foreign minister", True),
        ("former Prime Minister X", "prime minister", False),
        ("the then-Prime Minister X", "prime minister", False),
        ("ex-President X", "president", False),
        ("Vice President X", "vice president", True),
        ("X, the Ukrainian foreign minister,", "foreign minister", True),
        ("X, who is secretary of state,", "foreign minister", True),
        ("the minister said. X", None, None),
    ],
)
def test_titles_beside_a_name(text: str, office: str | None, current: bool | None) -> None:
    at = text.index("X")
    title = title_at(text, at, at + 1)
    assert (title and title.office, title and title.current) == (office, current)

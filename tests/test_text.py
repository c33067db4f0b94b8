"""Text: every offset counts code points of the raw input, whatever the input is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Span
from mtaudit.text import Text

PIECES = st.sampled_from(
    ["Blinken said", "😀", "👩‍👩‍👧", "e\u0301", "Chi\u0301nh", "\r\n", "\n\n", "\n", "\ufeff", "שלום עולם", "مرحبا",
     " . ", ". ", "“We know.” ", "U.S. ", "Mr. Smith ", "(Reuters)-U.S. ", "\u2028", "\t", "10:15 GMT. ", "İ", "ß",
     "?!", " "]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=25).map("".join)


@given(TEXTS)
def test_sentences_are_in_order_within_paragraphs_and_hold_all_text(raw: str) -> None:
    text = Text(raw)
    last = 0
    covered = set()
    for sentence in text.sentences:
        assert last <= sentence.start < sentence.end <= len(raw)
        assert text.sentence_at(sentence.start) == sentence
        paragraph = text.paragraph_at(sentence.start)
        assert paragraph.start <= sentence.start and sentence.end <= paragraph.end
        covered.update(range(*sentence))
        last = sentence.end
    assert all(i in covered or c.isspace() or c in "\ufeff\u2060" for i, c in enumerate(raw))


@given(TEXTS, st.integers(min_value=0, max_value=400))
def test_line_and_column_lead_back_to_the_offset(raw: str, offset: int) -> None:
    offset = min(offset, len(raw))
    line, column = Text(raw).position(offset)
    starts = Text(raw)._line_starts
    bom = 1 if line == 1 and raw.startswith("\ufeff") and offset > 0 else 0
    assert starts[line - 1] + column - 1 + bom == offset


@given(TEXTS)
def test_words_are_the_text_they_span(raw: str) -> None:
    text = Text(raw)
    for start, end in text.words():
        assert raw[start:end].strip() == raw[start:end] != ""


def test_markup_is_hidden_and_offsets_stay() -> None:
    raw = "**Brinken** said"
    text = Text(raw, [Span(0, 2), Span(9, 11)])
    assert len(text.prose) == len(raw)
    assert text.prose[2:9] == "Brinken"
    assert "*" not in text.prose


def test_a_spaced_full_stop_does_not_end_a_sentence() -> None:
    raw = "Sanctions follow if Moscow fails . Stop the troops. He left."
    assert [raw[s:e] for s, e in Text(raw).sentences] == [
        "Sanctions follow if Moscow fails . Stop the troops.",
        "He left.",
    ]


def test_a_sentence_does_not_start_without_a_space() -> None:
    raw = "STOCKHOLM (Reuters)-U.S. Secretary of State Antony Blinken spoke."
    assert len(Text(raw).sentences) == 1


def test_lines_are_paragraphs_unless_the_text_is_wrapped() -> None:
    assert len(Text("A headline\nThe first paragraph is here.\nThe second.").paragraphs) == 3
    wrapped = "\n".join(["This line is as long as lines in wrapped mail are, and goes"] * 3)
    assert len(Text(wrapped).paragraphs) == 1


@pytest.mark.parametrize(("raw", "count"), [("", 0), ("one two — three", 3), ("… . ?", 0), ("state-of-the-art $5", 2)])
def test_words_are_counted_by_white_space(raw: str, count: int) -> None:
    assert Text(raw).word_count == count


def test_a_byte_order_mark_takes_no_column() -> None:
    assert Text("\ufeffBlinken").position(1) == (1, 1)

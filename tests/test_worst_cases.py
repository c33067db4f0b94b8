"""Time against hostile text: every check's patterns, the sentence splitter and the rest of an audit stay linear."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from mtaudit.text import Text

if TYPE_CHECKING:
    from mtaudit import Auditor

SMALL = 25_000  # characters
MORE = 4  # times as many
SLACK = 2.5  # times the share of a linear one; a time that grows with the square takes four times its share
LEAST = 0.25  # seconds below which nothing is measured
# fmt: off
PIECES = (
    " ", "\n", "\t", "\u00a0", '"', "'", "“", "”", "‘", "’", "«", "(", ")", "[", "{", "<", "&", "-", "—", "…", "。",
    "!", "1", "A", "a", "é", "\u0301", "\u200b", "國", "\u2060", "/", "\\", "@", "%", "$", ",", ".", ":", "_", "*",
    ". . . . ", "A ", "Aa ", "aA", "a, ", "1,", "1.", "$1 ", "1 billion ", "“a ", "'a ", "(a ", "A. ", "U.S. ", "- ",
    "he he ", "said ", "of the ", "If ", "http://", "a@a.", "&amp;", "Ã©", "a.A", "A-", "A'", "Mr. A ", "A of ",
    "A and ", "A, A ", "the A ", "国a", "a。", "\r\n", "a\n", "“A” ", "A said. ", "1-", "1/1/", "12:30 ", "€ ",
    "Image: ", "1 m (1 m) ", "5 feet (9 inches) ", "de la ", "“de la casa. ",
)
# fmt: on


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_an_audit_takes_time_linear_in_its_text(auditor: Auditor, piece: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        auditor.audit(f"The minister spoke. {piece * (size // len(piece))} and left.")
        return time.process_time() - began

    few = max(seconds(SMALL), LEAST)
    assert seconds(MORE * SMALL) < few * MORE * SLACK / 1.6
    assert few < 6


def test_a_long_paragraph_is_split_where_sentences_end() -> None:
    sentence = "The minister, who spoke in Riga, said “no” to Mr. Smith of the U.S. delegation. "
    text = Text(sentence * 400)
    found = text.sentences
    assert len(found) == 400
    assert {text.raw[s.start : s.end] for s in found} == {sentence.strip()}


def test_a_paragraph_without_ends_of_sentences_loses_nothing() -> None:
    for raw in ("word " * 5000, "x" * 20_000, "‘" * 20_000):
        text = Text(raw)
        covered = "".join(raw[s.start : s.end] for s in text.sentences)
        assert covered.replace(" ", "") == raw.replace(" ", "")

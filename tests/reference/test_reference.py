"""References: the numbers of the `sacrebleu` command, the worst passages, what is missing, and what is no reference."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mtaudit import Article, Auditor
from mtaudit.cli import app
from mtaudit.reference.metrics import metrics, one_line, recall
from mtaudit.reference.report import Doubt, Reference
from mtaudit.text import Text

TEXT = "The minister met Dmytro Kuleba in Kyiv on Tuesday. They spoke of grain. The deal is worth 25 million dollars."
OTHER = "The minister saw Dmytro Kuleba in Kyiv on Tuesday. Corn was what they talked about. It is 52 million dollars."


def test_the_numbers_are_those_of_the_sacrebleu_command(tmp_path: Path) -> None:
    hypotheses, references = [TEXT, "A second line of text."], [OTHER, "The second line of a text."]
    (tmp_path / "h").write_text("\n".join(hypotheses) + "\n", "utf-8")
    (tmp_path / "r").write_text("\n".join(references) + "\n", "utf-8")
    command = [sys.executable, "-m", "sacrebleu", "r", "-i", "h", "-m", "bleu", "chrf", "ter", "--chrf-word-order", "2"]
    done = subprocess.run([*command, "-w", "6"], cwd=tmp_path, capture_output=True, text=True, check=True)
    printed = json.loads(done.stdout)
    found = metrics(hypotheses, references)
    assert [m.score for m in found] == pytest.approx([p["score"] for p in printed], abs=1e-6)
    assert [m.name for m in found] == [p["name"] for p in printed] == ["BLEU", "chrF2++", "TER"]
    for metric, expected in zip(found, printed, strict=True):
        assert metric.signature == expected["signature"]


def test_the_worst_passages_and_what_is_missing() -> None:
    found = Reference(Text(TEXT), Text(OTHER))
    assert TEXT[found.worst[0].start : found.worst[0].end] == "They spoke of grain."
    assert found.missing == ("52 million",)
    assert found.points > 0


@pytest.mark.parametrize(
    ("text", "reference", "share"),
    [
        ("The deal is worth 25 million.", "the deal is worth 25 million", 100.0),
        ("The deal.", "The deal, the other deal.", 40.0),  # the and deal once, as often as the text has them
        ("", "A word.", 0.0),
        ("A word.", "", 100.0),
    ],
)
def test_recall_is_the_share_of_the_words_of_the_reference(text: str, reference: str, share: float) -> None:
    assert recall(text, reference) == pytest.approx(share)


def test_a_text_that_lacks_more_of_its_reference_costs_more() -> None:
    near = Reference(Text(TEXT), Text(OTHER)).points
    nearer = Reference(Text(TEXT), Text(TEXT.replace("25", "52"))).points
    assert 0 <= nearer < near


@pytest.mark.parametrize(
    ("reference", "said"), [("", "is empty"), (TEXT, "text itself"), ("Ceci n’est pas.", "another")]
)
def test_what_is_no_reference_is_said_and_not_used(reference: str, said: str) -> None:
    audited = Auditor().audit(Article(id="a", text=TEXT, reference=reference))
    assert [f.code for f in audited.findings] == ["A703"]
    assert said in audited.findings[0].message
    assert audited.score.value == 100
    assert audited.score.signature.endswith("|evidence:text")


def test_a_reference_much_shorter_than_a_long_text_is_not_used() -> None:
    text = f"{TEXT} {TEXT} {TEXT}"
    assert Reference(Text(text), Text(TEXT)).doubt is Doubt.SHORT
    assert Reference(Text(TEXT), Text(text)).doubt is None


def test_the_signature_says_what_was_used() -> None:
    source = "部长周二在基辅会见了库列巴。他们谈到了粮食。这笔交易价值2500万美元。"
    audited = Auditor().audit(Article(id="a", text=TEXT, source=source, source_lang="zh", reference=OTHER))
    assert audited.score.signature.endswith("|evidence:text+source+reference")


def test_compare_says_which_is_better(tmp_path: Path) -> None:
    lines = [f"Sentence number {n} of a long text about trade and war in the east of the country." for n in range(40)]
    worse = [line.replace("trade and war", "war trade") if n % 2 else "Nothing." for n, line in enumerate(lines)]
    for name, content in (("a", worse), ("b", lines), ("r", lines)):
        (tmp_path / name).write_text("\n".join(content) + "\n", "utf-8")
    a, b, r = (str(tmp_path / name) for name in "abr")
    done = CliRunner().invoke(app, ["compare", a, b, "-R", r, "--samples", "200"])
    assert done.exit_code == 0
    assert done.output.count("B is better") == 3
    assert "nrefs:1" in done.output


def test_compare_refuses_files_that_do_not_match(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\ntwo\n", "utf-8")
    (tmp_path / "b").write_text("one\n", "utf-8")
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    done = CliRunner().invoke(app, ["compare", a, b, "-R", a])
    assert done.exit_code == 2
    assert "different numbers of lines" in done.output
    (tmp_path / "c.jsonl").write_text('{"id": 1, "text": "x"}\n{"id": 2}\n', "utf-8")
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "c.jsonl"), a, "-R", a])
    assert done.exit_code == 2
    assert "c.jsonl:2: not a record" in done.output


def test_one_line() -> None:
    assert one_line(" a\n\n b\tc ") == "a b c"

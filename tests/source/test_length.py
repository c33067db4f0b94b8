"""How short a translation is for its source."""

import pytest

from mtaudit import Article, Auditor
from mtaudit.source.length import shortness, tells
from mtaudit.source.original import original
from mtaudit.text import Text

SOURCE = "部长周二在首都会见了客人并谈到了粮食。" * 8  # 152 characters


def text(characters: int) -> Text:
    return Text(("The minister met his guests in the capital. " * 40)[:characters])


def test_a_text_costs_more_the_shorter_it_is() -> None:
    full, usual, short = (shortness(original(SOURCE, "zh", text(n))) for n in (750, 600, 450))
    assert full == 0.0 < usual < short


def test_the_cost_is_bounded() -> None:
    assert shortness(original(SOURCE, "zh", text(310))) <= 5.0


@pytest.mark.parametrize(
    ("source", "language"),
    [(SOURCE[:60], "zh"), ("Der Minister traf am Dienstag seine Gäste. " * 8, "de"), (SOURCE, None)],
)
def test_short_sources_and_other_languages_tell_nothing(source: str, language: str | None) -> None:
    given = original(source, language, text(200))
    assert not tells(given)
    assert shortness(given) == 0.0


def test_the_signature_says_that_the_length_was_used() -> None:
    auditor = Auditor(default_glossaries=False)
    long = auditor.audit(Article("a", text(600).raw, source=SOURCE, source_lang="zh"))
    assert long.score.signature.endswith("|evidence:text+source+length")
    assert long.score.damage >= shortness(original(SOURCE, "zh", text(600))) > 0
    assert auditor.audit(Article("a", text(600).raw)).score.signature.endswith("|evidence:text")

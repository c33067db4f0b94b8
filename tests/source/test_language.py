"""Whether a text is in the language it is said to be in."""

from __future__ import annotations

import pytest

from mtaudit.source.language import is_english, is_latin, may_be

TEXTS = {
    "zh": "国务卿布林肯表示，已有1.2万人撤离，其中约三成是儿童。他说，这项工作将持续到6月15日，"
    "乌克兰各地的志愿者都在提供帮助，食品和药品将于本周运抵。",
    "ja": "岸田文雄首相は、1万2000人が避難したと述べた。約3割が子どもだという。"
    "作業は6月15日まで続き、各地のボランティアが支援している。",
    "ko": "블링컨 국무장관은 1만2천명이 대피했다고 밝혔다. 약 30%가 어린이다.",
    "ru": "Госсекретарь сообщил, что эвакуировали двенадцать тысяч человек, и это объявление вызвало вопросы.",
    "uk": "Держсекретар повідомив, що евакуювали дванадцять тисяч людей, і це викликало запитання в усіх їхніх містах.",
    "ar": "قال وزير الخارجية الأميركي إن المساعدات بلغت مليار دولار وإنها ستصل إلى المدينة يوم الجمعة المقبل.",
    "fa": "وزیر امور خارجه گفت که کمک‌ها به یک میلیارد دلار رسید و پیش از پایان هفته به شهر می‌رسد.",
    "de": "Der Außenminister sagte, dass zwölftausend Menschen in Sicherheit gebracht wurden "
    "und die Arbeit bis zum Juni weitergeht, auch wenn das Wetter schlechter wird.",
    "en": "The secretary of state said that twelve thousand people were brought to safety "
    "and the work would go on to the end of June, even if the weather was bad.",
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_is_in_its_language(language: str) -> None:
    assert may_be(language, TEXTS[language])


@pytest.mark.parametrize(
    ("said", "is_in"),
    [*map(str.split, ["zh ja", "ja zh", "ko zh", "ru uk", "uk ru", "ar fa", "ru zh", "de en", "en de", "zh en"])],
)
def test_a_text_is_not_in_another(said: str, is_in: str) -> None:
    assert not may_be(said, TEXTS[is_in])


def test_a_short_text_may_be_in_any_language_of_its_script() -> None:
    assert may_be("ru", "Київ") and may_be("ja", "東京都知事選挙") and may_be("de", "The end of the war")


def test_latin_names_leave_a_text_chinese() -> None:
    assert may_be("zh", "分析师Martijn Rasser说，Emily Benson也同意。")


def test_scripts_and_english() -> None:
    assert is_latin("de") and is_latin("en") and not is_latin("uk")
    assert [language for language, text in TEXTS.items() if is_english(text)] == ["en"]
    assert not is_english("")

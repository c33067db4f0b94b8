"""Sources that belong to another article, and where findings say the source says it."""

from __future__ import annotations

import pytest

from mtaudit import Article, Auditor
from mtaudit.source.original import Doubt

TEXT = (
    "Biden met Zelensky in Kyiv on February 5. He promised $1.25 billion for 31 tanks.\n\n"
    "Lavrov told reporters in Moscow that 12,000 people had left. Exports fell 21.2 percent in 2022.\n\n"
    "Macron and Scholz came to Beijing for 3 days and spoke of 450 million euros."
)
SOURCE = (
    "Байден встретился с Зеленским в Киеве 5 февраля. Он пообещал 1,25 млрд долларов на 31 танк.\n\n"
    "Лавров сказал журналистам в Москве, что уехали 12 тысяч человек. Экспорт упал на 21,2% в 2022 году.\n\n"
    "Макрон и Шольц приехали в Пекин на 3 дня и говорили о 450 млн евро."
)
OTHER = (
    "Эрдоган принял Столтенберга в Анкаре 17 июня. Речь шла о 8,4 млрд лир и 64 самолётах.\n\n"
    "Мелони заявила в Риме, что прибыли 36 тысяч мигрантов. Цены выросли на 9,8% в 2019 году.\n\n"
    "Моди и Кисида встретились в Токио на 2 часа и обсудили 770 млн иен."
)


@pytest.fixture(scope="module")
def auditor() -> Auditor:
    return Auditor()


def test_the_source_of_a_text_is_not_doubted(auditor: Auditor) -> None:
    original = auditor.context(Article(id="a", text=TEXT, source=SOURCE, source_lang="ru")).original
    assert original is not None and original.doubt is None and not original.is_unrelated
    assert auditor.audit(Article(id="a", text=TEXT, source=SOURCE, source_lang="ru")).findings == ()


def test_the_pivot_stands_in_for_the_language_of_a_source() -> None:
    article = Article(id="a", text=TEXT, source=SOURCE)
    original = Auditor(pivot="ru").context(article).original
    assert original is not None and (original.language, original.doubt) == ("ru", None)


def test_the_language_of_a_source_counts_before_the_pivot() -> None:
    article = Article(id="a", text=TEXT, source=SOURCE, source_lang="ru")
    original = Auditor(pivot="zh").context(article).original
    assert original is not None and (original.language, original.doubt) == ("ru", None)


def test_a_guessed_pivot_does_not_stand_in_for_the_language_of_a_source(auditor: Auditor) -> None:
    context = auditor.context(Article(id="a", text=f"{TEXT} 北京 said so.", source=SOURCE))
    assert context.names and context.original is not None
    assert context.original.doubt is Doubt.UNKNOWN


def test_another_article_is_doubted_and_proves_nothing(auditor: Auditor) -> None:
    article = Article(id="a", text=TEXT, source=OTHER, source_lang="ru")
    original = auditor.context(article).original
    assert original is not None and original.doubt is Doubt.UNRELATED
    audited = auditor.audit(article)
    assert [finding.code for finding in audited.findings] == ["A703"]
    assert audited.score.signature.endswith("|evidence:text")


def test_a_figure_is_shown_as_the_source_writes_it(auditor: Auditor) -> None:
    source = "بلغت المساعدات ٢٫٥ مليار دولار."
    (found,) = auditor.audit(
        Article(id="a", text="The aid amounted to $2.5 million.", source=source, source_lang="ar")
    ).findings
    assert found.evidence["source"] == "٢٫٥ مليار"
    assert source[found.evidence["source_start"] : found.evidence["source_end"]] == "٢٫٥ مليار"
    assert "2,500,000,000" in found.message

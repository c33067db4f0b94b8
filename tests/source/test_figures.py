"""Figures as values, in the languages of sources and in English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.article import Span
from mtaudit.source.figures import Sort, figures, same


def values(text: str, language: str) -> list[float]:
    return [f.value for f in figures(text, Span(0, len(text)), language)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "1.2万辆", [12_000]),
        ("zh", "3亿5000万美元", [350_000_000]),
        ("zh", "11万7015辆", [117_015]),
        ("zh", "全长34.538千米", [34.538]),
        ("zh", "１２．５％", [12.5]),
        ("zh", "二十三人", [23]),
        ("ja", "1兆2500億円", [1.25e12]),
        ("ja", "1千億ドル", [1e11]),
        ("ko", "3조5000억원", [3.5e12]),
        ("ko", "57조 1천억원", [5.71e13]),
        ("ko", "12억 5천만 달러", [1.25e9]),
        ("ru", "12 тысяч человек", [12_000]),
        ("ru", "2,5 млрд рублей", [2.5e9]),
        ("ru", "1 250 000 акций", [1_250_000]),
        ("ru", "12\u00a0000 акций", [12_000]),
        ("ru", "1\u202f250\u202f000 акций", [1_250_000]),
        ("uk", "1,5 млрд євро", [1.5e9]),
        ("ar", "٢٫٥ مليار دولار", [2.5e9]),
        ("de", "1.250 Menschen", [1250]),
        ("en", "12,000 cars", [12_000]),
        ("en", "12\u00a0000 cars", [12_000]),
        ("en", "$3bn and $1.5 million", [3e9, 1.5e6]),
        ("en", "twenty-three people", [23]),
        ("en", "three hundred and five thousand", [305_000]),
        ("en", "762.59m deep", [762.59]),
        ("en", "half a million people", [500_000]),
        ("en", "two and a half million", [2.5e6]),
        ("en", "2½ million", [2.5e6]),
        ("en", "a million and a half", [1.5e6]),
        ("en", "a hundred people", [100]),
        ("en", "two dozen people", [24]),
        ("ja", "312円75銭", [312.75]),
    ],
)
def test_a_figure_is_worth(language: str, text: str, expected: list[float]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "会谈持续了一个半小时", 1.5),
        ("zh", "一年半后", 18),
        ("zh", "两成五", 25),
        ("en", "hundreds of people", 300),
        ("ja", "会談は1時間半続いた", 1.5),
        ("ko", "1시간 반 동안", 1.5),
        ("ja", "午後3時半から", 30),
        ("ko", "오후 3시 반부터", 30),
    ],
)
def test_halves_behind_units_count(language: str, text: str, expected: float) -> None:
    assert expected in {value for f in figures(text, Span(0, len(text)), language) for value in f.values}


def test_sorts_of_figures() -> None:
    text = "On Sept. 27, 2019, at 3:30 p.m. prices rose 21.2%."
    assert [f.sort for f in figures(text, Span(0, len(text)), "en")] == [
        Sort.DATE, Sort.DATE, Sort.DATE, Sort.TIME, Sort.TIME, Sort.PERCENT,
    ]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [(3_292_900, 3_292_000), (3_292_900, 3.293e6), (12.5, 12.5)])
def test_rounded_and_cut_values_are_the_same(one: float, other: float) -> None:
    assert same(one, other) and same(other, one)


@pytest.mark.parametrize(("one", "other"), [(500, 550), (12_000, 1_200), (21.2, 12.2), (0, 5), (89, 88)])
def test_other_values_are_not(one: float, other: float) -> None:
    assert not same(one, other) and not same(other, one)


@given(st.text(max_size=80), st.sampled_from(["zh", "ja", "ko", "ru", "uk", "ar", "en", "de", "xx"]))
def test_offsets_hold_in_any_text(text: str, language: str) -> None:
    for figure in figures(text, Span(0, len(text)), language):
        assert 0 <= figure.start < figure.end <= len(text)
        assert figure.values

"""Figures in words in the languages of sources."""

from __future__ import annotations

import pytest

from mtaudit.source.spelt import knows_words, spelt_figures


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "более двадцати пяти посёлков", [25]),
        ("ru", "двадцатипятилетний водитель", [25]),
        ("ru", "триста сорок два человека", [342]),
        ("ru", "два с половиной миллиона рублей", [2.5e6]),
        ("ru", "около полутора десятков взрывов", [15]),
        ("ar", "ساعة ونصف الساعة", [1.5]),
        ("ru", "стол, престол и миллионы людей", []),
        ("uk", "понад двадцять п'ять сіл", [25]),
        ("uk", "двісті п'ятдесят тисяч гривень", [250_000]),
        ("ar", "خمسة وعشرون شخصا", [25]),
        ("ar", "مئة وخمسين ألف دينار", [150_000]),
        ("ar", "خمسة عشر ألفا", [15_000]),
        ("ko", "스물다섯 살", [25]),
        ("zh", "二十五", []),
        ("xx", "twenty-five", []),
    ],
)
def test_words_are_worth(language: str, text: str, expected: list[float]) -> None:
    assert [values[0] for _, values in spelt_figures(text, language)] == expected


def test_places_are_those_of_the_text() -> None:
    text = "Погибли двадцать пять человек"
    ((span, values),) = spelt_figures(text, "ru")
    assert text[slice(*span)] == "двадцать пят"
    assert values == (25, 20, 5)


def test_languages_whose_words_are_read() -> None:
    assert all(map(knows_words, ["zh", "ja", "ko", "ru", "uk", "ar"]))
    assert not knows_words("de")

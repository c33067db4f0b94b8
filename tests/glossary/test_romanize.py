"""Readings of native forms, against forms seen in machine translations and standard romanizations."""

from __future__ import annotations

import pytest

from mtaudit.glossary.romanize import readings


@pytest.mark.parametrize(
    ("native", "language", "reading"),
    [
        ("范明政", "zh", "Fan Mingzheng"),
        ("夏立言", "zh", "Xia Liyan"),
        ("李雪主", "zh", "Li Xuezhu"),
        ("布林肯", "zh", "Bulinken"),
        ("安东尼·布林肯", "zh", "Andongni Bulinken"),
        ("欧阳娜娜", "zh", "Ouyang Nana"),
        ("Лавров", "ru", "Lavrov"),
        ("Дмитрий Кулеба", "ru", "Dmitriy Kuleba"),
        ("Зеленський", "uk", "Zelenskyy"),
        ("ブリンケン", "ja", "Burinken"),
        ("クレバ", "ja", "Kureba"),
        ("マッカーシー", "ja", "Makkashi"),
        ("블링컨", "ko", "Beul Ringkeon"),
        ("문재인", "ko", "Mun Jaein"),
        ("لافروف", "ar", "Lafruf"),
    ],
)
def test_reading(native: str, language: str, reading: str) -> None:
    assert reading in readings(native, language)


@pytest.mark.parametrize(
    ("native", "language"), [("岸田文雄", "ja"), ("Blinken", "zh"), ("", "zh"), ("布林肯", "xx"), ("x", "ko")]
)
def test_no_reading_where_none_is_certain(native: str, language: str) -> None:
    assert readings(native, language) == ()

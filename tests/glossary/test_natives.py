"""Native forms in a source: whole names, the longest, with the endings of their language."""

from __future__ import annotations

import pytest

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.natives import NativeIndex

PEOPLE = [
    Entry(
        "Joe Biden", Kind.PERSON, aliases=("Biden",), native={"zh": ("拜登",), "ru": ("Джо Байден",), "ar": ("بايدن",)}
    ),
    Entry("Jill Biden", Kind.PERSON, native={"zh": ("吉尔·拜登",), "ru": ("Джилл Байден",)}),
    Entry("Kobe Bryant", Kind.PERSON, native={"zh": ("科比",)}),
    Entry("Haiti", Kind.PLACE, native={"zh": ("海地",), "ko": ("아이티",)}),
    Entry("Kuching", Kind.PLACE, native={"ja": ("クチン",)}),
    Entry("Lionel Messi", Kind.PERSON, native={"ko": ("메시",)}),
    Entry("Jinan", Kind.PLACE, native={"ko": ("지난",)}),
    Entry("Yulia Navalnaya", Kind.PERSON, native={"ru": ("Юлия Навальная",)}),
    Entry("Maria Zakharova", Kind.PERSON, native={"ru": ("Мария Захарова",)}),
    Entry("Volodymyr Zelenskyy", Kind.PERSON, native={"uk": ("Володимир Зеленський",)}),
    Entry("Kyiv", Kind.PLACE, native={"uk": ("Київ",), "ru": ("Киев",)}),
]


def found(language: str, source: str) -> list[tuple[str, str]]:
    index = NativeIndex(PEOPLE, language)
    return [(PEOPLE[native.entry].canonical, native.written) for native in index.find(source)]


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("zh", "拜登和吉尔·拜登抵达。", [("Joe Biden", "拜登"), ("Jill Biden", "吉尔·拜登")]),
        ("zh", "雅科比·史密斯说", []),
        ("zh", "沿海地区的居民", []),
        ("zh", "海地总统", [("Haiti", "海地")]),
        ("ru", "Он встретился с Байденом в Киеве.", [("Joe Biden", "Байденом"), ("Kyiv", "Киеве")]),
        ("ru", "Джилл Байден приехала.", [("Jill Biden", "Джилл Байден")]),
        ("uk", "у Київі", [("Kyiv", "Київі")]),
        ("ar", "وقال إن لبايدن رأيا", [("Joe Biden", "بايدن")]),
        ("ko", "아이티에서 지진이", [("Haiti", "아이티")]),
        ("ja", "ワクチンを確保した。クチンに着いた", [("Kuching", "クチン")]),
        ("ko", "메시가 골을, 메시지를 전했다", [("Lionel Messi", "메시")]),
        ("ko", "지난해 12월, 지난 3월", []),
        ("ru", "Суд над Навальным. Навальный и Навального.", []),
        (
            "ru",
            "Юлия Навальная сказала, с Навальной, о Захаровой",
            [("Yulia Navalnaya", "Юлия Навальная"), ("Yulia Navalnaya", "Навальной"), ("Maria Zakharova", "Захаровой")],
        ),
        ("ru", "Захаров и Захаровым", []),
        ("uk", "Олена Зеленська, без Зеленської", []),
        (
            "uk",
            "Зеленського, Зеленському, Зеленським",
            [("Volodymyr Zelenskyy", f"Зеленськ{end}") for end in ("ого", "ому", "им")],
        ),
        ("fr", "Haïti", []),
    ],
)
def test_names_in_a_source(language: str, source: str, expected: list[tuple[str, str]]) -> None:
    assert found(language, source) == expected

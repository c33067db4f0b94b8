"""Pivot-aware distance: near for what translation does to names, far for other names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.names.candidates import build_token_index, sound_of
from mtaudit.names.distance import PIVOTS, costs_for, distance
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.pinyin import is_pinyin

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", max_size=9)


@pytest.mark.parametrize(
    ("name", "form", "pivot"),
    [
        ("Blinken", "Brinken", "zh"),
        ("Blinken", "Bulinken", "zh"),
        ("Kuleba", "Culeba", "uk"),
        ("Dmytro", "Dmitro", "ru"),
        ("Motegi", "Moggi", "zh"),
        ("Pohiva", "Bohiva", "zh"),
        ("Putin", "Butin", "ar"),
        ("Fillon", "Pillon", "ko"),
        ("Vance", "Bansu", "ja"),
    ],
)
def test_corruptions_are_near(name: str, form: str, pivot: str) -> None:
    assert distance(name, form, pivot) <= 0.23


@pytest.mark.parametrize(
    ("name", "form"),
    [("Blinken", "Berlin"), ("Kuleba", "Kaluga"), ("Merkel", "Markle"), ("Ahlander", "Alexander")],
)
def test_other_names_are_farther_than_corruptions(name: str, form: str) -> None:
    assert distance(name, form) > 0.1


def test_a_pivots_own_costs_count() -> None:
    assert distance("Putin", "Butin", "ar") < distance("Putin", "Butin")
    assert distance("Blinken", "Burinken", "ja") < distance("Blinken", "Burinken", "ru")


@given(LETTERS, LETTERS, st.sampled_from([None, *PIVOTS]))
def test_distance_is_zero_only_for_the_same_letters_and_never_above_one(a: str, b: str, pivot: str | None) -> None:
    d = distance(a, b, pivot)
    assert 0 <= d <= 1
    assert (d == 0) == (a == b)


@given(LETTERS, LETTERS)
def test_a_pivot_never_makes_a_pair_farther(a: str, b: str) -> None:
    assert all(distance(a, b, pivot) <= distance(a, b) + 1e-9 for pivot in PIVOTS)


def test_every_pivot_has_costs() -> None:
    assert all(costs_for(pivot).swaps != costs_for(None).swaps for pivot in PIVOTS)


def test_folding_takes_accents_and_case_away() -> None:
    assert [fold(n) for n in ("Chính", "Łódź", "Erdoğan", "İzmir", "Straße")] == [
        "chinh",
        "lodz",
        "erdogan",
        "izmir",
        "strasse",
    ]


def test_name_tokens_part_at_hyphens_and_apostrophes() -> None:
    assert name_tokens("Ri Sol-ju") == ("Ri", "Sol", "ju")
    assert name_tokens("'Akilisi Pohiva") == ("Akilisi", "Pohiva")


def test_confused_letters_sound_alike() -> None:
    assert sound_of("blinken") == sound_of("brinken")
    assert sound_of("kuleba") == sound_of("culeba")


def test_the_index_finds_corruptions_and_leaves_the_name_itself() -> None:
    index = build_token_index(["blinken", "kuleba", "motegi", "lavrov", "xi"])
    assert [c.token for c in index.candidates("brinken")] == ["blinken"]
    assert [c.token for c in index.candidates("mogi")] == ["motegi"]
    assert index.candidates("blinken") == ()
    assert index.candidates("xu") == ()


@pytest.mark.parametrize(
    ("token", "expected"), [("chunming", True), ("xi", True), ("blinken", False), ("lavrov", False)]
)
def test_pinyin(token: str, expected: bool) -> None:
    assert is_pinyin(token) is expected

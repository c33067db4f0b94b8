"""How like the names of a text are to those that a source proves."""

import pytest

from mtaudit.article import Span
from mtaudit.glossary.entry import Entry, Kind
from mtaudit.names.fold import name_tokens
from mtaudit.source.alike import Candidate, begins_in, expected_form, likeness, misreadings, other_country


def candidate(text: str) -> Candidate:
    places = []
    at = 0
    for token in name_tokens(text):
        at = text.index(token, at)
        places.append(Span(at, at + len(token)))
    return Candidate(tuple(places), name_tokens(text))


IRONSIDE = Entry("Ironside Macroeconomics", Kind.ORGANIZATION)
SHAO = Entry("Wansheng", Kind.ORGANIZATION)


@pytest.mark.parametrize(
    ("entry", "text", "stands_for_it"),
    [
        (IRONSIDE, "Ainside Macroeconomic Consulting", "Ainside Macroeconomic"),
        (SHAO, "Shanghai Shaowansheng Food", "Shaowansheng"),
        (Entry("Anton Webern", Kind.PERSON), "Weber", "Weber"),
        (Entry("Ahmad Zahid Hamidi", Kind.PERSON), "Seri Ameszahi", "Ameszahi"),
    ],
)
def test_the_words_that_stand_for_a_name_are_found(entry: Entry, text: str, stands_for_it: str) -> None:
    found = likeness(entry, candidate(text), "zh")
    assert found.distance < 0.34
    assert text[slice(*found.of(candidate(text)).span)] == stands_for_it


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        (IRONSIDE, "Zhonglian Heavy Industry"),
        (Entry("Piai", Kind.PLACE), "Benzhen Government Hospital"),
        (Entry("Ukraine", Kind.PLACE), "Ukrainian"),
        (Entry("Merkel", Kind.PERSON), "House Committee"),
    ],
)
def test_other_names_and_other_forms_are_not_alike(entry: Entry, text: str) -> None:
    assert likeness(entry, candidate(text), "zh").distance > 0.34


def test_another_country_is_near_and_a_form_of_the_country_is_not() -> None:
    malawi = Entry("Malawi", Kind.PLACE, aliases=("Malawian",))
    assert other_country(malawi, candidate("Malaysia"), "zh").distance < 0.25
    assert other_country(malawi, candidate("Malawians"), "zh").distance == 1.0


def test_readings_are_wrong_only_where_the_name_is_spelt_otherwise() -> None:
    assert {"danrong", "danrongbiai"} <= misreadings("丹绒比艾", ("Tanjung Piai", "Tanjung"), "zh")
    assert not misreadings("寿光", ("Shouguang",), "zh")


def test_a_name_begins_a_word() -> None:
    assert begins_in("Iran", "the Iranian minister")
    assert begins_in("Sany", "of DescriptionSany Heavy Industry")
    assert not begins_in("Wansheng", "Shanghai Shaowansheng Food")
    assert begins_in("Wansheng", "Shaowansheng, that is Wansheng")


def test_the_expected_form_has_as_many_words() -> None:
    entry = Entry("Nguyen Duc Chung", Kind.PERSON, aliases=("Duc Chung",))
    assert expected_form(entry, candidate("Ruan Dezhong")) == "Duc Chung"
    assert expected_form(entry, candidate("Chung")) == "Nguyen Duc Chung"

"""Lint: what is allowed in a glossary and still likely a slip, and what must pass in silence."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from mtaudit.glossary.entry import Entry, Example, Glossary, Kind, Office
from mtaudit.glossary.lint import lint
from mtaudit.glossary.scripts import script_problem

if TYPE_CHECKING:
    from collections.abc import Iterable


def remarks(*entries: Entry) -> list[str]:
    return lint([Glossary("test", entries)])


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def holder(name: str, start: str | None, end: str | None, title: str = "Foreign Minister", of: str = "China") -> Entry:
    dates = (day(start) if start else None, day(end) if end else None)
    return Entry(name, Kind.PERSON, offices=(Office(title, of, *dates),), source=f"p.yaml:{len(name)}")


RULE = {
    "canonical": "annexed",
    "kind": Kind.TERM,
    "forbidden": ("merged",),
    "near": ("Crimea",),
    "note": "Russia annexed Crimea.",
    "examples": (Example("They merged Crimea.", "They annexed Crimea."),),
    "source": "terms.yaml:3",
}


def rule(**changes: object) -> Entry:
    return Entry(**{**RULE, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "canonical", "alias", "warned"),
    [
        (Kind.ORGANIZATION, "Washington Post", "Post", True),
        (Kind.PERSON, "Narendra Modi", "India", True),
        (Kind.EVENT, "Group of Seven summit", "Summit", False),
        (Kind.ORGANIZATION, "World Health Organization", "WHO", False),
        (Kind.PERSON, "Kevin Rudd Young", "Young", False),
        (Kind.PLACE, "United States", "American", False),
        (Kind.ORGANIZATION, "Labour Party", "New Labour", False),
        (Kind.TERM, "talks", "meeting", False),
    ],
)
def test_aliases_that_are_ordinary_words(kind: Kind, canonical: str, alias: str, warned: bool) -> None:
    found = remarks(Entry(canonical, kind, aliases=(alias,), source="o.yaml:7"))
    start = f"o.yaml:7: {canonical}: the alias {alias!r} is an ordinary word"
    assert [message.startswith(start) for message in found] == [True] * warned


@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("zh", "布林肯"),
        ("zh", "安东尼·布林肯"),
        ("zh", "《世界报》"),
        ("zh", "T恤"),
        ("zh-Hant", "nie wieder"),
        ("ja", "岸田文雄"),
        ("ja", "ブリンケン"),
        ("ja", "佐々木さん"),
        ("ja", "NATO"),
        ("ko", "김정은"),
        ("ko", "金正恩"),
        ("ko", "EU가"),
        ("ru", "Энтони Блинкен"),
        ("ru", "BBC-радио"),
        ("uk", "Об'єднані Нації"),
        ("ar", "أنتوني بلينكن"),
        ("fa", "ایران"),
        ("he", "ישראל"),
        ("el", "Αθήνα"),
        ("th", "กรุงเทพ"),
        ("hi", "दिल्ली"),
        ("vi", "Phạm Minh Chính"),
        ("sr-Latn", "Beograd"),
        ("und", "什么"),
        ("ru", "1984"),
    ],
)
def test_native_forms_in_their_script_pass(language: str, form: str) -> None:
    assert script_problem(form, language) is None


@pytest.mark.parametrize(
    ("language", "form", "problem"),
    [
        ("zh", "Blinken", "Latin letters only; zh is written in Han"),
        ("zh", "ブリンケン", "Katakana letters"),
        ("ja", "블링컨", "Hangul letters; ja is written in Han and Hiragana and Katakana"),
        ("ko", "ブリンケン", "Katakana"),
        ("ru", "بلينكن", "Arabic letters; ru is written in Cyrillic"),
        ("ru", "布林肯", "Han letters"),
        ("ar", "Блинкен", "Cyrillic letters; ar is written in Arabic"),
        ("he", "بلينكن", "Arabic"),
        ("el", "Москва", "Cyrillic"),
        ("ru", "Mосква", "mixes Latin letters into the word 'Mосква'"),
        ("ru", "Путiн", "mixes Latin letters"),
    ],
)
def test_native_forms_in_a_foreign_script(language: str, form: str, problem: str) -> None:
    assert problem in (script_problem(form, language) or "")
    (found,) = remarks(Entry("Xq", Kind.PERSON, native={language: (form,)}, source="p.yaml:2"))
    assert found.startswith(f"p.yaml:2: Xq: native.{language}: {form!r} ")


def test_doubled_aliases() -> None:
    entry = Entry("Dmytro Kuleba", Kind.PERSON, aliases=("Kuleba", "Dmytro Kuleba", "Kuleba"), source="p.yaml:2")
    assert remarks(entry) == [
        "p.yaml:2: Dmytro Kuleba: the alias 'Dmytro Kuleba' is the canonical form itself; leave it out",
        "p.yaml:2: Dmytro Kuleba: the alias 'Kuleba' stands twice",
    ]


def test_spellings_with_and_without_accents_are_two() -> None:
    assert remarks(Entry("Phạm Minh Chính", Kind.PERSON, aliases=("Pham Minh Chinh",))) == []


@pytest.mark.parametrize(("form", "near"), [("Annexed", ("Crimea",)), ("^annexed$", ())])
def test_forms_both_forbidden_and_accepted(form: str, near: tuple[str, ...]) -> None:
    found = remarks(rule(forbidden=("merged", form), near=near))
    assert f"terms.yaml:3: annexed: {form!r} is forbidden and accepted" in found


def test_what_merging_refuses_is_told_once_and_hides_nothing() -> None:
    found = remarks(rule(forbidden=("merged", "absorbed", "annexed"), near=(), note=None, examples=()))
    assert [m.startswith("terms.yaml:3: annexed: forbids 'annexed'") for m in found] == [True, False, False]
    assert "the rule has no note" in found[1]


def test_two_holders_of_one_office() -> None:
    found = remarks(holder("Anna Ahn", "2020-01-01", "2021-06-01"), holder("Bela Barth", "2021-03-01", "2022-01-01"))
    assert found == [
        "p.yaml:10: Bela Barth: is Foreign Minister of China from 2021-03-01 to 2021-06-01, "
        "and so is Anna Ahn as Foreign Minister (p.yaml:8)"
    ]


@pytest.mark.parametrize(
    "second",
    [
        holder("Bela Barth", "2021-05-02", "2022-01-01"),  # 31 days
        holder("Bela Barth", "2021-03-01", None),
        holder("Bela Barth", None, "2022-01-01"),
        holder("Bela Barth", "2021-03-01", "2022-01-01", of="Japan"),
        holder("Bela Barth", "2021-03-01", "2022-01-01", title="Finance Minister"),
    ],
)
def test_holders_that_may_be_right(second: Entry) -> None:
    assert remarks(holder("Anna Ahn", "2020-01-01", "2021-06-01"), second) == []


def test_one_more_day_is_too_long() -> None:
    first, second = holder("Anna Ahn", "2020-01-01", "2021-06-01"), holder("Bela Barth", "2021-05-01", "2022-01-01")
    assert len(remarks(first, second)) == 1


def test_offices_that_many_hold() -> None:
    ambassadors = (holder(name, "2020-01-01", "2021-06-01", title="Ambassador") for name in ("Anna Ahn", "Bela Barth"))
    assert remarks(*ambassadors) == []


def test_a_good_rule_passes() -> None:
    assert remarks(rule()) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"note": None}, ["the rule has no note: say why the forbidden forms are wrong"]),
        ({"examples": ()}, ["the rule has no example: give a bad and a good sentence"]),
        (
            {"examples": (Example("The banks merged.", "They annexed Crimea."),)},
            ["the bad example 'The banks merged.' does not trigger the rule"],
        ),
        (
            {"examples": (Example("They merged Crimea.", "Crimea's banks merged."),)},
            ["the good example \"Crimea's banks merged.\" triggers the rule ('merged')"],
        ),
        ({"forbidden": (), "note": None, "examples": ()}, []),
    ],
)
def test_rules_show_what_they_mean(changes: dict[str, object], said: list[str]) -> None:
    assert remarks(rule(**changes)) == [f"terms.yaml:3: annexed: {message}" for message in said]


def test_names_that_forbid_forms_need_no_example() -> None:
    assert remarks(Entry("Kyiv", Kind.PLACE, forbidden=("Kiev",))) == []


def test_a_form_that_a_forbidden_one_stands_in() -> None:
    found = remarks(
        Entry("Kiev Oblast", Kind.PLACE, source="e.yaml:4"),
        Entry("Kyiv", Kind.PLACE, forbidden=("Kiev",), source="e.yaml:5"),
    )
    assert found == ["e.yaml:4: Kiev Oblast: 'Kiev Oblast' would be flagged: Kyiv forbids 'Kiev' (e.yaml:5)"]


def test_a_form_that_is_taken_for_a_misspelt_name() -> None:
    found = remarks(
        Entry("Dmytro Kuleba", Kind.PERSON, aliases=("Kuleba",), source="p.yaml:2"),
        Entry("Dmitro Kuleba + Sons", Kind.ORGANIZATION, source="o.yaml:4"),
    )
    assert found == [
        "o.yaml:4: Dmitro Kuleba + Sons: 'Dmitro Kuleba + Sons' would be flagged: "
        "'Dmitro' is taken for 'Dmytro' (Dmytro Kuleba, p.yaml:2)"
    ]


def test_remarks_stand_in_the_order_of_the_entries() -> None:
    def doubled(names: Iterable[str]) -> tuple[Entry, ...]:
        return tuple(Entry(f"{n} {n}a", Kind.PERSON, aliases=(f"{n} {n}a",), source=f"{n}.yaml:1") for n in names)

    found = lint([Glossary("one", doubled(["Zoq"])), Glossary("two", doubled(["Axu", "Wiv"]))])
    assert [message[:3] for message in found] == ["Zoq", "Axu", "Wiv"]


def test_entries_made_in_code_have_no_place_to_name() -> None:
    assert remarks(rule(note=None, source=""))[0].startswith("annexed: the rule has no note")

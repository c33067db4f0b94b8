"""Several glossaries made one: what is united, and what is refused."""

from __future__ import annotations

import pytest

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.merge import merge


def merged(*entries: Entry) -> tuple[Entry, ...]:
    """Each entry from a glossary of its own."""
    return merge([Glossary(f"g{number}", (entry,)) for number, entry in enumerate(entries)])


def refused(*entries: Entry) -> list[str]:
    with pytest.raises(GlossaryError) as caught:
        merged(*entries)
    return list(caught.value.problems)


KYIV = Entry("Kyiv", Kind.PLACE, source="p.yaml:3")


def test_entries_keep_their_order() -> None:
    assert [e.canonical for e in merged(Entry("B", Kind.PLACE), Entry("A", Kind.PLACE), Entry("C", Kind.EVENT))] == [
        "B",
        "A",
        "C",
    ]


def test_one_name_in_two_glossaries_is_one_entry() -> None:
    one = Entry(
        "Kuleba",
        Kind.PERSON,
        aliases=("A", "B"),
        native={"zh": ("库",), "ru": ("К",)},
        offices=(Office("Foreign Minister", "Ukraine"),),
        confusable=("X",),
        note="first",
        source="a.yaml:1",
    )
    other = Entry(
        "Kuleba",
        Kind.PERSON,
        aliases=("B", "C"),
        native={"zh": ("库", "列"), "ja": ("ク",)},
        offices=(Office("Foreign Minister", "Ukraine"), Office("Deputy", "Ukraine")),
        confusable=("Y",),
        note="second",
        source="b.yaml:1",
    )
    (entry,) = merged(one, other)
    assert entry == Entry(
        "Kuleba",
        Kind.PERSON,
        aliases=("A", "B", "C"),
        native={"zh": ("库", "列"), "ru": ("К",), "ja": ("ク",)},
        offices=(Office("Foreign Minister", "Ukraine"), Office("Deputy", "Ukraine")),
        confusable=("X", "Y"),
        note="first",
        source="a.yaml:1",
    )


def test_what_a_second_glossary_forbids_keeps_its_conditions() -> None:
    style = Entry("Kyiv", Kind.PLACE, aliases=("Kyyiv",), forbidden=("Kiev",), unless=("chicken",), note="style")
    name, rule = merged(KYIV, style)
    assert (name.aliases, name.forbidden) == (("Kyyiv",), ())
    assert (rule.canonical, rule.aliases, rule.forbidden, rule.unless, rule.note) == (
        "Kyiv",
        (),
        ("Kiev",),
        ("chicken",),
        "style",
    )


def test_terms_are_rules_and_stay_apart() -> None:
    rules = (
        Entry("annexed", Kind.TERM, forbidden=("merged",), near=("Crimea",)),
        Entry("annexed", Kind.TERM, forbidden=("absorbed",), near=("Donetsk",)),
    )
    assert merged(*rules) == rules


def test_the_same_name_of_two_kinds_is_claimed_twice() -> None:
    person = Entry("Kyiv", Kind.PERSON, source="q.yaml:1")
    assert refused(KYIV, person) == ["q.yaml:1: Kyiv: 'Kyiv' is also a form of Kyiv (p.yaml:3)"]


@pytest.mark.parametrize("alias", ["Kyiv", "kyiv"])
def test_a_form_that_two_entries_claim_is_refused(alias: str) -> None:
    assert refused(KYIV, Entry("Oblast", Kind.PLACE, aliases=(alias,), source="q.yaml:5")) == [
        f"q.yaml:5: Oblast: {alias!r} is also a form of Kyiv (p.yaml:3)"
    ]


def test_abbreviations_are_told_from_words_by_their_case() -> None:
    assert len(merged(Entry("United States", Kind.PLACE, aliases=("US",)), Entry("Us", Kind.EVENT))) == 2


def test_terms_may_share_accepted_forms_with_names() -> None:
    assert len(merged(KYIV, Entry("Kyiv", Kind.TERM, forbidden=("the Kyiv",)))) == 2


@pytest.mark.parametrize("form", ["Kyiv", "kyiv"])
def test_a_form_accepted_here_and_forbidden_there_is_refused(form: str) -> None:
    (problem,) = refused(KYIV, Entry("Kiew", Kind.PLACE, forbidden=(form,), source="q.yaml:5"))
    assert problem.startswith(f"q.yaml:5: Kiew: forbids {form!r}")
    assert "Kyiv (p.yaml:3)" in problem


def test_an_entry_may_not_forbid_what_it_accepts() -> None:
    (problem,) = refused(Entry("Kyiv", Kind.PLACE, aliases=("Kiev",), forbidden=("Kiev",), source="p.yaml:3"))
    assert problem.startswith("p.yaml:3: Kyiv: forbids 'Kiev'")


def test_a_rule_with_a_context_may_forbid_an_accepted_form_there() -> None:
    assert len(merged(KYIV, Entry("Kiew", Kind.TERM, forbidden=("Kyiv",), near=("Berlin",)))) == 2


def test_every_conflict_is_told() -> None:
    others = (Entry("B", Kind.PLACE), Entry("C", Kind.PLACE), Entry("D", Kind.PLACE, forbidden=("A",)))
    assert len(refused(Entry("A", Kind.PLACE, aliases=("B", "C")), *others)) == 3


def test_nothing_merges_to_nothing() -> None:
    assert merge([]) == ()


def test_names_that_differ_in_accents_are_two() -> None:
    assert len(merged(Entry("Gómez", Kind.PERSON), Entry("Gomez", Kind.PERSON))) == 2

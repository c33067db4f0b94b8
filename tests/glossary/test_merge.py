"""Several glossaries made one: what is united, and what is refused."""

from __future__ import annotations

import pytest

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.merge import merge, yielding


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


def told(shipped: Entry, own: Entry) -> tuple[Entry, ...]:
    return yielding([shipped], [own])


BLINKEN = Entry(
    "Antony Blinken", Kind.PERSON, aliases=("Blinken",), native={"zh": ("布林肯",)}, forbidden=("Anthony Blinken",)
)


def test_an_own_canonical_form_takes_what_the_shipped_entry_knows() -> None:
    (entry,) = told(BLINKEN, Entry("Tony Blinken", Kind.PERSON, aliases=("Antony Blinken",)))
    assert entry.canonical == "Tony Blinken"
    assert set(entry.aliases) == {"Antony Blinken", "Blinken"}
    assert entry.native == {"zh": ("布林肯",)} and entry.forbidden == ("Anthony Blinken",)


def test_a_shipped_name_that_is_forbidden_is_gone() -> None:
    assert [e.canonical for e in told(BLINKEN, Entry("Tony B", Kind.PERSON, forbidden=("Antony Blinken",)))] == [
        "Tony B"
    ]


def test_a_form_claimed_by_an_own_entry_is_taken_from_the_shipped_one() -> None:
    left, own = told(BLINKEN, Entry("Alan Blinken", Kind.PERSON, aliases=("Blinken",)))
    assert (left.canonical, left.aliases) == ("Antony Blinken", ())
    assert own.aliases == ("Blinken",)


def test_what_an_own_entry_accepts_is_forbidden_no_more() -> None:
    left, _ = told(BLINKEN, Entry("A. Blinken", Kind.PERSON, aliases=("Anthony Blinken",)))
    assert left.forbidden == ()


def test_shipped_terms_and_other_kinds_stay() -> None:
    term = Entry("annexed", Kind.TERM, forbidden=("merged Crimea",))
    assert told(term, Entry("Annexed", Kind.EVENT))[0] == term

"""Forbidden forms in running text: gaps, contexts, anchors, case, overlaps."""

from __future__ import annotations

import pickle

import pytest

from mtaudit.glossary.entry import Entry, Kind
from mtaudit.glossary.phrases import PhraseMatcher, make_phrase
from mtaudit.text import Text


def hits(text: str, *entries: Entry) -> list[str]:
    matcher = pickle.loads(pickle.dumps(PhraseMatcher(entries)))
    return [text[h.start : h.end] for h in matcher.find(Text(text))]


def term(canonical: str, *forbidden: str, near: tuple[str, ...] = (), unless: tuple[str, ...] = ()) -> Entry:
    return Entry(canonical, Kind.TERM, forbidden=forbidden, near=near, unless=unless)


ANNEXED = term("annexed", "merged", "absorbed", near=("Crimea",))
RELATION = term("from Ukraine", "Crimea … into Ukraine", "independence from Ukraine")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The Kremlin merged Crimea in 2014.", ["merged"]),
        ("Merged with Crimea.", ["Merged"]),
        ("The two banks merged. Crimea is far.", []),
        ("Crimea's emerged leaders.", []),
    ],
)
def test_a_form_counts_with_its_context_in_the_sentence(text: str, found: list[str]) -> None:
    assert hits(text, ANNEXED) == found


def test_a_gap_takes_up_to_eight_words_of_one_sentence() -> None:
    assert hits("merged Crimea, a peninsula, into Ukraine", RELATION) == ["Crimea, a peninsula, into Ukraine"]
    assert hits("Crimea " + "x " * 8 + "into Ukraine", RELATION) != []
    assert hits("Crimea " + "x " * 9 + "into Ukraine", RELATION) == []
    assert hits("He saw Crimea. They went into Ukraine", RELATION) == []


def test_relations_are_told_from_other_terms() -> None:
    assert [h.relation for h in PhraseMatcher([RELATION]).find(Text("independence from Ukraine"))] == [True]
    assert [h.relation for h in PhraseMatcher([ANNEXED]).find(Text("merged Crimea"))] == [False]
    rule = term("independence of Georgia", "independence from Georgia")
    assert [h.relation for h in PhraseMatcher([rule]).find(Text("independence from Georgia"))] == [True]


def test_unless_keeps_a_form_silent() -> None:
    kyiv = Entry("Kyiv", Kind.PLACE, forbidden=("Kiev",), unless=("chicken",))
    assert hits("Kiev said so.", kyiv) == ["Kiev"]
    assert hits("They ate chicken Kiev.", kyiv) == []


def test_forms_with_capitals_need_them() -> None:
    assert hits("the who of it", Entry("x", Kind.ORGANIZATION, forbidden=("The WHO",))) == []


def test_anchors_bind_a_form_to_its_paragraph() -> None:
    heading = term("flashpoint", "^breaking point$")
    assert hits("Talks\n\nbreaking point\n\nMore.", heading) == ["breaking point"]
    assert hits("It reached breaking point.", heading) == []
    assert hits("File picture: a minister.", term("File photo", "^File picture")) == ["File picture"]


def test_an_accepted_form_that_holds_the_forbidden_one_is_right() -> None:
    entry = Entry("Kyiv", Kind.PLACE, aliases=("Dynamo Kiev",), forbidden=("Kiev",))
    assert hits("Dynamo Kiev won. Kiev cheered.", entry) == ["Kiev"]


def test_apostrophes_and_spaces_match_as_they_are_written() -> None:
    assert hits("the people’s\u00a0heart", term("hearts", "people's heart")) == ["people’s\u00a0heart"]


def test_offsets_hold_behind_letters_that_grow_when_lowered() -> None:
    assert hits("İİİ merged Crimea", ANNEXED) == ["merged"]


@pytest.mark.parametrize("form", ["", "…", "Crimea …", "… into"])
def test_a_form_without_words_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="forbidden form"):
        make_phrase(0, form)

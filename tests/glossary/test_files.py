"""Glossary files: what loads, what is refused, and that every complaint names file, line and entry."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Example, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.files import dump_glossary, format_of, load_glossary
from mtaudit.glossary.schema import build_glossary
from mtaudit.glossary.yamls import dump_yaml, read_yaml

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
# people
name: world-news
language: en
description: People
as_of: 2025-06-30
license: CC0-1.0
entries:

  # United States
  - canonical: Antony Blinken
    kind: person
    aliases: [Blinken, Antony J. Blinken]
    native: {zh: [布林肯], ru: [Энтони Блинкен]}
    offices: [{title: Secretary of State, of: United States, from: 2021-01-26, to: 2025-01-20}]
    confusable: [Blinker]
  - canonical: annexed
    kind: term
    forbidden: [merged, "Crimea … into Ukraine"]
    near: [Crimea]
    unless: [banks]
    pivot: zh
    severity: critical
    note: Russia annexed Crimea.
    examples:
      - {bad: They merged Crimea., good: They annexed Crimea.}
"""


def load(text: str) -> Glossary:
    return build_glossary(read_yaml(text, "g.yaml"), "g.yaml")


def problems(text: str) -> list[str]:
    with pytest.raises(GlossaryError) as caught:
        load(text)
    return list(caught.value.problems)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_text(FULL, encoding="utf-8")
    assert load_glossary(path) == Glossary(
        "world-news",
        (
            Entry(
                "Antony Blinken",
                Kind.PERSON,
                aliases=("Blinken", "Antony J. Blinken"),
                native={"zh": ("布林肯",), "ru": ("Энтони Блинкен",)},
                offices=(
                    Office(
                        "Secretary of State",
                        "United States",
                        datetime.date(2021, 1, 26),
                        datetime.date(2025, 1, 20),
                    ),
                ),
                confusable=("Blinker",),
                source=f"{path}:10",
                as_of=datetime.date(2025, 6, 30),
            ),
            Entry(
                "annexed",
                Kind.TERM,
                forbidden=("merged", "Crimea … into Ukraine"),
                near=("Crimea",),
                unless=("banks",),
                pivot="zh",
                severity=Severity.CRITICAL,
                note="Russia annexed Crimea.",
                examples=(Example("They merged Crimea.", "They annexed Crimea."),),
                source=f"{path}:16",
                as_of=datetime.date(2025, 6, 30),
            ),
        ),
        description="People",
        as_of=datetime.date(2025, 6, 30),
        license="CC0-1.0",
    )


def test_what_is_not_given_has_a_default() -> None:
    glossary = load("entries:\n- canonical: ' x '\n")
    assert (glossary.name, glossary.language) == ("g.yaml", "en")
    assert glossary.entries == (Entry("x", Kind.TERM, source="g.yaml:2"),)


@pytest.mark.parametrize(
    ("entry", "line", "said"),
    [
        ("{canonical: X, aliasses: [Y]}", 3, "X: unknown key 'aliasses' (did you mean 'aliases'?)"),
        ("{canonical: X, zzz: 1}", 3, "X: unknown key 'zzz'; known are canonical, kind,"),
        ("{canonical: ''}", 3, "the canonical form is missing or empty"),
        ("{canonical: '  '}", 3, "the canonical form is missing or empty"),
        ("{kind: person}", 3, "the canonical form is missing or empty"),
        ("{canonical: 1984}", 3, "canonical is a text, not int '1984'; put it in quotes"),
        ("{canonical: no}", 3, "canonical is a text, not bool 'False'; put it in quotes"),
        ("just a word", 3, "an entry is a mapping with a canonical form, not str 'just a word'"),
        ("{canonical: X, kind: human}", 3, "X: kind 'human' is none of person, place,"),
        ("{canonical: X, kind: [person]}", 3, "X: kind ['person'] is none of"),
        ("{canonical: X, severity: bad}", 3, "X: severity 'bad' is none of neutral, minor,"),
        ("{canonical: X, pivot: klingon}", 3, "X: pivot 'klingon' is none of zh,"),
        ("{canonical: X, aliases: Y}", 3, "X: aliases is a list of texts, not str 'Y'; write [Y]"),
        ("{canonical: X, aliases: [yes]}", 3, "X: aliases holds bool 'True', which is no text; put it in quotes"),
        ("{canonical: X, aliases: [[Y]]}", 3, "X: aliases holds list"),
        ("{canonical: X, aliases: ['']}", 3, "X: aliases holds an empty text"),
        ("{canonical: X, forbidden: ['… y']}", 3, "X: the forbidden form '… y' begins or ends with a gap"),
        ("{canonical: X, native: [布]}", 3, "X: native maps a language to a list of forms"),
        ("{canonical: X, native: {no: [Y]}}", 3, "X: native has the language False, which is no text"),
        ("{canonical: X, native: {zh: 布}}", 3, "X: native.zh is a list of texts, not str '布'; write [布]"),
        ("{canonical: X, offices: [President]}", 3, "X: offices is a list of mappings with the keys title,"),
        ("{canonical: X, offices: [{of: China}]}", 3, "X: an office has no title"),
        ("{canonical: X, offices: [{title: P, form: 2020-01-01}]}", 3, "unknown key 'form' (did you mean 'from'?)"),
        ("{canonical: X, offices: [{title: P, from: 2021-02-30}]}", 3, "X: from '2021-02-30' is no date"),
        ('{canonical: X, note: "a\\0b"}', 3, "X: note holds a NUL character"),
        ('{canonical: X, aliases: ["a\\0b"]}', 3, "X: aliases holds a NUL character"),
        ("{canonical: X, offices: [{title: P, from: '2021-02-30'}]}", 3, "from '2021-02-30' is no date"),
        ("{canonical: X, offices: [{title: P, from: 26.01.2021}]}", 3, "X: from '26.01.2021' is no date; write it as"),
        ("{canonical: X, offices: [{title: P, from: 2021}]}", 3, "X: from 2021 is no date"),
        (
            "{canonical: X, offices: [{title: P, from: 2021-01-02, to: 2020-01-01}]}",
            3,
            "X: the office P ends (2020-01-01) before it starts (2021-01-02)",
        ),
        ("{canonical: X, examples: [{bad: Y}]}", 3, "X: an example needs a bad and a good sentence"),
        ("{canonical: X, note: 5}", 3, "X: note is a text, not int '5'"),
    ],
)
def test_a_bad_entry_is_named_with_its_line(entry: str, line: int, said: str) -> None:
    found = problems(f"entries:\n- canonical: fine\n- {entry}\n")
    assert all(problem.startswith(f"g.yaml:{line}: ") for problem in found)
    assert any(said in problem for problem in found)


def test_all_problems_are_told_each_with_its_own_line() -> None:
    first, second = "- canonical: A\n  kind: b\n", "- canonical: C\n  aliases: D\n  note: 1\n"
    text = f"nmae: x\nentries:\n\n{first}  # more\n{second}as_of: soon\n"
    assert [problem.split(": ")[:2] for problem in problems(text)] == [
        ["g.yaml:1", "unknown key 'nmae' (did you mean 'name'?)"],
        ["g.yaml:4", "A"],
        ["g.yaml:7", "C"],
        ["g.yaml:7", "C"],
        ["g.yaml:1", "as_of 'soon' is no date; write it as 2021-01-26"],
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a\n- b\n", "g.yaml:1: a glossary is a mapping with the keys name and entries"),
        ("plain words\n", "g.yaml:1: a glossary is a mapping"),
        ("name: x\n", "g.yaml:1: there is no list of entries"),
        ("entries:\n", "g.yaml:1: there is no list of entries"),
        ("entries: {a: b}\n", "g.yaml:1: there is no list of entries"),
        ("# only a comment\n", "g.yaml:1: the file holds no entries"),
        ("name: x\nentries: []\nname: y\n", "g.yaml:3: the key 'name' stands twice"),
        ("entries:\n- canonical: A\n  note: x\n  canonical: B\n", "g.yaml:4: B: the key 'canonical' stands twice"),
        ("entries:\n- {canonical: A, native: {zh: [布], zh: [林]}}\n", "g.yaml:2: A: the key 'zh' stands twice"),
        ("entries:\n- &a {canonical: A}\n- *a\n", "g.yaml:2: anchors and aliases (&, *) are not allowed"),
        ("entries:\n- canonical: A\n- canonical: *b\n", "g.yaml:3: anchors and aliases"),
        ("entries:\n- canonical: 'A\n", "g.yaml:3: not valid YAML:"),
        ("entries:\n- canonical: A: B\n", "g.yaml:2: not valid YAML: mapping values are not allowed"),
        ("entries:\n- canonical: A\n\taliases: [B]\n", "g.yaml:3: not valid YAML:"),
        ("entries:\n- canonical: !!python/object:os.system A\n", "g.yaml:2: tags (!) are not allowed"),
        ("entries: []\n---\nentries: []\n", "g.yaml:2: a second document begins (---)"),
        ("entries: " + "[" * 100, "g.yaml:1: lists or mappings are nested more than 20 deep"),
        ("entries: " + "[" * 50_000, "nest"),  # in the words of mtaudit or of libyaml, whichever sees it first
        ("entries: []\n? [a]\n: b\n", "g.yaml:2: a key is a word, not a list or a mapping"),
    ],
)
def test_a_bad_file_is_refused_with_the_line(text: str, said: str) -> None:
    (problem,) = problems(text)
    assert said in problem
    assert "\n" not in problem


def test_a_doubled_key_does_not_hide_the_other_problems() -> None:
    text = "entries:\n- canonical: A\n  note: x\n  note: y\n- canonical: B\n  kind: c\n"
    doubled, unknown = problems(text)
    assert doubled == "g.yaml:4: A: the key 'note' stands twice"
    assert unknown.startswith("g.yaml:5: B: kind 'c' is none of")


def test_signs_of_anchors_are_allowed_inside_words() -> None:
    (entry,) = load("entries:\n- canonical: AT&T\n  note: 5 * 3 & more\n").entries
    assert (entry.canonical, entry.note) == ("AT&T", "5 * 3 & more")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "g.yaml:1: the file is empty"),
        (b" \n\n", "g.yaml:1: the file is empty"),
        (b"entries:\n- canonical: \xff\xe9\n", "g.yaml:2: not valid UTF-8"),
        (b"entries:\n- canonical: A\x00\n", "g.yaml:2: holds NUL bytes; not a text file"),
        (b"\xff\xfe\x00", "g.yaml:1: not valid UTF-16"),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(data)
    with pytest.raises(GlossaryError) as caught:
        load_glossary(path)
    assert said in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_make_no_difference(encoding: str, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_bytes(FULL.replace("\n", newline).encode(encoding))
    assert [(e.canonical, e.source) for e in load_glossary(path)] == [
        ("Antony Blinken", f"{path}:10"),
        ("annexed", f"{path}:16"),
    ]


def test_a_file_that_is_not_there_or_no_file(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match=r"g\.yaml: cannot be read: no such file"):
        load_glossary(tmp_path / "g.yaml")
    (tmp_path / "d.yaml").mkdir()
    with pytest.raises(GlossaryError, match=r"d\.yaml: cannot be read"):
        load_glossary(tmp_path / "d.yaml")


@pytest.mark.parametrize(("name", "kind"), [("a.YML", "yaml"), ("a.tab", "tsv"), ("a.csv", "csv"), ("a.tbx", "tbx")])
def test_the_extension_names_the_format(name: str, kind: str) -> None:
    assert format_of(name) == kind


@pytest.mark.parametrize("name", ["a.txt", "a", ".yaml"])
def test_other_extensions_are_refused(name: str) -> None:
    with pytest.raises(GlossaryError, match="a glossary file ends in one of"):
        format_of(name)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda text: text.strip() == text
)
LISTS = st.lists(TEXTS, max_size=2).map(tuple)
DATES = st.none() | st.dates()
OFFICES = st.builds(Office, TEXTS, st.none() | TEXTS, DATES, DATES).filter(
    lambda office: office.start is None or office.end is None or office.start <= office.end
)
ENTRIES = st.builds(
    Entry,
    TEXTS,
    st.sampled_from(Kind),
    aliases=LISTS,
    forbidden=st.lists(st.from_regex(r"[a-z: #]*[a-z]", fullmatch=True).map(str.strip), max_size=2).map(tuple),
    native=st.dictionaries(st.sampled_from(["zh", "no", "ru"]), st.lists(TEXTS, min_size=1, max_size=2).map(tuple)),
    offices=st.lists(OFFICES, max_size=2).map(tuple),
    confusable=LISTS,
    near=LISTS,
    unless=LISTS,
    pivot=st.sampled_from([None, "zh", "ru"]),
    severity=st.sampled_from([None, *Severity]),
    note=st.none() | TEXTS,
    examples=st.lists(st.builds(Example, TEXTS, TEXTS), max_size=1).map(tuple),
)


@given(st.builds(Glossary, TEXTS, st.lists(ENTRIES, max_size=3).map(tuple), as_of=DATES))
def test_what_is_dumped_loads_back(glossary: Glossary) -> None:
    loaded = load(dump_yaml(glossary))
    assert {entry.as_of for entry in loaded} <= {glossary.as_of}
    assert replace(loaded, entries=tuple(replace(e, source="", as_of=None) for e in loaded)) == glossary


def test_dump_keeps_letters_readable() -> None:
    text = dump_glossary(load(FULL), "yaml")
    assert "布林肯" in text
    assert "source" not in text

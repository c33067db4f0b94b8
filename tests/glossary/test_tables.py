"""Glossaries as CSV and TSV: what is read, what is refused and where, and that nothing is lost on the way."""

from __future__ import annotations

import datetime
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Example, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.schema import build_glossary
from mtaudit.glossary.tables import dump_table, read_table

TESTS = Path(__file__).parent.parent

PERSON = Entry(
    "Phạm Minh Chính",
    Kind.PERSON,
    aliases=("Pham Minh Chinh", "Chính"),
    forbidden=("Fan Mingzheng",),
    native={"zh": ("范明政",), "vi": ("Phạm Minh Chính",)},
    offices=(
        Office("Prime Minister", "Vietnam", datetime.date(2021, 4, 5)),
        Office("Head", None, None, datetime.date(2021, 4, 8)),
        Office("Member"),
    ),
    confusable=("Phạm Minh Trung",),
    pivot="zh",
    severity=Severity.MAJOR,
)
TERM = Entry(
    "seized | annexed",
    Kind.TERM,
    forbidden=("merged", "absorbed, swallowed", "a\\|b"),
    near=("Crimea",),
    unless=("company", '"Crimea" Ltd.'),
    note='First line,\nsecond "line"',
    examples=(Example("It merged Crimea => so they say.", "It seized Crimea | in 2014."),),
)
GLOSSARY = Glossary("glossary", (PERSON, TERM, Entry("=SUM(1+1)", Kind.TERM), Entry("@handle", Kind.TERM)))


def entries(text: str, delimiter: str = ",") -> list[dict[str, Any]]:
    return list(read_table(text, "list.csv", delimiter=delimiter).data["entries"])


def problems(text: str, delimiter: str = ",") -> tuple[str, ...]:
    with pytest.raises(GlossaryError) as raised:
        read_table(text, "list.csv", delimiter=delimiter)
    return raised.value.problems


def through_table(glossary: Glossary, delimiter: str) -> tuple[Entry, ...]:
    text = dump_table(glossary, delimiter=delimiter)
    back = build_glossary(read_table(text, "glossary.csv", delimiter=delimiter), "glossary.csv")
    return tuple(replace(entry, source="") for entry in back)


def test_golden() -> None:
    path = TESTS / "golden" / "glossary.csv"
    text = dump_table(GLOSSARY)
    if os.environ.get("MTAUDIT_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode()


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_dumped_glossary_reads_back_whole(delimiter: str) -> None:
    assert through_table(GLOSSARY, delimiter) == GLOSSARY.entries


def test_only_columns_in_use_are_written() -> None:
    assert dump_table(Glossary("none", ())) == "canonical,kind\n"
    assert dump_table(Glossary("one", (Entry("Gaza", Kind.PLACE, native={"zh": ("加沙",)}),)), delimiter="\t") == (
        "canonical\tkind\tnative.zh\nGaza\tplace\t加沙\n"
    )


def test_dates_and_absent_values_are_as_yaml_has_them() -> None:
    text = "Canonical , offices,examples,note\nWang Yi,Minister@China@2013-03-16..|Envoy@@..soon|Adviser,bad=>good,\n"
    assert entries(text) == [
        {
            "canonical": "Wang Yi",
            "kind": "term",
            "offices": [
                {"title": "Minister", "of": "China", "from": datetime.date(2013, 3, 16)},
                {"title": "Envoy", "to": "soon"},
                {"title": "Adviser"},
            ],
            "examples": [{"bad": "bad", "good": "good"}],
        }
    ]


def test_escapes_in_lists_and_none_elsewhere() -> None:
    assert entries("canonical,aliases,note\na|b,one\\|two | three || C:\\\\,x\\|y\n") == [
        {"canonical": "a|b", "kind": "term", "aliases": ["one|two", "three", "C:\\"], "note": "x\\|y"}
    ]


def test_the_table_is_named_after_its_file() -> None:
    plain = read_table("canonical\nGaza\n", "some/where/desk.csv", delimiter=",")
    assert (plain.data["name"], plain.data["language"]) == ("desk", "en")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_those_of_the_file(newline: str) -> None:
    rows = ["\ufeffcanonical,note", '"Gaza","one', "two", 'three"', ",", "", "Kyiv,x"]
    assert read_table(newline.join(rows), "list.csv", delimiter=",").lines == [2, 7]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "list.csv:1: the file is empty"),
        ("\ufeff\r\n , \r\n", "list.csv:1: the file is empty"),
        ("canonical,note\nGaza,a\0b\n", "list.csv:2: holds a NUL character"),
        ("canonical,alliases\n", "list.csv:1: unknown column 'alliases'; did you mean 'aliases'?"),
        ("canonical,colour\n", "list.csv:1: unknown column 'colour'; the columns are canonical, kind,"),
        ("canonical,native.\n", "list.csv:1: unknown column 'native.'"),
        ("canonical,note,Note\n", "list.csv:1: the column 'Note' is there twice"),
        ("canonical,,note\n", "list.csv:1: a column has no name"),
        ("kind,aliases\nplace,Gaza\n", "list.csv:1: there is no column 'canonical'"),
        ("canonical,note\nGaza,a,b\n", "list.csv:2: Gaza: 3 columns, but the header has 2"),
        ("canonical,kind,note\nGaza,place\n", "list.csv:2: Gaza: 2 columns, but the header has 3"),
        ('canonical,note\nGaza,a\nKyiv,"never closed\n', "list.csv:3: cannot be read as a table"),
        ('canonical,note\nGaza,"a" b\n', "list.csv:2: cannot be read as a table"),
        ("canonical,offices\nXi,President@China@2013\n", "list.csv:2: Xi: '2013' does not say when"),
        ("canonical,examples\nXi,only bad\n", "list.csv:2: Xi: the example 'only bad' has no '=>'"),
        ("加沙;Gaza\n", "list.csv:1: 加沙;Gaza: one column only; source and target are parted by ',', not ';'"),
        ("加沙,Gaza\n基辅,\n", "list.csv:2: 基辅: one column only; source and target are parted by ','"),
        (",Gaza\n", "list.csv:1: Gaza: the source or the target is empty"),
        ("加沙,Gaza,ZH,EN,x\n", "list.csv:1: 加沙: 5 columns; a table without a column 'canonical' has two to four"),
        ("cannonical,kind,aliases\n", "list.csv:1: kind: 'aliases' is no language code; a table with a header"),
        ("加沙,Gaza,ZH,DE\n", "list.csv:1: Gaza: one of the two languages must be English, and only one"),
        ("lift,elevator,en-GB,en-US\n", "list.csv:1: elevator: one of the two languages must be English"),
        ("zh,en,en-GB\n", "list.csv:1: two columns are English"),
        ("zh,en\n加沙,Gaza,x\n", "list.csv:2: 加沙: 3 columns, but the first row has 2"),
        ("zh,en\n加沙,\n", "list.csv:2: 加沙: the English column is empty"),
    ],
)
def test_refused(text: str, expected: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_every_problem_is_told_at_once() -> None:
    text = "canonical,offices\na,b@c@d\nb\nc,x,y\n"
    assert [p.split(": ")[0] for p in problems(text)] == ["list.csv:2", "list.csv:3", "list.csv:4"]


def test_a_giant_value_is_no_traceback() -> None:
    assert problems("canonical\n" + "x" * 200_000 + "\n")[0].startswith("list.csv:2: cannot be read as a table")


def test_two_columns_without_languages() -> None:
    assert entries("加沙\tGaza\n加沙地带\tGaza\n北约\tNATO\nOPEC\tOPEC\n", "\t") == [
        {"canonical": "Gaza", "kind": "term", "native": {"und": ["加沙", "加沙地带"]}},
        {"canonical": "NATO", "kind": "term", "native": {"und": ["北约"]}},
        {"canonical": "OPEC", "kind": "term"},
    ]


@pytest.mark.parametrize(
    "text",
    [
        "zh,en\n加沙,Gaza\n",
        "EN,zh-CN\nGaza,加沙\n",
        "加沙,Gaza,zh,en\n",
        "加沙,Gaza,zh\n",
        "Gaza,加沙,EN,ZH\n",
        "source,target,source_lang,target_lang\n加沙,Gaza,ZH,EN-US\n",
    ],
)
def test_two_columns_with_languages(text: str) -> None:
    assert entries(text) == [{"canonical": "Gaza", "kind": "term", "native": {"zh": ["加沙"]}}]


def test_a_column_a_language() -> None:
    assert entries("en,ru,zh,pos,description\nGaza,Газа,,noun,A strip of land\n") == [
        {"canonical": "Gaza", "kind": "term", "native": {"ru": ["Газа"]}, "note": "A strip of land"}
    ]


def test_deepl_export() -> None:
    text = (TESTS / "data" / "deepl.tsv").read_bytes().decode()
    glossary = build_glossary(read_table(text, "deepl.tsv", delimiter="\t"), "deepl.tsv")
    assert [(e.canonical, dict(e.native), e.source) for e in glossary] == [
        ("Xi Jinping", {"zh": ("习近平",)}, "deepl.tsv:1"),
        ("Gaza", {"zh": ("加沙", "加沙地带")}, "deepl.tsv:2"),
        ('the "Quad" group', {"zh": ("“四方”, 四国集团",)}, "deepl.tsv:4"),
    ]


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
texts = st.one_of(words, st.text("|\\@=>.\"', \t\r\na", min_size=1, max_size=8)).map(str.strip).filter(bool)
lists = st.lists(texts, max_size=3).map(tuple)
forms = st.lists(st.text("ab|\\@=\"', \t", min_size=1).map(str.strip).filter(bool), max_size=3).map(tuple)
days = st.none() | st.dates()
offices = st.builds(Office, texts, st.none() | texts, days, days).filter(
    lambda o: o.start is None or o.end is None or o.start <= o.end
)
any_entry = st.builds(
    Entry,
    texts,
    st.sampled_from(Kind),
    aliases=lists,
    forbidden=forms,
    native=st.dictionaries(st.sampled_from(["zh", "ru", "zh-Hant"]), lists.filter(bool), max_size=2),
    offices=st.lists(offices, max_size=2).map(tuple),
    confusable=lists,
    near=lists,
    unless=lists,
    pivot=st.sampled_from([None, "zh"]),
    severity=st.none() | st.sampled_from(Severity),
    note=st.none() | texts,
    examples=st.lists(st.builds(Example, texts, texts), max_size=2).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(any_entry, min_size=1, max_size=4), st.sampled_from([",", "\t"]))
@example([Entry("a\\", Kind.TERM, aliases=("\\", "\\|", "|"), offices=(Office("@..\\", "\\"),))], ",")
def test_any_glossary_reads_back_whole(found: list[Entry], delimiter: str) -> None:
    assert through_table(Glossary("glossary", tuple(found)), delimiter) == tuple(found)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from('canonical,kind\n\r\t"|\\\0@=>en zh;é'), max_size=60))
def test_any_text_is_read_or_refused_with_its_line(text: str) -> None:
    try:
        plain = read_table(text, "list.csv", delimiter=",")
    except GlossaryError as error:
        assert all(problem.startswith("list.csv:") for problem in error.problems) and error.problems
    else:
        assert len(plain.data["entries"]) == len(plain.lines)

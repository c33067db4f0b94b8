"""Glossaries as TBX: both versions and both styles are read, harmful and broken files are refused with their line."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtaudit.finding import Severity
from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind
from mtaudit.glossary.schema import build_glossary
from mtaudit.glossary.tbx import dump_tbx, read_tbx

TESTS = Path(__file__).parent.parent

GLOSSARY = Glossary(
    "desk <1>",
    (
        Entry(
            "Phạm Minh Chính",
            Kind.PERSON,
            aliases=("Pham Minh Chinh", "Chính"),
            forbidden=("Fan Mingzheng",),
            native={"zh": ("范明政",), "ru": ("Фам Минь Тинь", "Тинь")},
            confusable=("Phạm Minh Trung",),
            pivot="zh",
            severity=Severity.MAJOR,
        ),
        Entry(
            "AT&T",
            Kind.TERM,
            forbidden=("A <T> T", "from Ukraine … into it"),
            near=("phone", "Dallas"),
            unless=("film",),
            note='First "line" &\nsecond line',
        ),
    ),
)


def entries(text: str | bytes) -> list[dict[str, Any]]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_tbx(data, "base.tbx").data["entries"])


def problems(data: str | bytes) -> tuple[str, ...]:
    with pytest.raises(GlossaryError) as raised:
        entries(data)
    return raised.value.problems


def sample(name: str) -> Glossary:
    path = TESTS / "data" / name
    return build_glossary(read_tbx(path.read_bytes(), name), name)


def through_tbx(glossary: Glossary) -> Glossary:
    back = build_glossary(read_tbx(dump_tbx(glossary).encode(), "base.tbx"), "base.tbx")
    return replace(back, entries=tuple(replace(entry, source="") for entry in back))


def martif(body: str, doctype: str = "") -> str:
    return f"<?xml version='1.0'?>\n{doctype}<martif type='TBX'><text><body>\n{body}\n</body></text></martif>"


def concept(*terms: tuple[str, str]) -> str:
    """A version 2 concept with English terms and their administrative status."""
    units = (
        f"<tig><term>{term}</term><termNote type='administrativeStatus'>{status}</termNote></tig>"
        for term, status in terms
    )
    return f"<termEntry><langSet xml:lang='en'>{''.join(units)}</langSet></termEntry>"


def test_golden() -> None:
    path = TESTS / "golden" / "glossary.tbx"
    text = dump_tbx(GLOSSARY)
    if os.environ.get("MTAUDIT_UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode()


def test_a_dumped_glossary_reads_back() -> None:
    assert through_tbx(GLOSSARY) == GLOSSARY


def test_version_2() -> None:
    glossary = sample("termbase-v2.tbx")
    assert glossary.name == "Newsroom termbase"
    assert glossary.entries == (
        Entry(
            "International Monetary Fund",
            Kind.TERM,
            aliases=("IMF",),
            forbidden=("International Currency Fund",),
            native={"zh": ("国际货币基金组织", "基金组织")},
            note="Lender of last resort to its\nmember countries.",
            source="termbase-v2.tbx:19",
        ),
        Entry(
            "labour market",
            Kind.TERM,
            aliases=("labor market",),
            forbidden=("work market",),
            source="termbase-v2.tbx:65",
        ),
    )


def test_version_3_in_dct_style() -> None:
    glossary = sample("termbase-v3-dct.tbx")
    assert glossary.name == "termbase-v3-dct"
    assert glossary.entries == (
        Entry(
            "State Duma",
            Kind.TERM,
            aliases=("Duma",),
            forbidden=("National Duma",),
            native={"ru": ("Государственная дума", "Госдума")},
            note='Usually "the Duma" on second mention.\nThe lower house of parliament of Russia.',
            source="termbase-v3-dct.tbx:9",
        ),
    )


@pytest.mark.parametrize(
    ("status", "key"),
    [
        ("admittedTerm-admn-sts", "aliases"),
        ("standardizedTerm", "aliases"),
        ("Proposed", "aliases"),
        ("", "aliases"),
        ("deprecatedTerm-admn-sts", "forbidden"),
        ("supersededTerm", "forbidden"),
        ("notRecommended", "forbidden"),
        ("Not recommended", "forbidden"),
        ("Forbidden", "forbidden"),
        ("Obsolete", "forbidden"),
    ],
)
def test_what_a_status_means(status: str, key: str) -> None:
    found = entries(martif(concept(("other", status), ("right", "preferredTerm-admn-sts"))))
    assert found == [{"canonical": "right", "kind": "term", key: ["other"]}]


def test_without_a_preferred_term_the_first_right_one_is_canonical() -> None:
    found = entries(martif(concept(("a", "deprecatedTerm"), ("b", "admittedTerm"), ("c", ""), ("b", ""))))
    assert found == [{"canonical": "b", "kind": "term", "aliases": ["c"], "forbidden": ["a"]}]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">\n',
        '<!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN" "TBXcdv04.dtd">\n',
        '<!DOCTYPE martif SYSTEM "file:///no/such/place/TBXcoreStructV02.dtd">\n',
    ],
)
def test_a_doctype_is_accepted_and_never_fetched(doctype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was opened")

    text = martif(concept(("Gaza", "")), doctype).encode()
    monkeypatch.setattr("builtins.open", refuse)
    monkeypatch.setattr("socket.socket", refuse)
    assert entries(text)[0]["canonical"] == "Gaza"


@pytest.mark.parametrize(
    "declaration",
    ['<!ENTITY a "lol">', '<!ENTITY a SYSTEM "file:///etc/passwd">', '<!ENTITY % a SYSTEM "http://x.invalid/a">'],
)
def test_a_doctype_with_entities_is_refused(declaration: str) -> None:
    text = martif(concept(("Gaza", "")), f"<!DOCTYPE martif [\n{declaration}]>\n")
    assert problems(text) == (
        "base.tbx:3: the DOCTYPE declares the entity 'a', which is not accepted; write the text out",
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "base.tbx:1: broken XML: no element found"),
        ("canonical,kind\n", "base.tbx:1: broken XML: syntax error"),
        ("<martif>\n<text>\n</martif>", "base.tbx:3: broken XML: mismatched tag"),
        (b"<tbx>\n\xff</tbx>", "base.tbx:2: broken XML: not well-formed"),
        (b"<?xml version='1.0' encoding='klingon'?>\n<tbx/>", "base.tbx:1: "),
        ("<html/>", "base.tbx:1: not a TBX file; its outermost element is <html>, not <martif> or <tbx>"),
        (martif("<b>" * 200 + "</b>" * 200), "base.tbx:3: elements are nested more than 100 deep"),
        (martif("&eacute;", '<!DOCTYPE martif SYSTEM "a.dtd">\n'), "base.tbx:4: the entity '&eacute;' is not known"),
        (martif("&eacute;"), "base.tbx:3: broken XML: undefined entity"),
        (martif(concept(("a", "forbidden"))), "base.tbx:3: a: every English term is marked as wrong"),
        (
            martif("<termEntry>\n<langSet><tig><term>a</term></tig></langSet></termEntry>"),
            "base.tbx:4: <langSet> does not tell its language (xml:lang)",
        ),
        (
            martif("<termEntry><langSet xml:lang='de'><tig><term>a</term></tig></langSet></termEntry>"),
            'base.tbx:3: no concept has an English term (xml:lang="en")',
        ),
    ],
)
def test_refused(text: str | bytes, expected: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(expected)


def test_every_problem_is_told_at_once() -> None:
    text = martif("\n".join(concept((name, "deprecated")) for name in "abc"))
    places = [problem.split(": ")[:2] for problem in problems(text)]
    assert places == [["base.tbx:3", "a"], ["base.tbx:4", "b"], ["base.tbx:5", "c"]]


def test_other_encodings() -> None:
    text = martif(concept(("Phạm Minh Chính", ""))).replace("version='1.0'", "version='1.0' encoding='UTF-16'")
    assert entries(text.encode("utf-16"))[0]["canonical"] == "Phạm Minh Chính"


def test_what_xml_cannot_hold_is_replaced() -> None:
    assert through_tbx(Glossary("g", (Entry("a\x01b", Kind.TERM),))).entries[0].canonical == "a\ufffdb"


words = st.lists(st.text("ab<>&\"'é政|…"), min_size=1, max_size=2).map(" ".join).map(str.strip).filter(bool)


@settings(max_examples=60, deadline=None)
@given(words, st.lists(words, unique=True, max_size=3), st.lists(words, unique=True, max_size=2), st.sampled_from(Kind))
def test_any_names_read_back(canonical: str, aliases: list[str], native: list[str], kind: Kind) -> None:
    names = tuple(alias for alias in aliases if alias != canonical)
    entry = Entry(canonical, kind, aliases=names, native={"zh": tuple(native)} if native else {}, near=names)
    assert through_tbx(Glossary("g", (entry,))).entries == (entry,)

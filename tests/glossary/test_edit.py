"""Adding entries to YAML glossaries: the text that was there stays, and the entry is read back."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.finding import Severity
from mtaudit.glossary.edit import add_entry
from mtaudit.glossary.entry import Entry, Example, GlossaryError, Kind, Office
from mtaudit.glossary.files import load_glossary

if TYPE_CHECKING:
    from pathlib import Path

KULEBA = Entry("Dmytro Kuleba", Kind.PERSON, aliases=("Kuleba",), native={"zh": ("库列巴",)})
FULL = Entry(
    "annexed",
    Kind.TERM,
    aliases=("annexes",),
    forbidden=("merged", "Crimea … into: Ukraine", "^merger$"),
    native={"zh": ("吞并",), "no": ("annektert",)},
    offices=(Office("Foreign Minister", "Ukraine", datetime.date(2020, 3, 4)),),
    confusable=("yes", "1.0"),
    near=("Crimea",),
    unless=("- banks", "# x"),
    pivot="zh",
    severity=Severity.CRITICAL,
    note="Two lines:\n\n'one' and \"two\" " + "long " * 60 + "end",
    examples=(Example("They merged Crimea.", "They annexed Crimea."),),
)

LAYOUTS = {
    "indented": "# head\nname: mine # x\nentries:\n\n  # people\n  - canonical: Odesa  # city\n    kind: place\n",
    "not indented": "name: mine\nentries:\n- canonical: Odesa\n  kind: place\n",
    "wide": "entries:\n    -   canonical: Odesa\n        kind: place\n",
    "no newline at the end": "entries:\n  - kind: place\n    canonical: Odesa",
    "more keys behind": "entries:\n  - canonical: Odesa\n    aliases: [Odessa]  # old\n\n# facts\nname: mine\n",
    "comments behind": "entries:\n  - canonical: Odesa\n    # no aliases\n  # the end\n",
    "long list": "entries:\n  - canonical: Odesa\n    aliases: [Odessa,\n      Odesa city]\n",
    "block text": "entries:\n  - canonical: Odesa\n    note: |\n      A city.\n\n      A port.\n",
    "windows": "name: mine\r\nentries:\r\n  - canonical: Odesa\r\n    kind: place\r\n",
    "byte order mark": "\ufeffname: Ω😀\nentries:\n  - canonical: Odesa\n    note: 敖德萨\n",
    "document marks": "---\nentries:\n  - canonical: Odesa\n...\n",
    "flow item": "entries:\n  - {canonical: Odesa, kind: place}\n",
    "empty": "name: mine\nentries: []  # to come\nlanguage: en\n",
}


def bare(entries: tuple[Entry, ...]) -> list[Entry]:
    return [replace(entry, source="") for entry in entries]


@pytest.mark.parametrize("entry", [KULEBA, FULL, Entry("yes", Kind.TERM)], ids=lambda e: e.canonical)
@pytest.mark.parametrize("text", LAYOUTS.values(), ids=LAYOUTS)
def test_an_entry_is_added_and_the_rest_stays(text: str, entry: Entry, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(text.encode())
    before = load_glossary(path)
    add_entry(path, entry)
    after = load_glossary(path)
    assert bare(after.entries) == [*bare(before.entries), entry]
    assert (after.name, after.language) == (before.name if "name:" in text else str(path), "en")
    lines = path.read_bytes().decode().replace("entries:  # to come", "entries: []  # to come").splitlines()
    assert [line for line in text.splitlines() if line not in lines] == []
    assert [p.name for p in tmp_path.iterdir()] == ["mine.yaml"]


@pytest.mark.parametrize(
    ("layout", "start"),
    [("indented", "\n  - canonical: D"), ("not indented", "\n- canonical: D"), ("wide", "\n    -   canonical: D")],
)
def test_the_indentation_is_that_of_the_other_entries(layout: str, start: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(LAYOUTS[layout], encoding="utf-8")
    add_entry(path, KULEBA)
    assert start in path.read_text(encoding="utf-8")


def test_line_ends_stay_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(LAYOUTS["windows"].encode())
    add_entry(path, FULL)
    data = path.read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n") > 4


def test_comments_of_the_last_entry_stay_with_it(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(LAYOUTS["comments behind"], encoding="utf-8")
    add_entry(path, Entry("Lviv", Kind.PLACE))
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines == [
        "entries:",
        "  - canonical: Odesa",
        "    # no aliases",
        "  - canonical: Lviv",
        "    kind: place",
        "  # the end",
    ]


def test_a_missing_file_is_made_with_a_head(tmp_path: Path) -> None:
    path = tmp_path / "my: names.yaml"
    add_entry(path, KULEBA)
    glossary = load_glossary(path)
    assert (glossary.name, glossary.language, bare(glossary.entries)) == ("my: names", "en", [KULEBA])
    assert path.read_text(encoding="utf-8").endswith(
        "entries:\n  - canonical: Dmytro Kuleba\n    kind: person\n    aliases: [Kuleba]\n"
        "    native:\n      zh: [库列巴]\n"
    )


def test_a_second_entry_of_the_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    add_entry(path, KULEBA)
    before = path.read_bytes()
    with pytest.raises(GlossaryError, match=r"mine\.yaml:4: Dmytro Kuleba: there is an entry already"):
        add_entry(path, replace(KULEBA, aliases=()))
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("mine.csv", None, "can only be added to YAML"),
        ("mine.txt", None, "ends in one of"),
        ("mine.yaml", "- just\n- a list\n", "mapping"),
        ("mine.yaml", "entries: [", "not valid YAML"),
        ("mine.yaml", "entries: [{canonical: Odesa}]\n", "stand in brackets"),
        ("none/mine.yaml", None, "cannot be written"),
    ],
)
def test_what_is_no_glossary_is_refused_and_left_alone(
    name: str, text: str | None, problem: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(GlossaryError, match=problem):
        add_entry(path, KULEBA)
    assert (path.read_text(encoding="utf-8") if path.exists() else None) == text


@pytest.mark.parametrize("entry", [Entry("", Kind.TERM), Entry("x", Kind.TERM, forbidden=("… y",))])
def test_an_entry_that_is_not_valid_is_refused(entry: Entry, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    with pytest.raises(GlossaryError):
        add_entry(path, entry)
    assert list(tmp_path.iterdir()) == []


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
    add_entry(real, KULEBA)
    real.chmod(0o640)
    link.symlink_to(real)
    add_entry(link, Entry("Lviv", Kind.PLACE))
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert len(load_glossary(real)) == 2


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda text: text.strip() == text
)


@given(canonical=TEXTS, alias=TEXTS, note=TEXTS)
def test_any_text_survives(canonical: str, alias: str, note: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "mine.yaml"
    entries = [KULEBA, Entry(canonical, Kind.PLACE, aliases=(alias,), note=note)]
    if canonical != KULEBA.canonical:
        for entry in entries:
            add_entry(path, entry)
        assert bare(load_glossary(path).entries) == entries

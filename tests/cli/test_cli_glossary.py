"""`mtaudit glossary`: lint, convert, add and search, their output and their exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mtaudit.glossary.entry import Kind
from mtaudit.glossary.files import load_glossary

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typer.testing import Result

    Run = Callable[..., Result]

PEOPLE = """\
name: people
entries:
  - canonical: Antony Blinken
    kind: person
    aliases: [Blinken]
    native: {zh: [布林肯], ru: [Энтони Блинкен]}
    offices: [{title: Secretary of State, of: United States, from: 2021-01-26, to: 2025-01-20}]
  # Vietnam
  - canonical: Phạm Minh Chính
    kind: person
    native: {zh: [范明政]}
    offices: [{title: Prime Minister, of: Vietnam}]
  - canonical: Kyiv
    kind: place
    forbidden: [Kiev]
"""


@pytest.fixture(autouse=True)
def people(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTAUDIT_NO_CACHE", "1")
    path = here / "people.yaml"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def lines(result: Result) -> list[str]:
    return list(result.stdout.splitlines())


# lint


def test_lint_of_good_glossaries(mtaudit: Run) -> None:
    result = mtaudit("glossary", "lint", "people.yaml")
    assert (result.exit_code, result.stdout) == (0, "1 glossary with 3 entries: no problems\n")


def test_lint_lists_remarks_of_all_files(mtaudit: Run, here: Path) -> None:
    (here / "more.yaml").write_text("entries:\n- canonical: Kiew\n  kind: place\n  aliases: [Kyiv]\n", encoding="utf-8")
    (here / "odd.yaml").write_text("entries:\n\n- canonical: Odd\n  aliass: [x]\n", encoding="utf-8")
    result = mtaudit("glossary", "lint", "people.yaml", "odd.yaml", "more.yaml")
    assert result.exit_code == 1
    assert result.stderr == ""
    first, second = lines(result)
    assert first == "odd.yaml:3: Odd: unknown key 'aliass' (did you mean 'aliases'?)"
    assert second.startswith("more.yaml:2: Kiew: 'Kyiv' is also a form of Kyiv (people.yaml:13)")


def test_lint_of_a_directory(mtaudit: Run, here: Path) -> None:
    folder = here / "mine" / "deep"
    folder.mkdir(parents=True)
    (folder / "_table.yaml").write_text("- no glossary\n", encoding="utf-8")
    (folder / "notes.txt").write_text("no glossary", encoding="utf-8")
    assert mtaudit("glossary", "lint", "mine").exit_code == 2
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    assert lines(mtaudit("glossary", "lint", "mine")) == ["1 glossary with 3 entries: no problems"]


def test_a_file_named_twice_is_checked_once(mtaudit: Run) -> None:
    assert mtaudit("glossary", "lint", "people.yaml", "people.yaml", ".").exit_code == 0


@pytest.mark.parametrize("name", ["none.yaml", "clean.txt"])
def test_lint_of_unreadable_files_is_an_input_error_and_checks_the_rest(mtaudit: Run, name: str, here: Path) -> None:
    (here / "odd.yaml").write_text("entries: 5\n", encoding="utf-8")
    result = mtaudit("glossary", "lint", name, "odd.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"mtaudit: {name}: ")
    assert lines(result) == ["odd.yaml:1: there is no list of entries"]


# convert


@pytest.mark.parametrize("extension", ["csv", "tsv", "tbx", "yml"])
def test_convert_there_and_back(mtaudit: Run, here: Path, extension: str) -> None:
    assert mtaudit("glossary", "convert", "people.yaml", f"out.{extension}").exit_code == 0
    result = mtaudit("glossary", "convert", f"out.{extension}", "back.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    before, after = load_glossary("people.yaml"), load_glossary("back.yaml")
    assert [(e.canonical, e.kind, e.forbidden, e.native) for e in after] == [
        (e.canonical, e.kind, e.forbidden, e.native) for e in before
    ]


def test_convert_to_the_screen(mtaudit: Run) -> None:
    result = mtaudit("glossary", "convert", "people.yaml", "-", "--to", "csv")
    assert result.exit_code == 0
    assert lines(result)[0].startswith("canonical,kind,")
    assert "布林肯" in result.stdout


def test_the_format_may_be_told(mtaudit: Run, here: Path) -> None:
    assert mtaudit("glossary", "convert", "people.yaml", "out.txt", "--to", "tsv").exit_code == 0
    assert (here / "out.txt").read_text(encoding="utf-8").startswith("canonical\tkind\t")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("people.yaml", "-"), "--to"),
        (("people.yaml", "out.txt"), "a glossary file ends in one of"),
        (("none.yaml", "out.csv"), "none.yaml: cannot be read"),
        (("broken.yaml", "out.csv"), "broken.yaml:2: "),
        (("people.yaml", "none/out.csv"), "cannot write none/out.csv: No such file"),
    ],
)
def test_what_cannot_be_converted(mtaudit: Run, here: Path, args: tuple[str, ...], said: str) -> None:
    (here / "broken.yaml").write_text("entries:\n- {}\n", encoding="utf-8")
    (here / "out.csv").write_text("as it was", encoding="utf-8")
    result = mtaudit("glossary", "convert", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert (here / "out.csv").read_text(encoding="utf-8") == "as it was"


# add


def test_add_writes_every_option(mtaudit: Run) -> None:
    forms = ("--alias", "Kuleba", "--alias", "D. Kuleba", "--forbidden", "Culeba", "--confusable", "Ruleba")
    natives = ("--native", "zh=库列巴", "--native", "uk=Кулеба", "--native", "zh=德米特罗·库列巴")
    rest = ("--near", "Ukraine", "--unless", "x", "--note", "Minister.", "--file", "mine.yaml")
    result = mtaudit("glossary", "add", "Dmytro Kuleba", "--kind", "person", *forms, *natives, *rest)
    assert (result.exit_code, result.stdout) == (0, "mine.yaml: added Dmytro Kuleba\n")
    (entry,) = load_glossary("mine.yaml")
    assert (entry.canonical, entry.kind, entry.aliases) == ("Dmytro Kuleba", Kind.PERSON, ("Kuleba", "D. Kuleba"))
    assert (entry.forbidden, entry.confusable) == (("Culeba",), ("Ruleba",))
    assert entry.native == {"zh": ("库列巴", "德米特罗·库列巴"), "uk": ("Кулеба",)}
    assert (entry.near, entry.unless, entry.note) == (("Ukraine",), ("x",), "Minister.")


def test_add_keeps_what_is_there(mtaudit: Run, people: Path) -> None:
    assert mtaudit("glossary", "add", "Odesa", "--kind", "place", "--file", "people.yaml").exit_code == 0
    assert people.read_text(encoding="utf-8") == f"{PEOPLE}  - canonical: Odesa\n    kind: place\n"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("Kyiv", "--kind", "place", "--file", "people.yaml"), "people.yaml:13: Kyiv: there is an entry already"),
        (("Odesa", "--kind", "town", "--file", "people.yaml"), "--kind"),
        (("Odesa", "--kind", "place"), "--file"),
        (("Odesa", "--kind", "place", "--file", "people.csv"), "can only be added to YAML"),
        (("Odesa", "--kind", "place", "--native", "Одеса", "--file", "people.yaml"), "'Одеса' is not of the form"),
        (("Odesa", "--kind", "place", "--alias", " ", "--file", "people.yaml"), "aliases holds an empty text"),
        (("  ", "--kind", "place", "--file", "people.yaml"), "the canonical form is missing"),
    ],
)
def test_what_cannot_be_added(mtaudit: Run, people: Path, args: tuple[str, ...], said: str) -> None:
    result = mtaudit("glossary", "add", *args)
    assert result.exit_code == 2
    assert said in result.stderr
    assert people.read_text(encoding="utf-8") == PEOPLE


# search


def search(mtaudit: Run, *args: str) -> str:
    result = mtaudit("glossary", "search", *args, "--glossary", "people.yaml", "--no-default-glossaries")
    assert (result.exit_code, result.stderr) == (0, "")
    return str(result.stdout)


def test_search_of_a_right_name(mtaudit: Run) -> None:
    shown = search(mtaudit, "Blinken")
    assert "exact:\n  Blinken is a form of Antony Blinken (person, people.yaml:3)\n" in shown
    assert "verdict: not flagged; it is known as it stands" in shown


def test_search_of_a_wrong_name_tells_what_would_prove_it(mtaudit: Run) -> None:
    shown = search(mtaudit, "Brunkun")
    assert shown.startswith("sentence: Brunkun said on Monday.\nexact: none\n")
    assert "Zipf frequency 0.0" in shown
    (near,) = (line for line in shown.splitlines() if line.startswith("    blinken: "))
    assert all(f" {pivot} 0." in near for pivot in ("any", "zh", "ru", "uk", "ar", "ja", "ko"))
    assert near.endswith("Antony Blinken (person, people.yaml:3)")
    assert "verdict: 'Brunkun' not flagged; for Antony Blinken it would need" in shown
    assert "a title that the person held" in shown


def test_search_in_a_sentence(mtaudit: Run) -> None:
    shown = search(mtaudit, "Brinken", "--context", "US Secretary of State {NAME} spoke.")
    assert "sentence: US Secretary of State Brinken spoke.\n" in shown
    assert "title 1" in shown
    assert "verdict: 'Brinken' would be flagged (misspelled, confidence " in shown
    assert "expected 'Blinken' (Antony Blinken)" in shown


def test_search_of_a_sentence(mtaudit: Run) -> None:
    shown = search(mtaudit, "On Friday Anthony Brinken went to Kiev.")
    assert shown.startswith("sentence: On Friday Anthony Brinken went to Kiev.\n")
    assert "forbidden: 'Kiev' for Kyiv (place, people.yaml:13)\n" in shown
    assert "'Brinken' would be flagged" in shown
    assert "Friday:" not in shown


def test_search_of_a_reading(mtaudit: Run) -> None:
    shown = search(mtaudit, "Fan Mingzheng")
    assert "Fan Mingzheng is how a machine reads the zh form of Phạm Minh Chính (person, people.yaml:9)" in shown
    assert "a reading alone is no proof" in shown
    shown = search(mtaudit, "Fan Mingzheng", "--context", "Vietnamese Prime Minister Fan Mingzheng spoke.")
    assert "verdict: 'Fan Mingzheng' would be flagged (reading, confidence 0.9" in shown


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("brinken", "names are looked for in words with a capital"),
        ("Xylophone", "it sounds like no name of the glossary"),
        ("Minh", "it is a part of a name of the glossary"),
        ("Kiev", "verdict: would be flagged as a forbidden form"),
    ],
)
def test_search_gives_a_reason(mtaudit: Run, name: str, said: str) -> None:
    assert said in search(mtaudit, name)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("Brinken", "--context", "Nobody spoke."), "the sentence does not hold 'Brinken'"),
        ((" ",), "give a name or a sentence"),
        (("Brinken", "--glossary", "none.yaml"), "none.yaml"),
        (("Brinken", "--glossary", "clean.txt", "--no-default-glossaries"), "a glossary file ends in one of"),
    ],
)
def test_what_cannot_be_searched(mtaudit: Run, args: tuple[str, ...], said: str) -> None:
    result = mtaudit("glossary", "search", *args)
    assert result.exit_code == 2
    assert said in result.stderr


def test_help_names_every_command(mtaudit: Run) -> None:
    shown = mtaudit("glossary", "--help").stdout
    assert all(command in shown for command in ("lint", "convert", "add", "search"))

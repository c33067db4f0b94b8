"""The shipped glossaries: each loads, all of them fit together, and none is about itself in the wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mtaudit.glossary.files import load_glossary
from mtaudit.glossary.merge import merge
from mtaudit.glossary.store import shipped_glossaries

if TYPE_CHECKING:
    from mtaudit.glossary.entry import Glossary

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def shipped() -> list[Glossary]:
    return [load_glossary(path) for path in shipped_glossaries()]


@pytest.mark.parametrize("path", shipped_glossaries(), ids=lambda path: path.name)
def test_a_shipped_glossary_loads_and_says_what_it_is(path: Path) -> None:
    glossary = load_glossary(path)
    assert len(glossary) > 0
    assert glossary.language == "en"
    assert glossary.name
    assert glossary.description
    assert glossary.license


def test_the_shipped_glossaries_have_names_of_their_own(shipped: list[Glossary]) -> None:
    assert len({glossary.name for glossary in shipped}) == len(shipped)


def test_the_shipped_glossaries_fit_together(shipped: list[Glossary]) -> None:
    assert len(merge(shipped)) > 1000


@pytest.mark.slow
def test_the_checks_of_the_data_find_nothing() -> None:
    """Headers, lint, the readings of native forms, and every name in ten sentences."""
    run = subprocess.run([sys.executable, "glossaries/check.py"], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.strip() == ""
    assert run.returncode == 0


def test_the_checks_of_the_data_list_vacancies() -> None:
    run = subprocess.run([sys.executable, "glossaries/check.py", "--offices"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0
    assert all(" days)" in line for line in run.stdout.splitlines())

"""`mtaudit explain`, `mtaudit checks`, and the options of the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mtaudit.checks import CHECKS
from mtaudit.checks.base import SECTIONS
from mtaudit.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable

    from typer.testing import Result

    Run = Callable[..., Result]


@pytest.mark.parametrize("name", ["N101", "n101", "misspelled-name"])
def test_a_check_is_explained(mtaudit: Run, name: str) -> None:
    result = mtaudit("explain", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("# N101 misspelled-name\n\nSeverity: major. Category: accuracy/")
    assert all(section in result.stdout for section in SECTIONS)


def test_all_checks_are_explained(mtaudit: Run) -> None:
    shown = mtaudit("explain", "all").stdout
    assert all(f"# {check.code} {check.name}\n" in shown for check in CHECKS)


def test_an_unknown_check_is_a_usage_error(mtaudit: Run) -> None:
    result = mtaudit("explain", "mispelled-name")
    assert result.exit_code == 2
    assert "did you mean misspelled-name?" in " ".join(result.stderr.split())


def test_checks_are_listed(mtaudit: Run) -> None:
    heads, *rows = mtaudit("checks").stdout.splitlines()
    assert heads.split() == ["code", "name", "category", "severity", "looks", "for"]
    assert [row.split()[:2] for row in rows] == [[check.code, check.name] for check in CHECKS]


def test_version(mtaudit: Run) -> None:
    assert mtaudit("--version").stdout == f"mtaudit {__version__}\n"


def test_help_names_every_command(mtaudit: Run) -> None:
    shown = mtaudit("--help").stdout
    assert all(command in shown for command in ("audit", "explain", "checks", "glossary"))

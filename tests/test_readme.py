"""The README's commands work as printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtaudit.glossary.store import shipped_examples

README = Path(__file__).resolve().parent.parent / "README.md"
ANYTHING = "…"


def sessions() -> list[tuple[str, list[str]]]:
    """(command, lines that must stand in its output) of every `$` line in the console blocks."""
    out: list[tuple[str, list[str]]] = []
    for block in re.findall(r"^```console\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                out.append((line[2:], []))
            elif line.strip() != ANYTHING:
                out[-1][1].append(line.removesuffix(ANYTHING))
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped examples, where the commands run one after the other."""
    path = tmp_path_factory.mktemp("readme")
    shutil.copytree(shipped_examples(), path / "examples")
    return path


def test_there_are_commands() -> None:
    assert len(sessions()) > 8


@pytest.mark.parametrize(("command", "lines"), sessions(), ids=lambda value: value if isinstance(value, str) else "")
def test_the_command_works_as_printed(command: str, lines: list[str], folder: Path) -> None:
    shell = command.replace("mtaudit ", f"{sys.executable} -m mtaudit ", 1)
    for sign in ("|", "&&"):
        shell = shell.replace(f"{sign} mtaudit ", f"{sign} {sys.executable} -m mtaudit ")
    done = subprocess.run(shell, shell=True, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr
    failing = "audit examples/seed-article.txt" in command and "--exit-zero" not in command
    assert done.returncode == (1 if failing else 0), done.stderr
    for line in lines:
        assert line in done.stdout


def test_the_python_example_runs(capsys: pytest.CaptureFixture[str]) -> None:
    [code] = re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    exec(code, {})
    assert "Brinken ('Blinken',)" in capsys.readouterr().out


def test_the_glossary_example_fits_the_schema(tmp_path: Path) -> None:
    from mtaudit.glossary.files import load_glossary

    [yaml] = re.findall(r"^```yaml\n(.*?)^```", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    path = tmp_path / "my-newsroom.yaml"
    path.write_text(yaml, "utf-8")
    assert len(load_glossary(path)) == 2

"""What docs/dask.md shows works as printed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mtaudit.glossary.store import shipped_examples


@pytest.mark.slow
def test_the_documentations_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (Path(__file__).parents[2] / "docs" / "dask.md").read_text("utf-8")
    shutil.copytree(shipped_examples(), tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    [session] = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    audit, report = re.findall(r"^\$ mtaudit (.*)$", session, re.MULTILINE)
    mtaudit = [sys.executable, "-m", "mtaudit"]
    runs = [subprocess.run([*mtaudit, *line.split()], capture_output=True, check=False) for line in (audit, report)]
    assert [run.returncode for run in runs] == [1, 0], runs
    assert runs[0].stdout.startswith(b"total: ")
    assert (tmp_path / "report.html").stat().st_size > 10_000
    [code] = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    exec(code, {})
    assert "seed-article" in capsys.readouterr().out

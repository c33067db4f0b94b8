"""Settings: found, checked with file and line, and in force for the articles they are meant for."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtaudit import Article, Auditor, Severity
from mtaudit.config import ConfigError, find_config, load_config
from mtaudit.configured import ConfiguredAuditor


def written(folder: Path, text: str, name: str = "mtaudit.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_nearest_file_counts(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    above = written(tmp_path, "fail-under = 1")
    assert find_config(inner) == above
    written(inner, "[tool.other]", "pyproject.toml")
    assert find_config(inner) == above
    project = written(inner, "[tool.mtaudit]\nfail-under = 2", "pyproject.toml")
    assert find_config(inner) == project
    assert load_config(project).settings == {"fail-under": 2.0}
    own = written(inner, "")
    assert find_config(inner) == own


def test_every_setting(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").touch()
    path = written(
        tmp_path,
        """
        glossaries = ["g.yaml"]
        default-glossaries = false
        select = ["N", "T201"]
        ignore = ["misspelled-name"]
        pivot = "zh"
        pass-mark = 80
        fail-on = "never"
        fail-under = 50.5
        baseline = "known.json"
        [severity]
        T201 = "neutral"
        """,
    )
    assert load_config(path).settings == {
        "glossaries": (tmp_path / "g.yaml",),
        "default-glossaries": False,
        "select": ("N", "T201"),
        "ignore": ("misspelled-name",),
        "pivot": "zh",
        "pass-mark": 80.0,
        "fail-on": "never",
        "fail-under": 50.5,
        "baseline": tmp_path / "known.json",
        "severity": {"T201": Severity.NEUTRAL},
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("\nignroe = []", ":2: unknown key 'ignroe'; did you mean ignore?"),
        ("x = 1", ":1: unknown key 'x'; known are glossaries,"),
        ("ignore = 'T201'", ':1: ignore is a list of texts, such as ["T201"]'),
        ("\n\nselect = ['N999']", ":3: select holds a word that is none: no check is called 'N999'"),
        ("pass-mark = 101", ":1: pass-mark is a number from 0 to 100"),
        ("pass-mark = true", ":1: pass-mark is a number from 0 to 100"),
        ("pivot = 'xx'", ":1: pivot is one of zh, ru, uk, ar, ja, ko"),
        ("default-glossaries = 1", ":1: default-glossaries is true or false"),
        ("glossaries = ['none.yaml']", ":1: glossaries names a file that is not there:"),
        ("[severity]\nT201 = 'bad'", ":1: severity of T201 is one of neutral, minor, major, critical"),
        ("[override]\nignore = []", ":1: override is a list of tables: write [[override]]"),
        ("[[override]]\nignore = []", ":1: an override needs paths or outlets"),
        ("[[override]]\npaths = ['a']\nfail-on = 'minor'", ":3: unknown key 'fail-on'"),
        ("x", ": is not valid TOML: "),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert caught.value.problems[0].startswith(f"{path}{problem}")


def test_every_problem_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(written(tmp_path, "a = 1\nb = 2\npivot = 3"))
    assert len(caught.value.problems) == 3


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("a.txt", "x/y/a.txt", True),
        ("y", "x/y/a.txt", True),
        ("*.txt", "x/a.md", False),
        ("x/*.txt", "x/a.txt", True),
        ("x/*.txt", "x/y/a.txt", False),
        ("x/**", "x/y/a.txt", True),
        ("x/", "x/y/a.txt", True),
        ("**/y/*", "x/y/a.txt", True),
        ("x/?.txt", "x/ab.txt", False),
        ("x/[a].txt", "x/[a].txt", True),
    ],
)
def test_patterns_of_paths(tmp_path: Path, pattern: str, path: str, fits: bool) -> None:
    config = load_config(written(tmp_path, f"[[override]]\npaths = ['{pattern}']"))
    article = Article("id", "text", origin=f"{tmp_path.as_posix()}/{path}:3")
    assert config.overrides[0].matches(article) is fits


def test_outlets_match_whatever_their_case(tmp_path: Path) -> None:
    override = load_config(written(tmp_path, "[[override]]\noutlets = ['example*']")).overrides[0]
    assert override.matches(Article("id", "text", outlet="Example News"))
    assert not override.matches(Article("id", "text", outlet="The Example"))
    assert not override.matches(Article("id", "text"))


def test_overrides_change_what_is_found_and_how_grave_it_is(tmp_path: Path) -> None:
    text = "Ukrainian Foreign Minister Dmitro Kuleba spoke in Kiev on Monday about the war in the east."
    (tmp_path / "own.yaml").write_text(
        "name: own\nlanguage: en\nentries:\n  - canonical: conflict\n    kind: term\n    forbidden: [war]\n",
        encoding="utf-8",
    )
    config = load_config(
        written(
            tmp_path,
            """
            [[override]]
            outlets = ["Old"]
            ignore = ["T201"]
            [[override]]
            outlets = ["O*"]
            severity = {N = "minor"}
            glossaries = ["own.yaml"]
            """,
        )
    )
    auditor = ConfiguredAuditor(Auditor(ignore=["F501"]), config.overrides, ignore=["F501"])

    def found(outlet: str | None) -> set[tuple[str, str]]:
        return {(f.text, f.severity.value) for f in auditor.audit(Article("a", text, outlet=outlet)).findings}

    assert found(None) == {("Dmitro", "major"), ("Kiev", "minor")}
    assert found("Other") == {("Dmitro", "minor"), ("Kiev", "minor"), ("war", "major")}
    assert found("Old") == {("Dmitro", "minor"), ("war", "major")}
    base = auditor.audit(Article("a", text)).score
    other = auditor.audit(Article("a", text, outlet="Other")).score
    assert base.signature != other.signature
    assert "F501" not in {check.code for check in auditor.auditor_for(Article("a", text, outlet="Old")).checks}

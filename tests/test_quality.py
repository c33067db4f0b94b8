"""The adapter of quality-estimation models, on a checkpoint made here and a package that stands in for COMET's."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from typer.testing import CliRunner

from mtaudit.cli import app
from mtaudit.quality import QualityError, load


class TinyModel:
    """Rates a translation by its share of the words of the checkpoint."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def predict(self, samples: list[dict[str, str]], **settings: Any) -> dict[str, list[float]]:
        assert settings["gpus"] == 0
        return {"scores": [sum(w in s["mt"] for w in self.words) / len(self.words) for s in samples]}


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    comet = ModuleType("comet")
    comet.load_from_checkpoint = lambda path: TinyModel(Path(path).read_text("utf-8").split())  # type: ignore[attr-defined]
    comet.download_model = lambda name: (_ for _ in ()).throw(OSError("no hub"))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "comet", comet)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    folder = tmp_path / "tiny" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "model.ckpt").write_text("Kuleba Kyiv", "utf-8")
    return tmp_path / "tiny"


@pytest.mark.usefixtures("package")
def test_a_folder_with_a_checkpoint_is_loaded_and_rates(checkpoint: Path) -> None:
    model = load(str(checkpoint))
    assert model.name == "tiny"
    assert model.rate([{"src": "x", "mt": "Kuleba left."}, {"src": "x", "mt": "Kuleba left Kyiv."}]) == [0.5, 1.0]


@pytest.mark.usefixtures("package")
def test_what_cannot_be_loaded_is_said(tmp_path: Path) -> None:
    with pytest.raises(QualityError, match="no checkpoint"):
        load(str(tmp_path))
    with pytest.raises(QualityError, match="no hub"):
        load("some/name")


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "comet", None)
    with pytest.raises(QualityError, match=r"mtaudit\[comet\]"):
        load("x")


@pytest.mark.usefixtures("package")
def test_the_rating_is_a_column_of_its_own(checkpoint: Path, tmp_path: Path) -> None:
    record = {"id": "a", "text": "Kuleba left the city.", "source": "库列巴离开了这座城市。", "source_lang": "zh"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n", "utf-8")
    given = ["audit", str(tmp_path / "a.jsonl"), "--format", "jsonl", "--exit-zero"]
    rated = json.loads(CliRunner().invoke(app, [*given, "--comet", str(checkpoint)]).output)
    plain = json.loads(CliRunner().invoke(app, given).output)
    assert rated.pop("comet") == {"model": "tiny", "score": 0.5}
    assert rated == plain

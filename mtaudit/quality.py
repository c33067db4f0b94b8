"""A quality-estimation model of the COMET kind beside the score: an adapter, loaded only when asked for.

COMET (Rei et al., 2020) and its reference-free kin (CometKiwi) rate a translation against its source with a neural
network. mtaudit ships none: the extra `comet` brings the package, the user names a checkpoint. Its rating is a column
of its own and never part of the MQM score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class QualityError(ValueError):
    """A model that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class QualityModel:
    """A loaded model and its name. `rate` gives a rating for each pair of source and translation."""

    name: str
    model: Any

    def rate(self, pairs: Sequence[Mapping[str, str]]) -> list[float]:
        """The ratings of records with `src`, `mt` and, where there is one, `ref`; the higher the better."""
        found = self.model.predict(list(pairs), batch_size=8, gpus=0, progress_bar=False)
        scores = found["scores"] if isinstance(found, Mapping) else found[0]
        return [float(score) for score in scores]


def load(checkpoint: str) -> QualityModel:
    """A model from a checkpoint file, a folder that holds one, or a name on the hub.

    Raises `QualityError` where the package is missing, or the checkpoint cannot be loaded.
    """
    try:
        from comet import download_model, load_from_checkpoint
    except ImportError:
        raise QualityError('the package is missing: pip install "mtaudit[comet]"') from None
    try:
        path = _file(Path(checkpoint)) if Path(checkpoint).exists() else download_model(checkpoint)
        return QualityModel(Path(checkpoint).name, load_from_checkpoint(str(path)))
    except QualityError:
        raise
    except Exception as error:
        raise QualityError(f"{checkpoint}: cannot be loaded ({type(error).__name__}: {error})") from None


def _file(path: Path) -> Path:
    """The checkpoint file at a path."""
    if path.is_file():
        return path
    found = sorted(path.rglob("*.ckpt"))
    if not found:
        raise QualityError(f"{path}: holds no checkpoint (*.ckpt)")
    return found[0]

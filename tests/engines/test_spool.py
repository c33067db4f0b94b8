"""The file of a run: what was written whole comes back; what a crash left half-written does not."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from mtaudit.engines.spool import Spool, SpoolError, resumable_spool, temporary_spool
from mtaudit.readers import InputError

ITEMS = [InputError(f"f:{n}", "is broken " + "x" * (n % 50)) for n in range(200)]


def test_items_are_there_as_often_as_they_are_asked_for() -> None:
    with temporary_spool() as spool:
        assert list(spool.kept(ITEMS)) == ITEMS
        assert spool.count == 200
        assert list(spool) == list(spool) == ITEMS


def test_a_spool_is_read_while_it_grows() -> None:
    with temporary_spool() as spool:
        kept = spool.kept(ITEMS)
        assert [next(kept), next(kept)] == ITEMS[:2]
        assert list(spool) == ITEMS[:2]
        assert list(kept) == ITEMS[2:]
        assert list(spool) == ITEMS


class KilledError(Exception):
    """What ends a run in a test."""


def unfinished(path: Path, items: list[InputError]) -> None:
    with pytest.raises(KilledError), resumable_spool(path, b"digest") as spool:
        list(spool.kept(items))
        raise KilledError


@pytest.mark.parametrize("cut", [0, 1, 5, 17, 60, 120])
def test_a_run_goes_on_wherever_it_was_cut(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "out.resume"
    unfinished(path, ITEMS[:100])
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - cut])
    with resumable_spool(path, b"digest") as spool:
        assert spool.count == (100 if cut == 0 else 99 if cut < 80 else 98)
        list(spool.kept(ITEMS[spool.count :]))
        assert list(spool) == ITEMS
    assert not path.exists()


def test_any_cut_leaves_a_beginning(tmp_path: Path) -> None:
    path = tmp_path / "out.resume"
    unfinished(path, ITEMS[:20])
    whole = path.read_bytes()
    for cut in random.Random(1).sample(range(len(whole)), 60):
        path.write_bytes(whole[:cut])
        with pytest.raises(KilledError), resumable_spool(path, b"digest") as spool:
            assert list(spool) == ITEMS[: spool.count]
            raise KilledError


def test_another_run_does_not_go_on_with_it(tmp_path: Path) -> None:
    path = tmp_path / "out.resume"
    unfinished(path, ITEMS[:3])
    before = path.read_bytes()
    with pytest.raises(SpoolError, match=r"out\.resume: is of other inputs"), resumable_spool(path, b"other"):
        pass
    assert path.read_bytes() == before


def test_two_runs_do_not_share_it(tmp_path: Path) -> None:
    path = tmp_path / "out.resume"
    with (
        resumable_spool(path, b"digest") as spool,
        pytest.raises(SpoolError, match="another run is at it"),
        resumable_spool(path, b"digest"),
    ):
        pass
    assert isinstance(spool, Spool)


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "out.resume"
    path.write_text("my notes")
    with pytest.raises(SpoolError, match="is no file of an unfinished run"), resumable_spool(path, b"digest"):
        pass
    assert path.read_text() == "my notes"

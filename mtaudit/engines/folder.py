"""The folder that a run over partitions writes, and what makes the run one that can be taken up again.

    OUTDIR/plan.json                    settings and inputs of the run; written first
    OUTDIR/results/part-00000.parquet   the results of a partition (`mtaudit.report.columns.kept_row`)
    OUTDIR/done/part-00000.json         that this partition is finished: its counts, and the checksum of its results
    OUTDIR/manifest.json                the whole run; written last

Tasks write under hidden names of their own. Only the process that leads the run gives results their name, and then
says that the partition is finished, so that a partition that is audited twice (by a worker that was given up for
dead) counts once, and one whose worker or leader was killed is audited again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from mtaudit.engines.cut import Piece
from mtaudit.engines.tally import Tally
from mtaudit.readers.source import InputError
from mtaudit.version import __version__

if TYPE_CHECKING:
    from mtaudit.engines.cut import InputFile, Partition

SCHEMA = 1
"""The version of plans, marks and manifests."""

_PLAN, _MANIFEST, _LOCK, _RESULTS, _DONE = "plan.json", "manifest.json", ".lock", "results", "done"


class FolderError(ValueError):
    """An output folder that cannot be used; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is about: settings by the name that the user knows, and the files that are read."""

    settings: Mapping[str, Any]
    inputs: Sequence[InputFile | InputError]

    def to_record(self) -> dict[str, Any]:
        """The plan as JSON."""
        inputs = [
            {"name": file.where, "error": file.message} if isinstance(file, InputError) else file.to_record()
            for file in self.inputs
        ]
        return {"schema": SCHEMA, "mtaudit": __version__, "settings": dict(self.settings), "inputs": inputs}


@dataclass(frozen=True, slots=True)
class Written:
    """Results of a partition: the file that holds them, its size in bytes and checksum, and what was counted."""

    file: str
    size: int
    sha256: str
    tally: dict[str, Any] = field(repr=False)

    @property
    def rows(self) -> int:
        """The rows of the file: one for each article, and one for each error."""
        return int(self.tally["articles"]) + self.errors

    @property
    def errors(self) -> int:
        """The inputs or records that could not be read or audited."""
        return len(self.tally["errors"])

    def to_record(self) -> dict[str, Any]:
        """The results as marks spell them."""
        return {"schema": SCHEMA, "file": self.file, "size": self.size, "sha256": self.sha256, "tally": self.tally}


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Make the folder where there is none, and keep other runs out. Raises `FolderError`, and `OSError`."""
    if folder.exists() and not folder.is_dir():
        raise FolderError(f"{folder}: is a file; the results need a folder")
    folder.mkdir(parents=True, exist_ok=True)
    if strangers := _strangers(folder):
        shown = ", ".join(strangers[:3]) + (", …" if len(strangers) > 3 else "")
        raise FolderError(f"{folder}: holds other files ({shown}); name a new or an empty folder")
    with (folder / _LOCK).open("w") as lock:
        with suppress(ImportError):  # Windows
            from fcntl import LOCK_EX, LOCK_NB, flock

            try:
                flock(lock, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                raise FolderError(f"{folder}: another run is writing to it") from None
        yield


def begin(folder: Path, plan: Plan, *, afresh: bool = False) -> dict[int, Written]:
    """Make a folder ready for a run; what an earlier run of the same plan has finished, by number of partition.

    `afresh`: throw away what an earlier run left. Raises `FolderError` where the folder holds a run of another
    plan, and `OSError`.
    """
    record = json.loads(json.dumps(plan.to_record()))
    if afresh:
        for path in [*_leftovers(folder), folder / _PLAN]:
            path.unlink(missing_ok=True)
    if (folder / _PLAN).exists():
        if problem := _difference(_loaded(folder / _PLAN), record):
            raise FolderError(f"{folder}: {problem}; name another folder, or replace that run with --afresh")
    elif _leftovers(folder):
        raise FolderError(f"{folder}: its {_PLAN} is missing; name another folder, or begin anew with --afresh")
    for name in (_RESULTS, _DONE):
        (folder / name).mkdir(exist_ok=True)
    _put(folder / _PLAN, record)
    clean(folder)
    marks = (_mark(folder, path) for path in sorted((folder / _DONE).glob("part-*.json")))
    return {number: written for number, written in marks if written}


def temporary(folder: Path, number: int) -> Path:
    """A hidden name for the results of a partition, which no other task uses."""
    return folder / _RESULTS / f".part-{number:05d}.{uuid4().hex}"


def describe(path: Path, tally: Tally) -> Written:
    """The results that stand in a file. Raises `OSError`."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Written(path.name, path.stat().st_size, digest, tally.to_record())


def accept(folder: Path, number: int, written: Written) -> Written:
    """Give the results of a partition their name, and note that it is finished. Raises `OSError`."""
    name = f"part-{number:05d}"
    (folder / _RESULTS / written.file).replace(folder / _RESULTS / f"{name}.parquet")
    accepted = Written(f"{name}.parquet", written.size, written.sha256, written.tally)
    _put(folder / _DONE / f"{name}.json", accepted.to_record())
    return accepted


def finish(
    folder: Path, plan: Plan, signature: str, partitions: Sequence[Partition], done: Mapping[int, Written]
) -> Tally:
    """Write the manifest of a run of which every partition is finished; its tally. Raises `OSError`."""
    tally = total(done)
    listed = [
        {
            "file": f"{_RESULTS}/{written.file}",
            "rows": written.rows,
            "articles": written.tally["articles"],
            "errors": written.errors,
            "size": written.size,
            "sha256": written.sha256,
            "inputs": [piece.to_record() for piece in part.pieces if isinstance(piece, Piece)],
        }
        for part in partitions
        for written in [done[part.number]]
    ]
    manifest = {
        **plan.to_record(),
        "signature": signature,
        "partitions": listed,
        "summary": tally.summary.to_record(),
    }
    clean(folder)
    _put(folder / _MANIFEST, manifest)
    return tally


def total(done: Mapping[int, Written]) -> Tally:
    """What was counted of all finished partitions, errors in the order of the inputs."""
    tally = Tally()
    for _, written in sorted(done.items()):
        tally.merge(Tally.from_record(written.tally))
    return tally


def clean(folder: Path) -> None:
    """Remove what tasks left that were killed. Raises `OSError`."""
    for name in (_RESULTS, _DONE):
        for path in (folder / name).glob(".part-*"):
            path.unlink(missing_ok=True)


def result_files(folder: Path) -> list[Path]:
    """The files with the results of a finished run, in order. Raises `FolderError`, and `OSError`."""
    manifest = _loaded(folder / _MANIFEST)
    try:
        return [folder / partition["file"] for partition in manifest["partitions"]]
    except (KeyError, TypeError):
        raise FolderError(f"{folder / _MANIFEST}: is no manifest of a run") from None


def _strangers(folder: Path) -> list[str]:
    """What no run of this kind has written, in the folder and in those inside it."""
    found = sorted(path.name for path in folder.iterdir() if not _is_own(path.name))
    for name, suffix in ((_RESULTS, ".parquet"), (_DONE, ".json")):
        if (folder / name).is_dir():
            inside = sorted(path.name for path in (folder / name).iterdir())
            found += [f"{name}/{n}" for n in inside if not n.startswith(".part-") and not _is_part(n, suffix)]
    return found


def _is_own(name: str) -> bool:
    return name in (_PLAN, _MANIFEST, _LOCK, _RESULTS, _DONE) or name.startswith((f".{_PLAN}.", f".{_MANIFEST}."))


def _is_part(name: str, suffix: str) -> bool:
    return name.startswith("part-") and name.endswith(suffix)


def _leftovers(folder: Path) -> list[Path]:
    """What a run has written but its plan, in the order in which it is to go."""
    parts = [path for name in (_DONE, _RESULTS) for path in sorted((folder / name).glob("part-*"))]
    return [path for path in (folder / _MANIFEST,) if path.exists()] + parts


def _difference(kept: Mapping[str, Any], record: Mapping[str, Any]) -> str | None:
    """In what the plan of a folder differs from that of a run, or None."""
    if kept.get("schema") != SCHEMA:
        return "was written by another version of mtaudit"
    was, now = kept.get("settings") or {}, record["settings"]
    if changed := sorted(name for name in {*was, *now} if was.get(name) != now.get(name)):
        return f"holds a run with other settings ({', '.join(changed)})"
    if kept.get("mtaudit") != record["mtaudit"]:
        return f"holds a run of mtaudit {kept.get('mtaudit')}, and this is {record['mtaudit']}"
    files = {file["name"]: file for file in kept.get("inputs") or ()}
    given = {file["name"]: file for file in record["inputs"]}
    if missing := next((name for name in files if name not in given), None):
        return f"holds a run over other inputs ({missing} is not among them now)"
    if added := next((name for name in given if name not in files), None):
        return f"holds a run over other inputs ({added} was not among them)"
    if changed_file := next((name for name in given if files[name] != given[name]), None):
        return f"holds a run over other inputs ({changed_file} has changed since)"
    return None if list(files) == list(given) else "holds a run over the same inputs in another order"


def _mark(folder: Path, path: Path) -> tuple[int, Written | None]:
    """A partition and its results, None where they are not what the mark says: then it is audited again."""
    number = int(path.stem.removeprefix("part-"))
    try:
        record = _loaded(path)
        tally = Tally.from_record(record["tally"])
        written = describe(folder / _RESULTS / record["file"], tally)
        return number, written if written.to_record() == record else None
    except (FolderError, OSError, KeyError, TypeError, ValueError):
        return number, None


def _loaded(path: Path) -> dict[str, Any]:
    """The object in a JSON file. Raises `FolderError` where there is none, and `OSError`."""
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise FolderError(f"{path.parent}: has no {path.name}; the audit has not come to its end") from None
    except ValueError:
        raise FolderError(f"{path}: is damaged; begin anew with --afresh") from None
    if not isinstance(record, dict):
        raise FolderError(f"{path}: is damaged; begin anew with --afresh")
    return record


def _put(path: Path, record: Mapping[str, Any]) -> None:
    """Put a file with this record in place, whole or not at all. Raises `OSError`."""
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with beside.open("w", encoding="utf-8") as stream:
            json.dump(record, stream, indent=1)  # names of files may hold bytes that are no text
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)

"""Many machines: partitions of inputs audited by the workers of a Dask cluster.

Workers get the compiled glossaries and all settings once, as a plugin, and so do those that join or start again
later. A task is a partition: it reads its part of the inputs and writes a file of results; nothing but counts comes
back. Dask gives the partitions of a worker that dies to others. See `mtaudit.engines.folder` for why none is lost
or counted twice.
"""

from __future__ import annotations

import logging
import pickle
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import dask
from distributed import Client, KilledWorker, LocalCluster, WorkerPlugin, as_completed, get_worker

from mtaudit.engines.cut import ChangedError, Partition, Reading, read_partition
from mtaudit.engines.folder import Written, describe, temporary
from mtaudit.engines.local import audit_all
from mtaudit.engines.tally import Tally
from mtaudit.readers.source import InputError, first_line
from mtaudit.report.columns import kept_error, kept_row, kept_schema
from mtaudit.version import __version__

if TYPE_CHECKING:
    from distributed import Worker

    from mtaudit.auditor import Auditor
    from mtaudit.configured import ConfiguredAuditor
    from mtaudit.report.base import Item
    from mtaudit.suppress import Baseline

_ROWS = 512  # rows that a task holds before they are written
_ANSWER = 10  # seconds that a scheduler may take to answer
_WORKERS = 60  # seconds until the first worker has to be there


class ClusterError(Exception):
    """A cluster that cannot be used, or not any longer; the message says why."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker has to know of a run: how to read, how to audit, and where the results go."""

    auditor: Auditor | ConfiguredAuditor
    reading: Reading
    folder: Path
    known: Baseline | None = None
    sentences: bool = False


class JobPlugin(WorkerPlugin):  # type: ignore[misc]  # no type, as for mypy Dask is not there
    """Brings a job to every worker, where the first task unpacks it."""

    def __init__(self, job: Job) -> None:
        self._version = __version__
        self._data = pickle.dumps(job, pickle.HIGHEST_PROTOCOL)
        self._job: Job | None = None

    def setup(self, worker: Worker) -> None:
        """Arrive at a worker."""
        self._lock = threading.Lock()

    @property
    def job(self) -> Job:
        """The job. Raises `ClusterError` where the worker has another version of mtaudit."""
        if self._version != __version__:
            raise ClusterError(f"a worker has mtaudit {__version__}, and this is {self._version}")
        with self._lock:
            if self._job is None:
                self._job = pickle.loads(self._data)
            return self._job


@contextmanager
def connected(scheduler: str | None, workers: int) -> Iterator[Client]:
    """A client of the scheduler at an address, or of a cluster of `workers` processes on this machine.

    Raises `ClusterError` where no scheduler answers, or it has no workers.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters comes as errors
    with dask.config.set({"logging.distributed": "critical"}):
        if scheduler is None:
            own = {"dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
            with (
                LocalCluster(n_workers=workers, threads_per_worker=1, **own) as cluster,
                Client(cluster, set_as_default=False) as client,
            ):
                yield client
            return
        try:
            client = Client(scheduler, timeout=_ANSWER, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            hint = "`dask scheduler` starts one, and prints its address"
            raise ClusterError(f"no scheduler answers at {scheduler} ({first_line(error)}); {hint}") from None
        with client:
            try:
                client.wait_for_workers(1, timeout=_WORKERS)
            except TimeoutError:
                hint = f"`dask worker {scheduler}` starts one"
                raise ClusterError(f"the scheduler at {scheduler} has no workers; {hint}") from None
            yield client


def audit_partitions(
    client: Client,
    job: Job,
    partitions: Sequence[Partition],
    on_written: Callable[[int, Written], object],
) -> dict[int, str]:
    """Audit partitions, in any order, and hand over each as soon as its results are written.

    What is given back says why partitions could not be audited, by number. Raises `ClusterError` where the cluster
    is lost, and whatever `on_written` raises.
    """
    name = f"mtaudit-{uuid4().hex}"
    try:
        client.register_plugin(JobPlugin(job), name=name)
    except ModuleNotFoundError as error:
        raise ClusterError(f"the workers need what this machine has ({error})") from None
    keys = [f"{name}-{partition.number}" for partition in partitions]
    numbers = dict(zip(keys, (partition.number for partition in partitions), strict=True))
    failures: dict[int, str] = {}
    try:
        futures = client.map(write_partition, partitions, plugin=name, key=keys, pure=False)
        finished = as_completed(futures, loop=client.loop)
        del futures  # what is finished and looked at is to be forgotten
        for future in finished:
            if future.status == "finished":
                on_written(numbers[future.key], future.result())
            elif future.status == "error":
                failures[numbers[future.key]] = _reason(future.exception())
            else:
                raise ClusterError("the scheduler has lost the run; was it stopped?")
    finally:
        if client.status == "running":
            with suppress(Exception):  # a plugin that stays does no harm
                client.unregister_worker_plugin(name)
    return failures


def write_partition(partition: Partition, plugin: str) -> Written:
    """What a task does: audit a partition and write the results under a name of its own.

    Raises `ChangedError`, `ClusterError`, and `OSError`.
    """
    carrier = get_worker().plugins.get(plugin)
    if not isinstance(carrier, JobPlugin):
        raise ClusterError("a worker cannot load mtaudit")
    job = carrier.job
    path = temporary(job.folder, partition.number)
    try:
        return describe(path, _write(path, _audited(partition, job), job.sentences))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _audited(partition: Partition, job: Job) -> Iterator[Item]:
    return audit_all(read_partition(partition, job.reading), job.auditor, known=job.known)


def _write(path: Path, items: Iterator[Item], sentences: bool) -> Tally:
    """Write the results of a partition as Parquet, some rows at a time; what was counted."""
    import pyarrow as pa
    from pyarrow import parquet

    tally = Tally()
    with parquet.ParquetWriter(path, kept_schema(), compression="zstd") as writer:
        while batch := list(islice(items, _ROWS)):
            for item in batch:
                tally.add(item)
            rows = [kept_error(i) if isinstance(i, InputError) else kept_row(i, sentences=sentences) for i in batch]
            writer.write_table(pa.Table.from_pylist(rows, kept_schema()))
    return tally


def _reason(error: BaseException) -> str:
    """Why a partition could not be audited."""
    if isinstance(error, KilledWorker):
        return "it ended every worker that took it, perhaps for want of memory"
    if isinstance(error, (ChangedError, ClusterError)):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'a file'}: {error.strerror or error}"
    return f"{first_line(error)} ({type(error).__name__}); this is a bug in mtaudit"

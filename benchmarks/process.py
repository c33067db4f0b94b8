"""Commands timed and weighed as whole processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

# A process that is started by a large one counts the large one's memory as its own, so a small one starts it.
_LAUNCHER = """
import json, resource, subprocess, sys, time
began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
taken = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stdout[-10000:].decode("utf-8", "replace")
json.dump([taken, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, done.returncode, said], sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall and processor seconds of a command, the peak MiB of its largest process, its exit code and last output."""

    seconds: float
    processor: float
    peak: float
    status: int
    output: str


def run(command: Sequence[str]) -> Run:
    """Run a command to its end."""
    done = subprocess.run([sys.executable, "-c", _LAUNCHER, *command], check=True, capture_output=True, text=True)
    return Run(*json.loads(done.stdout))

"""What work costs this process: seconds of the clock and of the processor, and the greatest memory meanwhile."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")
_PROCESSES = Path("/proc")
# Written to clear_refs, it begins the greatest memory again from what is used now.
_RESET_PEAK = "5"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of the clock and of this process's processor time; on a busy machine only the latter says something."""

    seconds: float
    cpu_seconds: float


def measure(work: Callable[[], Answer]) -> tuple[Spent, Answer]:
    """Runs it once; threads of an engine inside this process count as well."""
    began, cpu_began = time.perf_counter(), time.process_time()
    answer = work()
    return Spent(round(time.perf_counter() - began, 3), round(time.process_time() - cpu_began, 3)), answer


def reset_peak() -> None:
    """Before the work whose greatest memory is asked for."""
    (_PROCESSES / "self" / "clear_refs").write_text(_RESET_PEAK)


def read_peak_mib(process: int | str = "self") -> int:
    """The greatest memory since then, or since another process, by its number, began.

    What ``getrusage`` says a child takes over from its parent.
    """
    status = (_PROCESSES / str(process) / "status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10

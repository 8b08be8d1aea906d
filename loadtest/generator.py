"""wrk as the generator of load: one thread, kept connections, one of the Lua scripts beside this file."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

CONNECTIONS = 32
# At a given rate each connection pauses for whole milliseconds: more of them pause longer and come out more exactly.
PAUSING_CONNECTIONS = 128
CALIBRATIONS = 3
_HERE = Path(__file__).parent

Measured = dict[str, Any]


def require_wrk() -> None:
    """Ends the program with a word where it is missing."""
    if shutil.which("wrk") is None:
        sys.exit("wrk is not installed: apt-get install wrk")


def drive(url: str, seconds: int, script: str, connections: int = CONNECTIONS, **environ: str) -> Measured:
    """As fast as it goes: ``requests``, ``seconds``, ``bad`` answers, ``p50_ms``, ``p99_ms``, requests a second."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_HERE / script), url]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **environ})
    measured: Measured = json.loads(done.stdout.splitlines()[-1])
    return {**measured, "requests_per_second": round(measured["requests"] / measured["seconds"])}


def drive_at(url: str, seconds: int, script: str, requests_per_second: float, **environ: str) -> Measured:
    """Sends requests at about this rate, with pauses of random length on each connection.

    What a request costs besides its pause is found by trying, for a second each time.
    """
    period_ms = 1000 * PAUSING_CONNECTIONS / requests_per_second
    pause_ms = period_ms
    for _ in range(CALIBRATIONS):
        reached = drive(url, 1, script, PAUSING_CONNECTIONS, PRM_BENCH_PAUSE_MS=f"{pause_ms:.3f}", **environ)
        besides_ms = 1000 * PAUSING_CONNECTIONS / reached["requests_per_second"] - pause_ms
        pause_ms = max(0.1, period_ms - besides_ms)
    return drive(url, seconds, script, PAUSING_CONNECTIONS, PRM_BENCH_PAUSE_MS=f"{pause_ms:.3f}", **environ)

"""The two servers a benchmark compares, each as the worker processes of one port on the loopback.

The edge runs as it runs in production, by `prm tracker --worker`; so its memory is that of production.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import Receive, Scope, Send

from http_server.listener import BACKLOG, bind_socket

START_SECONDS = 20
STOP_SECONDS = 15
HOST = "127.0.0.1"
EDGE = ("-m", "cli", "tracker")
BARE = ("-m", "loadtest.servers")

_CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class RunningServer:
    """Where it answers, and its workers."""

    url: str
    pids: tuple[int, ...]

    def read_memory_mb(self) -> float:
        """Resident memory of the largest worker."""
        sizes = [_read_status(pid, "VmRSS") for pid in self.pids]
        return max(sizes) / 1024

    def read_cpu_seconds(self) -> float:
        """Processor time that all workers have used."""
        stats = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in self.pids]
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / _CLOCK_TICKS


async def answer_bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body and answers 204: what uvicorn costs by itself."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def serve_bare(descriptor: int) -> None:
    """The bare application under the same uvicorn as the tracker's."""
    config = uvicorn.Config(
        answer_bare,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        backlog=BACKLOG,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


@contextmanager
def run_server(program: tuple[str, ...], workers: int, environ: Mapping[str, str]) -> Iterator[RunningServer]:
    """``workers`` processes, each on a socket of its own, once all of them accept."""
    sockets = [bind_socket(HOST, 0)]
    port = sockets[0].getsockname()[1]
    sockets += [bind_socket(HOST, port) for _ in range(workers - 1)]
    processes = [
        subprocess.Popen(
            [sys.executable, *program, "--worker", str(index), "--socket", str(listening.fileno())],
            env={**os.environ, **environ},
            pass_fds=(listening.fileno(),),
        )
        for index, listening in enumerate(sockets)
    ]
    try:
        _wait_until_all_listen(sockets)
        yield RunningServer(f"http://{HOST}:{port}", tuple(process.pid for process in processes))
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(STOP_SECONDS)
        for listening in sockets:
            listening.close()


def _wait_until_all_listen(sockets: list[socket.socket]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not all(each.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) for each in sockets):
        if time.monotonic() > deadline:
            raise TimeoutError("a server did not start")
        time.sleep(0.05)


def _read_status(pid: int, name: str) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name))


if __name__ == "__main__":
    serve_bare(int(sys.argv[-1]))

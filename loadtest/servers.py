"""The two servers a benchmark compares, each as worker processes on one port of the loopback."""

import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send

from settings import TrackerSettings
from tracker.listening import BACKLOG, bind_socket

START_SECONDS = 20
STOP_SECONDS = 15
HOST = "127.0.0.1"

# A server's worker: settings, its socket, its index.
RunWorker = Callable[[TrackerSettings, socket.socket, int], None]


async def answer_bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body and answers 204: what uvicorn costs by itself."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def run_bare_worker(settings: TrackerSettings, listening: socket.socket, worker_index: int) -> None:
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
    uvicorn.Server(config).run(sockets=[listening])


@contextmanager
def run_server(run: RunWorker, settings: TrackerSettings) -> Iterator[str]:
    """``settings.workers`` processes; yields their address once each of them accepts."""
    first = bind_socket(HOST, 0)
    port = first.getsockname()[1]
    sockets = [first] + [bind_socket(HOST, port) for _ in range(settings.workers - 1)]
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=run, args=(settings, listening, index)) for index, listening in enumerate(sockets)
    ]
    for worker in workers:
        worker.start()
    for listening in sockets:
        listening.close()
    try:
        _wait_until_open(port)
        yield f"http://{HOST}:{port}"
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(STOP_SECONDS)


def _wait_until_open(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return

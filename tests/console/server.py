"""The whole read side on a port of its own, for as long as a block lasts."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

START_SECONDS = 120


@contextmanager
def run_console(app: ASGIApp) -> Iterator[str]:
    """The address while it runs; in a thread, for the warehouse is open in this process."""
    with run_server(uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))) as address:
        yield address


@contextmanager
def run_server(server: uvicorn.Server) -> Iterator[str]:
    """The address of a web server of this process while it runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            _wait_until_started(server, thread)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True
            thread.join()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the console did not start")
        time.sleep(0.01)

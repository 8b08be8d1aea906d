"""A worker process serves on the socket it is given, and ends when asked without losing what is under way."""

import json
import multiprocessing
from pathlib import Path

import httpx2

from http_server.listener import bind_socket
from settings.heartbeat import Heartbeat
from tests.fixtures.plain_http import NO_TLS
from tests.tracker.running import ORIGIN, make_settings, publish, wait_until
from tracker.worker import run_worker

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()


def test_two_workers_share_a_port_and_end_on_sigterm(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    first = bind_socket("127.0.0.1", 0)
    port = first.getsockname()[1]
    settings = make_settings(redis_url, tmp_path)
    context = multiprocessing.get_context("spawn")
    sockets = [first, bind_socket("127.0.0.1", port)]
    workers = [
        context.Process(target=run_worker, args=(settings, each, n, Heartbeat(None))) for n, each in enumerate(sockets)
    ]
    for worker in workers:
        worker.start()
    for each in sockets:
        each.close()
    url = f"http://127.0.0.1:{port}"
    wait_until(lambda: _is_ready(url))
    for _ in range(20):
        assert httpx2.post(f"{url}/e", content=BEACON, headers={"Origin": ORIGIN}, verify=NO_TLS).status_code == 202
    for worker in workers:
        worker.terminate()
        worker.join(20)
        assert worker.exitcode in {0, -15}


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(f"{url}/health/ready", verify=NO_TLS).status_code == 200
    except httpx2.HTTPError:
        return False

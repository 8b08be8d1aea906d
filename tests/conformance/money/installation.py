"""A whole installation with the clock of a test, and calls at a moment of it."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from click.testing import CliRunner

from cli.__main__ import main
from events.enums import Scope
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm

Json = dict[str, Any]
_ENVIRON = {
    "PRM_TEST_CLOCK": "1",
    "PRM_FRAUD_SECONDS": "0",
    "PRM_IP_EVENTS_PER_SECOND": "0",
    "PRM_WORKERS": "1",
    "PRM_BATCH_MS": "10",
    "PRM_APPENDFSYNC": "no",
}
_PATIENCE_SECONDS = 120


class CallFailed(Exception):
    """The installation answered with an error."""


@dataclass(frozen=True, slots=True)
class Installation:
    """The running processes, and a client that keeps its connections."""

    prm: RunningPrm
    client: httpx2.Client

    def create_site(self, name: str) -> tuple[int, str]:
        """Its id, and a key that may do everything."""
        made = self._command("site", "create", name, "--host", f"{name}.example")
        site_id = str(made["site_id"])
        return int(site_id), self._command("key", "create", "--site", site_id, "--scope", ",".join(Scope))["secret_key"]

    def _command(self, *words: str) -> Json:
        """What `prm` prints as JSON, in this process: the start of another takes longer than the command."""
        whole = [*words, "--json", "--data-dir", str(self.prm.data_dir)]
        done = CliRunner().invoke(main, whole, env=self.prm.environ, catch_exceptions=False)
        if done.exit_code:
            raise CallFailed(f"prm {' '.join(words)}: {done.stderr}")
        answer: Json = json.loads(done.stdout)
        return answer

    def call(self, method: str, path: str, key: str, now: datetime, body: Json | None = None) -> Json:
        """The answer of the API at this moment; a busy installation is asked again."""
        return self._send(f"{self.prm.console_url}/api/v1{path}", method, key, now, body)

    def send(self, key: str, now: datetime, event: Json) -> None:
        """An event as a server reports it, received at this moment, and waits until it is stored."""
        answer = self._send(f"{self.prm.tracker_url}/v1/events", "POST", key, now, event)
        if answer["rejected"]:
            raise CallFailed(f"{event}: {answer['rejected']}")
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.call("GET", "/freshness", key, now)["lag_events"]:
            if time.monotonic() > deadline:
                raise CallFailed(f"not stored: {event}")
            time.sleep(0.02)

    def _send(self, url: str, method: str, key: str, now: datetime, body: Json | None) -> Json:
        headers = {"Authorization": f"Bearer {key}", "X-PRM-Now": now.isoformat()}
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while True:
            response = self.client.request(method, url, json=body, headers=headers)
            # A new key reaches the edge a moment later.
            is_early = response.status_code in (401, 429, 503)
            if not is_early or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        if response.status_code >= 400:
            raise CallFailed(f"{method} {url}: {response.status_code} {response.text[:500]}")
        answer: Json = response.json()
        return answer


@contextmanager
def open_installation(data_dir: Path) -> Iterator[Installation]:
    """`prm up` for as long as the block lasts."""
    with run_prm(data_dir, environ=_ENVIRON) as prm, httpx2.Client(timeout=120, verify=NO_TLS) as client:
        yield Installation(prm, client)

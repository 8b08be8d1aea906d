"""A proxy between browser and tracker that can fail as networks and servers do."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from events.ids import move_to_space

WAIT_SECONDS = 60
SITE_ID = 7


class Relay:
    """Passes beacons on; while ``status`` is set it answers with that instead. ``bodies`` are all it was sent.

    ``next_statuses`` go before ``status``, one for each beacon.
    """

    CUT = -1
    """The status of a connection that breaks without an answer."""

    def __init__(self, tracker_url: str) -> None:
        self.status = 0
        self.next_statuses: list[int] = []
        self.bodies: list[bytes] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _make_answers(self, tracker_url + "/e"))
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}/e"

    def wait_for(self, count: int) -> None:
        """Until it was sent as many."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(self.bodies) < count:
            assert time.monotonic() < deadline, f"only {len(self.bodies)} arrived"
            time.sleep(0.01)

    @contextmanager
    def running(self) -> Iterator["Relay"]:
        """Answers for as long as the block lasts."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def _make_answers(relay: Relay, target: str) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            origin = self.headers["Origin"]
            status = relay.next_statuses.pop(0) if relay.next_statuses else relay.status
            relay.bodies.append(body)
            if status == Relay.CUT:
                self.close_connection = True
                return
            self.send_response(status or _pass_on(target, body, origin))
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Credentials", "true")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    return Answers


def _pass_on(target: str, body: bytes, origin: str) -> int:
    request = urllib.request.Request(target, body, {"Origin": origin, "Content-Type": "text/plain"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as response:  # noqa: S310
            return int(response.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code


def sent_ids(relay: Relay) -> list[str]:
    """The ids under which what it was sent is stored, one for each request."""
    return [move_to_space(json.loads(body)["event_id"], SITE_ID, "browser") for body in relay.bodies]

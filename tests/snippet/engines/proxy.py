"""A forward proxy for an engine that cannot be told where the hosts of the tests are: all of them are this machine."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


class _Passing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        connection = http.client.HTTPConnection("127.0.0.1", asked.port or 80, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": asked.netloc})
            self._pass_on(connection.getresponse())
        except OSError:
            self.send_error(502)
        finally:
            connection.close()

    def _pass_on(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {"server", "date"}:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        pass


@contextmanager
def run_proxy() -> Iterator[str]:
    """Its ``host:port``, for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Passing)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

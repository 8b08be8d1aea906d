"""A forward proxy for an engine that takes no list of hosts: all of them are this machine."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_HOP_BY_HOP = {"connection", "keep-alive", "proxy-connection", "transfer-encoding"}


class _Passing(BaseHTTPRequestHandler):
    def _pass(self) -> None:
        asked = urlsplit(self.path)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _HOP_BY_HOP}
        connection = http.client.HTTPConnection("127.0.0.1", asked.port or 80, timeout=60)
        try:
            connection.request(self.command, path, body or None, headers)
            self._pass_on(connection.getresponse())
        except OSError:
            self.send_error(502)
        finally:
            connection.close()

    do_GET = do_POST = do_OPTIONS = _pass

    def _pass_on(self, answer: http.client.HTTPResponse) -> None:
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
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

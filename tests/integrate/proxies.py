"""The recipes of docs/integrate, word for word in real proxies: a website and the tracker behind one address."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
import trustme

from tests.fixtures.running import find_free_ports

DOCS = Path(__file__).parents[2] / "docs" / "integrate"
# Caddy's cleaning at its start may remove a certificate that is just being made; it tries again after a minute.
START_SECONDS = 100
# Not the address from which the proxies ask the tracker, which is a trusted one.
CLIENT_ADDRESS = "127.0.0.9"

_NGINX = """
daemon off;
user {user};
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    {servers}
}}
"""
_NGINX_WEBSITE = """
server {{
    listen 443 ssl;
    server_name shop.example;
    ssl_certificate /etc/ssl/t.shop.example.pem;
    ssl_certificate_key /etc/ssl/t.shop.example.key;
    location / {{ proxy_pass http://127.0.0.1:3000; }}
    {path}
}}
"""
_CADDY = """
{{
	admin off
	default_bind 127.0.0.1
	https_port 443
	auto_https disable_redirects
	local_certs
	skip_install_trust
}}
{sites}
"""


@dataclass(frozen=True, slots=True)
class Proxy:
    """A running proxy: ``https://shop.example`` with the tracker below ``/t``, and ``https://t.shop.example``."""

    port: int

    def url(self, host: str, path: str) -> str:
        """An address behind it."""
        return f"https://{host}:{self.port}{path}"

    def ask(self, method: str, host: str, path: str, content: bytes = b"", **headers: str) -> httpx2.Response:
        """A request of a client on ``CLIENT_ADDRESS``; names of headers are written with underscores."""
        transport = httpx2.HTTPTransport(verify=_trust_anybody(), local_address=CLIENT_ADDRESS)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with httpx2.Client(transport=transport, timeout=60) as client:
            return client.request(
                method,
                f"https://127.0.0.1:{self.port}{path}",
                content=content,
                headers={"Host": f"{host}:{self.port}", **named},
                extensions={"sni_hostname": host},
            )


def read_recipes(name: str) -> tuple[str, str]:
    """The path and the subdomain as the page of that name says."""
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    path, subdomain = re.findall(r"```(?:nginx|caddyfile)\n(.*?)```", page, re.DOTALL)
    return path, subdomain


@contextmanager
def run_proxy(name: str, directory: Path, tracker_port: int, website_port: int) -> Iterator[Proxy]:
    """``nginx`` or ``caddy`` for as long as the block lasts; of the recipe only ports and places are changed."""
    program = _find_program(name)
    (port,) = find_free_ports(1)
    path, subdomain = read_recipes(name)
    if name == "nginx":
        config = _NGINX.format(user=_find_user(), servers=subdomain + _NGINX_WEBSITE.format(path=path))
        _write_certificate(directory)
        config = config.replace("listen 443", f"listen 127.0.0.1:{port}").replace("/etc/ssl/", f"{directory}/")
        command = [program, "-p", str(directory), "-e", "stderr", "-c", str(directory / "config")]
    else:
        config = _CADDY.format(sites=path + subdomain).replace("https_port 443", f"https_port {port}")
        command = [program, "run", "--adapter", "caddyfile", "--config", str(directory / "config")]
    config = config.replace("127.0.0.1:8400", f"127.0.0.1:{tracker_port}")
    config = config.replace("127.0.0.1:3000", f"127.0.0.1:{website_port}")
    (directory / "config").write_text(config)
    environ = {**os.environ, "HOME": str(directory), "XDG_DATA_HOME": str(directory), "XDG_CONFIG_HOME": str(directory)}
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environ, cwd=directory)
    try:
        _wait_until_it_answers(port, process, directory / "log")
        yield Proxy(port)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not all(_answers(port, host) for host in ("shop.example", "t.shop.example")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the proxy did not start:\n" + log.read_text()[-4000:])
        time.sleep(0.05)


def _answers(port: int, host: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as raw:
            _trust_anybody().wrap_socket(raw, server_hostname=host).close()
    except OSError:
        return False
    return True


def _trust_anybody() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _write_certificate(directory: Path) -> None:
    certificate = trustme.CA().issue_cert("shop.example", "*.shop.example")
    chain = b"".join(blob.bytes() for blob in certificate.cert_chain_pems)
    (directory / "t.shop.example.pem").write_bytes(chain)
    (directory / "t.shop.example.key").write_bytes(certificate.private_key_pem.bytes())


def _find_user() -> str:
    # Its workers leave root behind otherwise, and with it the directory of the test.
    return "root" if os.getuid() == 0 else "nobody"


def _find_program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    pytest.skip(f"{name} is not installed")

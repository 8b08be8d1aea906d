"""What a browser loads to show a page, before it asks the API for anything: found as a browser finds it."""

import re
from collections.abc import Collection, Mapping
from html import unescape
from urllib.parse import urljoin

from starlette.testclient import TestClient

_TAG = re.compile(r"<(?:script|link|img)\b[^>]*?\b(?:src|href)=\"([^\"]+)\"")
# What a module needs before it runs; `import(…)` is for later.
_IMPORT = re.compile(r"\b(?:from|import)\"(\./[^\"]+)\"")


def weigh_page(client: TestClient, path: str, headers: Mapping[str, str] | None = None) -> tuple[str, dict[str, int]]:
    """The page itself, which may be an error's, and the bytes of each answer as they are sent, by address."""
    page, sent = _load(client, path, headers, (200, 404))
    weights = {path: sent}
    open_addresses = [unescape(each) for each in _TAG.findall(page)]
    while open_addresses:
        address = open_addresses.pop()
        if address not in weights:
            text, weights[address] = _load(client, address)
            if address.endswith(".js"):
                open_addresses += [urljoin(address, each) for each in _IMPORT.findall(text)]
    return page, weights


def _load(
    client: TestClient, address: str, headers: Mapping[str, str] | None = None, statuses: Collection[int] = (200,)
) -> tuple[str, int]:
    answer = client.get(address, headers={"Accept-Encoding": "gzip", **(headers or {})})
    assert answer.status_code in statuses, (address, answer.status_code, answer.headers.get("location"))
    return answer.text, answer.num_bytes_downloaded

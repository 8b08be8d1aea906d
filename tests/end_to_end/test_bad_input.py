"""Bad input gets a documented 4xx with its reason, never a 5xx, and leaves the tracker well."""

from typing import Any

import httpx2
import pytest

from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm

ORIGIN = {"Origin": "https://shop.example", "Content-Type": "text/plain"}
YEAR_9999_MS = 253_370_764_800_000


@pytest.fixture(scope="module")
def installation(running: RunningPrm) -> tuple[RunningPrm, dict[str, Any]]:
    """That of the folder and a site of its own."""
    site = running.create_site()
    running.send(site["secret_key"], [{"type": "pageview", "visitor_id": "v"}])
    return running, site


def beacon(fields: str) -> bytes:
    """A beacon of the test's site with these further fields."""
    return ('{"site":"SITE","type":"pageview","visitor_id":"v",' + fields + "}").encode()


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "invalid_json"),
        (b"hello", 400, "invalid_json"),
        (b'{"site":"SITE"', 400, "invalid_json"),
        (b"[]", 400, "no_events"),
        (b"7", 400, "not_an_event"),
        (b"[1,2]", 400, "not_an_event"),
        (beacon('"ref":"\xff"').replace(b"\xc3\xbf", b"\xff"), 400, "invalid_utf8"),
        (b"[" * 5000 + b"]" * 5000, 400, "too_deep"),
        (beacon('"amount":NaN'), 400, "invalid_json"),
        (beacon('"timestamp":"9999-01-01T00:00:00Z"'), 400, "out_of_range"),
        (beacon(f'"timestamp":{YEAR_9999_MS}'), 400, "out_of_range"),
        (beacon('"ref":7'), 400, "not_a_string"),
        (beacon('"amount":"12"'), 400, "not_an_integer"),
        (beacon('"amount":true'), 400, "not_an_integer"),
        (beacon('"event_id":"abc"'), 400, "not_a_uuid"),
        (beacon('"properties":{"a":{"b":1}}'), 400, "not_flat"),
        (b'{"site":"SITE"}', 400, "missing"),
        (b'{"site":"SITE","type":"hit"}', 400, "unknown_type"),
        (b'{"site":"pk_nobody","type":"pageview"}', 403, "unknown_site"),
        (b'{"type":"pageview"}', 403, "unknown_site"),
        (beacon('"name":"' + "x" * 70 * 1024 + '"'), 413, "body_too_large"),
        (b"[" + b",".join([beacon('"ref":"a"')] * 51) + b"]", 413, "too_many_events"),
    ],
)
def test_a_bad_beacon_is_rejected_with_its_reason(
    installation: tuple[RunningPrm, dict[str, Any]], body: bytes, status: int, reason: str
) -> None:
    prm, site = installation
    body = body.replace(b"SITE", site["site_key"].encode())
    answer = httpx2.post(prm.tracker_url + "/e", content=body, headers=ORIGIN, verify=NO_TLS)
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (status, reason)


@pytest.mark.parametrize("origin", ["https://rival.example", "https://shop.example.rival.example", "null", ""])
def test_a_foreign_origin_is_rejected(installation: tuple[RunningPrm, dict[str, Any]], origin: str) -> None:
    prm, site = installation
    body = beacon('"ref":"a"').replace(b"SITE", site["site_key"].encode())
    answer = httpx2.post(
        prm.tracker_url + "/e", content=body, headers={"Origin": origin} if origin else {}, verify=NO_TLS
    )
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (403, "foreign_origin")


@pytest.mark.parametrize("key", ["sk_wrong", "sk_" + "x" * 5000, "\xff"])
def test_a_batch_without_a_good_key_is_rejected(installation: tuple[RunningPrm, dict[str, Any]], key: str) -> None:
    prm, _ = installation
    answer = httpx2.post(
        prm.tracker_url + "/v1/events",
        json=[],
        headers={b"Authorization": f"Bearer {key}".encode("latin-1")},
        verify=NO_TLS,
    )
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (401, "invalid_key")


def test_a_good_beacon_is_still_accepted_afterwards(installation: tuple[RunningPrm, dict[str, Any]]) -> None:
    prm, site = installation
    body = beacon('"ref":"a"').replace(b"SITE", site["site_key"].encode())
    assert httpx2.post(prm.tracker_url + "/e", content=body, headers=ORIGIN, verify=NO_TLS).status_code == 202

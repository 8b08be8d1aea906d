"""The client's address is the right-most hop that is not a trusted proxy; no client chooses its own."""

import json
from pathlib import Path

import pytest

from http_server.client_address import find_client_address
from settings.environment import parse_networks
from tests.tracker.running import ORIGIN, make_settings, publish, run_edge

PROXIES = parse_networks("10.0.0.0/8,::1,2001:db8:ffff::/48")


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.1.1.1", "203.0.113.9"),
        ("10.0.0.1", "10.9.9.9", "10.9.9.9"),
        ("10.0.0.1", "203.0.113.9:5000", "203.0.113.9"),
        ("10.0.0.1", "[2001:db8::7]:5000", "2001:db8::7"),
        ("10.0.0.1", "2001:DB8::0007", "2001:db8::7"),
        ("10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("::1", "2001:db8:1::1, 2001:db8:ffff::2", "2001:db8:1::1"),
        ("::1", "[6666::6], 2001:db8:1::1", "2001:db8:1::1"),
        ("2001:db8:ffff::1", "6.6.6.6, 2001:db8:1::1, 2001:db8:ffff::2, 10.0.0.1", "2001:db8:1::1"),
        ("2001:db8:fffe::1", "2001:db8:1::1", "2001:db8:fffe::1"),
        ("10.0.0.1", "203.0.113.9, unknown", ""),
        ("10.0.0.1", "203.0.113.9, ", ""),
        ("", "203.0.113.9", ""),
    ],
)
def test_the_hop_is_chosen(peer: str, forwarded: str, expected: str) -> None:
    assert find_client_address(peer, forwarded.encode(), PROXIES) == expected


@pytest.mark.parametrize(("trusted", "expected"), [("", "127.0.0.1"), ("127.0.0.0/8", "203.0.113.9")])
@pytest.mark.parametrize("by_asgi", [True, False])
def test_an_event_has_the_address_that_the_settings_let_it_have(
    redis_url: str, tmp_path: Path, trusted: str, expected: str, by_asgi: bool
) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_TRUSTED_PROXIES=trusted), by_asgi) as edge:
        edge.post(json.dumps({"site": "pk_shop", "type": "click"}).encode(), x_forwarded_for="6.6.6.6, 203.0.113.9")
        assert [event.ip for event in edge.stored()] == [expected]


@pytest.mark.parametrize("by_asgi", [True, False])
def test_hops_on_several_lines_are_one_list(redis_url: str, tmp_path: Path, by_asgi: bool) -> None:
    publish(redis_url)
    body = json.dumps({"site": "pk_shop", "type": "click"}).encode()
    lines = [("Origin", ORIGIN), ("X-Forwarded-For", "6.6.6.6, 203.0.113.9"), ("X-Forwarded-For", "127.0.0.2")]
    with run_edge(make_settings(redis_url, tmp_path, PRM_TRUSTED_PROXIES="127.0.0.0/8"), by_asgi) as edge:
        assert edge.client.post("/e", content=body, headers=lines).status_code == 202
        assert [event.ip for event in edge.stored()] == ["203.0.113.9"]

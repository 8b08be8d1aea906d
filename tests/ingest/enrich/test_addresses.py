"""What is stored of an IP address shows where and how often, never who."""

import hmac

import pytest

from events.moments import DAY_MS
from ingest.enrich.addresses import cut_address, make_address_hash, name_month
from tests.ingest.builders import NOW_MS


@pytest.mark.parametrize(
    ("ip", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", ""),
        ("300.1.2.3", ""),
        ("somebody", ""),
    ],
)
def test_an_address_is_cut_to_its_network(ip: str, prefix: str) -> None:
    assert cut_address(ip) == prefix


def test_the_hash_is_the_same_for_a_month_on_a_site_and_another_elsewhere() -> None:
    hash_address = make_address_hash(lambda _: b"secret")
    first = hash_address(1, "2026-03", "203.0.113.77")
    assert len(first) == 32
    assert first == make_address_hash(lambda _: b"secret")(1, "2026-03", "203.0.113.77")
    others = {
        hash_address(1, "2026-04", "203.0.113.77"),
        hash_address(2, "2026-03", "203.0.113.77"),
        hash_address(1, "2026-03", "203.0.113.78"),
        make_address_hash(lambda _: b"other")(1, "2026-03", "203.0.113.77"),
    }
    assert len(others | {first}) == 5


def test_no_address_has_no_hash() -> None:
    assert make_address_hash(lambda _: b"secret")(1, "2026-03", "") == ""


def test_the_key_rotates_at_the_turn_of_the_month_in_utc() -> None:
    assert name_month(NOW_MS // DAY_MS) == "2026-03"
    assert name_month(NOW_MS // DAY_MS - 1) == "2026-02"


def test_the_hash_is_an_hmac_under_a_key_of_site_and_month() -> None:
    key = hmac.digest(b"secret", b"address:1:2026-03", "sha256")
    expected = hmac.new(key, b"203.0.113.77", "sha256").hexdigest()
    assert make_address_hash(lambda _: b"secret")(1, "2026-03", "203.0.113.77") == expected[:32]

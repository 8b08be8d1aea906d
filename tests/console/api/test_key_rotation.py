"""A secret key is replaced by another, and for a while both are good."""

from datetime import datetime, timedelta

import pytest
from redis import Redis

from events.keys import SNAPSHOT
from events.snapshot import decode_snapshot, hash_key
from tests.fixtures.api import NOW, Api, Tenant

TILL = {"label": "till", "scopes": ["reports"]}


def list_edge_keys(redis: Redis) -> list[str]:
    """The hashes of the keys that the edge knows."""
    value = redis.get(SNAPSHOT)
    return [key.key_hash for key in decode_snapshot(value).keys] if isinstance(value, bytes) else []


def test_during_the_overlap_both_keys_are_good(api: Api, shop: Tenant, redis: Redis) -> None:
    old = api.post("/keys", shop.key, TILL, 201)
    new = api.post(f"/keys/{old['key_id']}/rotation", shop.key, {"overlap_hours": 2}, 201)
    assert (new["label"], new["scopes"]) == (old["label"], old["scopes"])
    for key in (old, new):
        api.get("/partners", key["secret_key"])
    assert hash_key(new["secret_key"]) in list_edge_keys(redis)
    ends_at = datetime.fromisoformat(api.get(f"/keys/{old['key_id']}", shop.key)["revoked_at"])
    assert ends_at == datetime.fromisoformat(new["old_ends_at"])
    assert ends_at - NOW == timedelta(hours=2)


def test_without_overlap_the_old_key_ends_at_once(api: Api, shop: Tenant) -> None:
    old = api.post("/keys", shop.key, TILL, 201)
    new = api.post(f"/keys/{old['key_id']}/rotation", shop.key, {"overlap_hours": 0}, 201)
    api.get("/partners", old["secret_key"], 401)
    api.get("/partners", new["secret_key"])


def test_a_key_is_rotated_once(api: Api, shop: Tenant) -> None:
    old = api.post("/keys", shop.key, TILL, 201)
    api.post(f"/keys/{old['key_id']}/rotation", shop.key, {}, 201)
    api.post(f"/keys/{old['key_id']}/rotation", shop.key, {}, 409)


@pytest.mark.parametrize("hours", [-1, 24 * 365 + 1, "soon", 1.5])
def test_an_overlap_is_a_number_of_hours_up_to_a_year(api: Api, shop: Tenant, hours: object) -> None:
    old = api.post("/keys", shop.key, TILL, 201)
    api.post(f"/keys/{old['key_id']}/rotation", shop.key, {"overlap_hours": hours}, 400)
    api.get("/partners", old["secret_key"])


def test_nobody_rotates_the_key_of_another_site(api: Api, shop: Tenant, rival: Tenant) -> None:
    old = api.post("/keys", shop.key, TILL, 201)
    for other, status in ((rival.key, 404), (shop.alice, 403), (shop.reading_key, 403)):
        api.post(f"/keys/{old['key_id']}/rotation", other, {}, status)
    assert api.get(f"/keys/{old['key_id']}", shop.key)["revoked_at"] is None

"""The allow list through the API: what it takes effect on, when it ends, what it refuses."""

from typing import Any

import pytest

from tests.reports.conftest import Api, Tenant

ALL_TIME: dict[str, Any] = {"from_": "2026-01-01", "to": "2026-12-31"}


def test_an_allowance_takes_effect_and_ends(api: Api, shop: Tenant, found_mark: dict[str, Any]) -> None:
    wanted = {"kind": "partner", "value": "Alice", "valid_to": "2027-01-01T00:00:00Z", "why": "may advertise"}
    allowance = api.post("/fraud/allowances", shop.key, wanted, 201)
    assert (allowance["value"], allowance["why"]) == ("alice", "may advertise")
    api.post("/fraud/run", shop.key, None)
    assert api.get("/fraud/marks", shop.key)["rows"] == []
    api.send("DELETE", f"/fraud/allowances/{allowance['allowance_id']}", shop.key, 200, {})
    assert api.get("/fraud/allowances", shop.key)["rows"] == []
    api.post("/fraud/run", shop.key, None)
    assert len(api.get("/fraud/marks", shop.key)["rows"]) == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "planet"}, "kind"),
        ({"kind": "prefix", "value": "home"}, "value"),
        ({"kind": "email", "value": "nobody"}, "value"),
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": "1970-01-01T00:00:00Z"}, "valid_to"),
        ({"why": ""}, "why"),
    ],
)
def test_an_allowance_that_allows_nothing_is_rejected(
    api: Api, shop: Tenant, changed: dict[str, Any], field: str
) -> None:
    wanted = {"kind": "partner", "value": "alice", "valid_to": "2027-01-01T00:00:00Z", "why": "x"} | changed
    given = {name: value for name, value in wanted.items() if value is not None}
    assert api.post("/fraud/allowances", shop.key, given, 400)["error"]["field"] == field


def test_an_office_is_allowed_by_its_network_and_an_email_by_its_hash(api: Api, shop: Tenant) -> None:
    wanted = {"valid_to": "2027-01-01T00:00:00Z", "why": "ours"}
    office = api.post("/fraud/allowances", shop.key, {"kind": "prefix", "value": "203.0.113.7", **wanted}, 201)
    customer = api.post("/fraud/allowances", shop.key, {"kind": "email", "value": "A@shop.example", **wanted}, 201)
    assert office["value"] == "203.0.113.0/24"
    assert len(customer["value"]) == 32

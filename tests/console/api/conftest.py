"""What the tests of the API share."""

import pytest

from earnings.payees.stored_methods import WAIT
from tests.console.api.payout_runs import IBAN
from tests.fixtures.api import Api, Tenant, api, console_settings, prepared_registry, redis, rival, sessions, shop

__all__ = ["api", "console_settings", "prepared_registry", "redis", "rival", "sessions", "shop"]


@pytest.fixture
def owed(api: Api, shop: Tenant, monkeypatch: pytest.MonkeyPatch) -> Api:
    """Alice is owed 10.00 and has an account that is usable; Bob is owed 20.00 and has none."""
    monkeypatch.setattr("earnings.payees.stored_methods.WAIT", -WAIT)
    api.post("/payout-methods", shop.alice, IBAN, 201)
    for partner, minor in (("alice", 1000), ("bob", 2000)):
        said = {"partner": partner, "reason": "bonus", "currency": "EUR", "minor": minor, "note": "well done"}
        api.post("/adjustments", shop.key, said, 201)
    return api

"""The bench of pages asks for everything that the pages' scripts ask for."""

import re
from pathlib import Path

from console.api.call_list import CALLS
from loadtest.page_calls import NAMED, PAGE_CALLS

ASSETS = Path(__file__).parents[2] / "console" / "assets"
_REQUEST = re.compile(r"\b(?:request|loadPreviousTotals)\('([a-z/-]+)'[^\n]*")
# What changes something or is asked for on demand.
_ACTS = {"conversions/decisions", "fraud/decisions", "fraud/backtest", "fraud/run", "earnings/run", "partners/bulk"}
_ACTS |= {"terms/preview", "terms/sample", "erasures/preview", "commissions/decisions", "search"}
# What the key of the bench is not shown, or of one partner a few rows.
_SMALL = {"invitations", "erasures", "keys", "payout-methods", "payout-runs", "payouts", "members/me", "links"}
_SMALL |= {"views", "report-mails"}
_SMALL |= {"applications", "payout-requests"}
_SMALL |= {"balances", "commissions", "earnings/summary", "statements"}
_SMALL |= {f"installation/{name}" for name in ("health", "keys", "people", "sites")}
_NOT_LOADED = _ACTS | _SMALL


def test_every_call_of_the_scripts_is_in_the_list() -> None:
    asked = {found for script in ASSETS.glob("*.js") for found in _REQUEST.findall(script.read_text("utf-8"))}
    assert asked - _NOT_LOADED == {
        call.path for call in PAGE_CALLS if NAMED not in call.path and call.path != "fraud/groups"
    }
    assert "'fraud/marks' : 'fraud/groups'" in (ASSETS / "fraud_queue.js").read_text("utf-8")


def test_every_call_of_the_list_is_one_of_the_api() -> None:
    paths = {(call.method, call.path) for call in CALLS}
    assert {("POST" if call.body else "GET", f"/{call.path}") for call in PAGE_CALLS} <= paths

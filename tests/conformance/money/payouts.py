"""Payout runs of one case by the calls of the API, and what the installation says of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.conformance.money.installation import Json

Call = Callable[[str, str, datetime, Json | None], Json]
# Payout methods are older than the time in which somebody can object to them.
_METHOD_AGE = timedelta(days=4)
_AMOUNTS = ("gross", "fee", "withholding", "vat", "transfer")


@dataclass(slots=True)
class Payouts:
    """``runs``: the name in the case → the id at the installation."""

    call: Call
    runs: dict[str, str] = field(default_factory=dict)

    def add_method(self, partner_id: int, given: Mapping[str, Any], now: datetime) -> None:
        """How a partner is paid, unless the case says that he has nothing."""
        if given.get("payout_method", True):
            said = {"kind": "other", "holder": "Somebody", "text": f"by hand {partner_id}"}
            currency = given.get("payout_currency", "")
            body = {**said, "partner_id": partner_id, "currency": currency}
            self.call("POST", "/payout-methods", now - _METHOD_AGE, body)

    def pay(self, event: Mapping[str, Any], now: datetime) -> None:
        """A run is drafted and approved as it was seen."""
        cutoff = event.get("cutoff", now.isoformat())
        made = self.call("POST", "/payout-runs", now, {"currency": event["currency"], "cutoff": cutoff})
        self.runs[event["run"]] = run_id = made["run"]["run_id"]
        self.call("POST", f"/payout-runs/{run_id}/approve", now, {"digest": made["digest"]})

    def settle(self, event: Mapping[str, Any], now: datetime) -> None:
        """What became of one payment: it was paid, failed or came back."""
        said = {"partner": event["partner"], "result": event.get("result", "returned"), "rate": event.get("rate", "")}
        self.call("POST", f"/payout-runs/{self.runs[event['run']]}/results", now, {"results": [said]})

    def describe(self, now: datetime) -> Json:
        """In the form in which cases expect it."""
        found = {name: self.call("GET", f"/payout-runs/{run_id}", now, None) for name, run_id in self.runs.items()}
        items = [(name, each) for name, run in found.items() for each in run["items"]]
        return {
            "payouts": {name: _describe_run(run) for name, run in found.items()},
            "transfers": [_describe_transfer(name, each) for name, each in items if each["sent"]],
        }


def _describe_run(run: Json) -> Json:
    return {
        "items": {each["partner"]: _describe_item(each) for each in run["items"]},
        "skipped": {each["partner"]: each["reason"] for each in run["skipped"]},
    }


def _describe_item(item: Json) -> Json:
    state = "paid" if item["state"] == "confirmed" else item["state"]
    return {name: item[name]["minor"] for name in _AMOUNTS} | {"fee_payer": item["fee_payer"], "state": state}


def _describe_transfer(run: str, item: Json) -> Json:
    sent = {"amount": item["sent"]["minor"], "currency": item["sent"]["currency"]}
    return {"run": run, "partner": item["partner"], **sent, **({"rate": item["rate"]} if item["rate"] else {})}

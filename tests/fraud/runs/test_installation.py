"""A whole installation runs the rules by itself, and one command runs them over the history again."""

import json
import time
from pathlib import Path

from tests.fixtures.running import RunningPrm, run_prm

PATIENCE_SECONDS = 120
PERIOD: dict[str, str | int] = {"from": "2026-01-01", "to": "2036-01-01"}


def test_an_order_is_covered_by_itself_and_again_by_one_command(tmp_path: Path) -> None:
    with run_prm(tmp_path, environ={"PRM_FRAUD_SECONDS": "1"}) as running:
        key = str(running.create_site()["secret_key"])
        running.prm("partner", "create", "--site", "Shop", "--code", "eve", "--name", "Eve", "--email", "eve@gmail.com")
        running.send(key, [_order("o1", "e.v.e+shop@gmail.com"), _order("o2", "adam@mail.example")])
        decided = _wait_for_decisions(running, key)
        assert decided == {"o1": ("reject", ["self_referral", "no_click"]), "o2": ("pay", [])}
        again = json.loads(running.prm("fraud", "rescore", "--json"))
        assert (again["everything"], again["conversions"], again["decisions"]) == (True, 2, 0)


def _order(order_id: str, email: str) -> dict[str, object]:
    now_ms = int(time.time() * 1000)
    who = {"visitor_id": order_id, "ref": "eve", "ip": "203.0.113.7", "email": email, "timestamp": now_ms}
    return {"type": "sale", "order_id": order_id, "amount": 500, "currency": "EUR", **who}


def _wait_for_decisions(running: RunningPrm, key: str) -> dict[str, tuple[str, list[str]]]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        rows = running.ask("/api/v1/conversions", key, **PERIOD)["rows"]
        decided = {row["order_id"]: (row["decision"], row["reasons"]) for row in rows}
        is_covered = len(decided) == 2 and all(decision != "pending" for decision, _ in decided.values())
        if is_covered or time.monotonic() > deadline:
            return decided
        time.sleep(0.1)

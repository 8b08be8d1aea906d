"""The commission run follows the fraud run of each site; a site whose terms cannot be used stops no other."""

import json
import threading

import pytest

from database.errors import ChangedConcurrently
from database.sessions import Sessions, begin_change
from earnings.runs import schedule
from earnings.runs.schedule import follow_fraud_runs
from earnings.storage import LedgerMoved, SavedTerms, append
from fraud.runs.schedule import run_new
from registry.sites import get_program
from tests.earnings.runs.shop_runs import SECRET, START, ShopRuns, day
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse


@pytest.mark.parametrize("reason", [LedgerMoved, ChangedConcurrently])
def test_a_run_that_another_one_disturbs_is_repeated(
    warehouse: Warehouse, sessions: Sessions, monkeypatch: pytest.MonkeyPatch, reason: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise reason("by somebody else")

    monkeypatch.setattr(schedule, "run_commissions", fail)
    assert follow_fraud_runs(sessions, SECRET, lambda: day(50))(warehouse, 1)


def test_commissions_of_every_site_follow_its_fraud_run(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = ShopRuns(warehouse, sessions, shop.site_id), ShopRuns(warehouse, sessions, rival.site_id, [100])
    with begin_change(sessions) as session:
        rules = json.dumps({"rewards": [{"id": "sale", "event": "sale", "percent": "ten"}]})
        saved = SavedTerms(1, get_program(session, shop.site_id).id, START, "a test", rules)
        append(session.connection(), shop.site_id, saved)
    theirs.save_terms()
    for each in (ours, theirs):
        each.click(1)
        each.sale(2)
    follow = follow_fraud_runs(sessions, SECRET, lambda: day(50))
    run_new(warehouse, sessions, SECRET, day(50), threading.Event(), follow=follow)
    assert theirs.list_lines() == {("o1", "alice", "direct"): (1000, "approved")}
    assert ours.list_lines() == {}
    assert f"commission run of site {shop.site_id} failed" in caplog.text

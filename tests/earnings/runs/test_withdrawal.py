"""What is taken back with an import is taken out of money; what is erased with a person changes no amount."""

from datetime import datetime

import pytest
from sqlalchemy import select

from database.sessions import Sessions, begin_change, begin_read
from earnings.runs import known
from earnings.runs.known import query_known
from registry.enums import ImportState
from registry.models import CommissionDue, Import, LedgerPosting, LedgerRecord, LedgerStatement
from tests.earnings.runs.shop_runs import SECRET, ShopRuns, day
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import erase_person, find_person, find_person_by_email
from warehouse.upkeep.undo.removal import Batch, remove_import

MARKED = "alter table events update import_id = 'imp_wrong' where order_id = 'wrong' settings mutations_sync = 2"
ERASED = (
    "alter table conversion_reports update batch = 18446744073709551615, customer_id = '' where order_id = 'o1'"
    " settings mutations_sync = 2"
)
GONE = "alter table standing_conversions delete where order_id = 'o1' settings mutations_sync = 2"


@pytest.fixture
def runs(warehouse: Warehouse, sessions: Sessions, shop: Tenant) -> ShopRuns:
    """Two sales of one customer, one of which came from a wrong file; both are approved."""
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    runs.save_terms()
    runs.click(9)
    runs.sale(10)
    runs.sale(11, "wrong", conversion_key="o:wrong")
    runs.judge_and_run(12)
    return runs


def undo_import(runs: ShopRuns, at: datetime) -> None:
    """Says that an import was taken back."""
    with begin_change(runs.sessions) as session:
        session.add(
            Import(
                import_id="imp_wrong",
                site_id=runs.site_id,
                file_name="wrong.csv",
                file_hash="",
                created_by="a test",
                state=ImportState.UNDONE,
                undone_at=at,
            )
        )


def test_an_import_that_is_taken_back_leaves_no_commission(runs: ShopRuns) -> None:
    runs.run(45)
    runs.warehouse.execute(MARKED)
    remove_import(runs.warehouse, Batch(runs.site_id, "imp_wrong"))
    undo_import(runs, day(46))
    runs.judge_and_run(47)
    assert runs.list_lines() == {
        ("o1", "alice", "direct"): (1000, "approved"),
        ("wrong", "alice", "direct"): (0, "reversed"),
    }
    again = runs.run(48)
    assert (again.decisions, again.transactions) == (0, 0)


def test_known_orders_are_asked_for_some_at_once(runs: ShopRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"order:{order}" for order in ("wrong", "nothing")] + ["event:00000000-0000-0000-0000-000000000002"]
    whole = query_known(runs.warehouse, runs.site_id, names)
    assert whole.events
    monkeypatch.setattr(known, "_AT_ONCE", 1)
    assert query_known(runs.warehouse, runs.site_id, names) == whole
    assert not query_known(runs.warehouse, runs.site_id, []).events


def test_an_erased_sale_matures_with_the_amount_it_had(runs: ShopRuns) -> None:
    runs.warehouse.execute(ERASED)
    runs.warehouse.execute(GONE)
    runs.judge_and_run(45)
    assert runs.list_lines()["o1", "alice", "direct"] == (1000, "approved")


def test_an_erased_sale_that_nobody_confirmed_stays_pending(runs: ShopRuns) -> None:
    runs.click(20, customer="c2")
    runs.sale(21, "forged", customer="c2", source="browser", conversion_key="o:forged")
    runs.judge_and_run(22)
    runs.warehouse.execute(ERASED.replace("'o1'", "'forged'"))
    runs.warehouse.execute(GONE.replace("'o1'", "'forged'"))
    runs.run(60)
    assert runs.list_lines()["forged", "alice", "direct"] == (1000, "pending")


def test_an_erased_sale_without_an_order_is_not_taken_back_with_an_import_of_others(runs: ShopRuns) -> None:
    runs.click(20, customer="c2")
    runs.sale(21, "", customer="c2")
    runs.judge_and_run(22)
    erase_person(runs.warehouse, find_person(runs.warehouse, runs.site_id, customer_id="c2"))
    undo_import(runs, day(23))
    runs.run(60)
    lines = {name: line for name, line in runs.list_lines().items() if name[0].startswith("event:")}
    assert list(lines.values()) == [(1000, "approved")]


def test_an_address_in_an_order_id_is_not_in_the_ledger_and_its_refunds_count(runs: ShopRuns) -> None:
    order = "ana@x.de-7"
    runs.click(20, customer="c2")
    runs.sale(21, order, customer="c2", conversion_key=f"o:{order}")
    runs.refund(22, 4000, order)
    runs.judge_and_run(23)
    with begin_read(runs.sessions) as session:
        tables = (LedgerRecord, LedgerPosting, LedgerStatement, CommissionDue)
        kept = [str(row) for table in tables for row in session.execute(select(*table.__table__.columns))]
    assert kept
    assert not [row for row in kept if "ana@" in row]
    erase_person(runs.warehouse, find_person_by_email(runs.warehouse, runs.site_id, "ana@x.de", SECRET))
    undo_import(runs, day(24))
    runs.run(60)
    lines = {name: line for name, line in runs.list_lines().items() if name[0].startswith("event:")}
    assert list(lines.values()) == [(600, "approved")]

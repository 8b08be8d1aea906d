"""A customer who is known by an id and by an address is one person wherever money is computed again."""

from database.sessions import Sessions, begin_read
from earnings.commissions.trial import Earned
from earnings.figures.drift import query_drift
from earnings.figures.preview import preview_terms
from earnings.runs.facts import query_site_registry
from earnings.terms.parsing import parse_terms
from events.moments import to_milliseconds
from tests.earnings.runs.shop_runs import SECRET, TEN_PERCENT, ShopRuns, day
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse


def test_drift_and_preview_know_a_customer_by_all_names(warehouse: Warehouse, sessions: Sessions, shop: Tenant) -> None:
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    recurring = {**TEN_PERCENT, "recurring": {"limit_months": 12}}
    runs.save_terms(recurring)
    runs.click(9, customer="", visitor_id="v", email_hash="e")
    runs.store("lead", 10, order_id="l1", email_hash="e")
    runs.click(50, "bob")
    runs.sale(51, email_hash="e")
    runs.judge_and_run(52)
    runs.judge_and_run(90)
    assert runs.list_lines()["o1", "alice", "direct"] == (1000, "approved")
    with begin_read(runs.sessions) as session:
        registry = query_site_registry(session, runs.site_id, SECRET)
    # The lead that binds the customer is of an earlier time, and by the address alone.
    start, end = day(45), day(60)
    span = to_milliseconds(start), to_milliseconds(end)
    assert query_drift(runs.warehouse, runs.sessions, registry, *span, day(90)) == ([], False)
    terms, program = parse_terms(recurring), registry.programs.default_id
    found = preview_terms(runs.warehouse, runs.sessions, registry, program, terms, start, end, day(90))
    assert found.proposed == {("alice", "EUR"): Earned(1, 1000)}

"""A customer stays in the program of the first conversion, however many a turn sees at once."""

from collections.abc import Mapping
from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from registry.partners import create_partner
from registry.sites import create_program
from tests.earnings.runs.shop_runs import ShopRuns
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse

TWENTY_FOR_A_YEAR: Mapping[str, Any] = {
    "rewards": [{"id": "sale", "percent": "20", "event": "sale"}],
    "recurring": {"limit_months": 12},
}


@pytest.fixture
def runs(warehouse: Warehouse, sessions: Sessions, shop: Tenant) -> ShopRuns:
    """Alice is in the default program, Carol in another one that keeps customers."""
    with begin_change(sessions) as session:
        program = create_program(session, shop.site_id, "Agencies").id
        create_partner(session, shop.site_id, "carol", "Carol", program_id=program)
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    runs.save_terms()
    runs.save_terms(TWENTY_FOR_A_YEAR, 2, program)
    return runs


@pytest.mark.parametrize("turns", [[62], [6, 62]], ids=["at once", "one after the other"])
def test_a_renewal_is_of_the_program_of_the_first_sale(runs: ShopRuns, turns: list[float]) -> None:
    runs.click(1, "carol")
    runs.sale(2)
    for turn in turns:
        if turn == turns[-1]:
            # No click is within the window: by itself it would be the default program's.
            runs.sale(60, "o2")
        runs.judge_and_run(turn)
    assert {name: amount for name, (amount, _) in runs.list_lines().items()} == {
        ("o1", "carol", "direct"): 2000,
        ("o2", "carol", "direct"): 2000,
    }


def test_what_a_browser_says_puts_no_customer_into_a_program(runs: ShopRuns) -> None:
    runs.store("click", 1, ref="carol", visitor_id="thief")
    forged: dict[str, Any] = {"source": "browser", "visitor_id": "thief", "customer_id": "c1"}
    runs.store("sale", 2, order_id="o1", amount_minor=100, currency="EUR", **forged)
    runs.click(50)
    runs.sale(51, "o2")
    runs.judge_and_run(62)
    assert runs.list_lines()["o2", "alice", "direct"][0] == 1000

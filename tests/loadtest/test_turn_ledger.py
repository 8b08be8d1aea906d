"""The ledger that the bench of a turn copies is the one that runs would store."""

import pytest

from database.sessions import Sessions
from loadtest.bench_earnings import RULES
from loadtest.turn_ledger import copy_ledger, decide_first_block, prove_ledger
from loadtest.turn_shop import END, NOW, Stores, create_shop
from warehouse.interface import Warehouse


@pytest.mark.parametrize("rules", ["plain", "tiers"])
def test_a_run_over_copied_sales_finds_nothing_to_store(warehouse: Warehouse, sessions: Sessions, rules: str) -> None:
    shop = create_shop(Stores(warehouse, sessions), 8, RULES[rules])
    shop.store_sales(0, 24)
    shop.judge(END)
    decide_first_block(shop)
    copy_ledger(shop, 24)
    prove_ledger(shop)
    shop.store_new_sales(24, 3)
    shop.judge(NOW)
    figures = shop.run(NOW)
    assert (figures.decisions, figures.transactions) == (3, 3)

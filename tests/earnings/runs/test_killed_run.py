"""A run that is killed between any two records and repeated is one run."""

import pytest

import earnings.runs.run as run_module
from database.sessions import Sessions
from earnings.storage import append_all
from tests.earnings.runs.shop_runs import ShopRuns
from tests.fixtures.api import Tenant
from warehouse.interface import Warehouse


class Killed(BaseException):
    """Ends a run like a signal that nothing catches."""


def test_killed_anywhere_and_repeated_it_is_one_run(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = ShopRuns(warehouse, sessions, shop.site_id)
    runs.save_terms()
    runs.click(1)
    runs.sale(2)
    runs.sale(3, "o2")
    runs.judge(4)
    monkeypatch.setattr(run_module, "_AT_ONCE", 1)
    for limit in range(100):
        left = [min(limit, 1)]

        def append_once_more(*given: object, left: list[int] = left) -> object:
            if not left[0]:
                raise Killed
            left[0] -= 1
            return append_all(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(run_module, "append_all", append_once_more)
        try:
            runs.run(40)
            break
        except Killed:
            continue
    monkeypatch.setattr(run_module, "append_all", append_all)
    assert runs.list_lines() == {
        ("o1", "alice", "direct"): (1000, "approved"),
        ("o2", "alice", "direct"): (1000, "approved"),
    }
    again = runs.run(41)
    assert (again.decisions, again.locks, again.transactions) == (0, 0, 0)

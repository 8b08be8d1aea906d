"""One budget: half of the machine for the warehouse, half of that for reports, in equal parts."""

import pytest

from settings import ConsoleSettings, read_settings
from settings.budget import ReportBudget, WarehouseBudget, divide_reports, divide_warehouse
from settings.machine import count_cores, measure_memory

GIB = 1 << 30


@pytest.mark.parametrize(("given", "total"), [({}, 8 * GIB), ({"PRM_WAREHOUSE_MEMORY_BYTES": str(3 * GIB)}, 3 * GIB)])
def test_a_statement_may_use_half_of_what_the_warehouse_has(given: dict[str, str], total: int) -> None:
    assert divide_warehouse(read_settings(ConsoleSettings, given), 16 * GIB) == WarehouseBudget(total, total // 2)


@pytest.mark.parametrize(
    ("cores", "given", "expected"),
    [
        (1, {}, ReportBudget(2, 2 * GIB, 1)),
        (2, {}, ReportBudget(2, 2 * GIB, 1)),
        (8, {}, ReportBudget(4, GIB, 2)),
        (64, {}, ReportBudget(8, GIB // 2, 4)),
        (64, {"PRM_WAREHOUSE_THREADS": "16"}, ReportBudget(8, GIB // 2, 8)),
        (8, {"PRM_REPORT_CONCURRENCY": "1"}, ReportBudget(1, 4 * GIB, 4)),
        (8, {"PRM_REPORT_MEMORY_BYTES": str(GIB)}, ReportBudget(4, GIB // 4, 2)),
        (8, {"PRM_WAREHOUSE_MEMORY_BYTES": str(2 * GIB)}, ReportBudget(4, GIB // 4, 2)),
    ],
)
def test_reports_share_half_of_it_and_the_cores(cores: int, given: dict[str, str], expected: ReportBudget) -> None:
    assert divide_reports(read_settings(ConsoleSettings, given), cores, 16 * GIB) == expected


def test_a_machine_has_cores_and_memory() -> None:
    assert count_cores() >= 1
    assert measure_memory() >= 1 << 20

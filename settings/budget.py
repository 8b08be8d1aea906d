"""How memory and processor are divided between reports and everything else that the warehouse does."""

from dataclasses import dataclass

from settings.machine import count_cores, measure_memory
from settings.processes import ConsoleSettings, WarehouseSettings

# A fair queue needs a second place; beyond eight, more at once makes every report slower and none sooner.
_FEWEST_REPORTS, _MOST_REPORTS = 2, 8


@dataclass(frozen=True, slots=True)
class WarehouseBudget:
    """Bytes that all statements of the embedded engine may use together, and any single one."""

    total_bytes: int
    statement_bytes: int


@dataclass(frozen=True, slots=True)
class ReportBudget:
    """How many reports the console computes at once, and what each query of one may use."""

    concurrency: int
    memory_bytes: int
    threads: int


def divide_warehouse(settings: WarehouseSettings, machine_bytes: int | None = None) -> WarehouseBudget:
    """``PRM_WAREHOUSE_MEMORY_BYTES``, else half of the machine's memory; half of that for any one statement."""
    total = settings.warehouse_memory_bytes or (machine_bytes or measure_memory()) // 2
    return WarehouseBudget(total, total // 2)


def divide_reports(
    settings: ConsoleSettings, cores: int | None = None, machine_bytes: int | None = None
) -> ReportBudget:
    """``PRM_REPORT_MEMORY_BYTES``, else half of what the warehouse has, in equal parts; so with the cores."""
    cores = cores or count_cores()
    concurrency = settings.report_concurrency or min(max(cores // 2, _FEWEST_REPORTS), _MOST_REPORTS)
    memory = settings.report_memory_bytes or divide_warehouse(settings, machine_bytes).total_bytes // 2
    threads = min(settings.warehouse_threads, max(1, cores // concurrency))
    return ReportBudget(concurrency, memory // concurrency, threads)

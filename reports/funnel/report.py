"""The people of each step, and the ratios between steps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan

from registry.code_lookup import CodeLookup
from reports.funnel.enums import Counting, Order
from reports.funnel.parameters import make_parameters
from reports.funnel.question import BOUNDS_SECONDS, FunnelQuestion
from reports.period import Period
from warehouse.interface import Warehouse
from warehouse.sql_files import join_statements


@dataclass(frozen=True, slots=True)
class StepFigures:
    """People who did this step, and the seconds they took since the step before; those also counted by bucket."""

    people: int
    mean_seconds: float
    median_seconds: float
    p90_seconds: float
    histogram: Sequence[int]


@dataclass(frozen=True, slots=True)
class Funnel:
    """One entry a step that was reached: of all people, and of each key of the breakdown."""

    total: tuple[StepFigures, ...]
    by_key: Mapping[str, tuple[StepFigures, ...]]


def report_funnel(
    warehouse: Warehouse, codes: CodeLookup, site_id: int, period: Period, question: FunnelQuestion
) -> Funnel:
    """How many people did how many steps, and how long they took."""
    statement = join_statements(*(("reports.funnel", name) for name in ("people", *_list_parts(question))))
    rows = warehouse.query(statement, make_parameters(site_id, period, question, codes))
    total: list[StepFigures] = []
    by_key: dict[str, list[StepFigures]] = {}
    for is_total, key, _, *figures in rows.tuples():
        steps = total if is_total else by_key.setdefault(str(key), [])
        steps.append(StepFigures(*figures))
    return Funnel(tuple(total), {key: tuple(steps) for key, steps in by_key.items()})


def _list_parts(question: FunnelQuestion) -> tuple[str, ...]:
    if question.order is Order.ENGINE:
        return ("engine_modes",) if question.modes else ("engine_plain",)
    if question.counting is Counting.TOTALS:
        return ("totals", "rows")
    return ("unordered" if question.order is Order.UNORDERED else "ordered", "rows")


def show_steps(steps: tuple[StepFigures, ...], question: FunnelQuestion) -> list[dict[str, object]]:
    """Every step of the question, those without people too; the first one has no times."""
    step_count = len(question.steps)
    reached = [step.people for step in steps] + [0] * (step_count - len(steps))
    return [
        {
            "people": people,
            "from_previous": _ratio(people, reached[max(0, n - 1)]),
            "from_first": _ratio(people, reached[0]),
            "median_seconds": _show_seconds(steps[n].median_seconds) if n and people else None,
            "mean_seconds": _show_seconds(steps[n].mean_seconds) if n and people else None,
            "p90_seconds": _show_seconds(steps[n].p90_seconds) if n and people else None,
            **({"histogram": _show_histogram(steps[n]) if n and people else {}} if question.histogram else {}),
        }
        for n, people in enumerate(reached)
    ]


def _show_seconds(seconds: float) -> float | None:
    # windowFunnel gives no times.
    return None if isnan(seconds) else seconds


def _show_histogram(step: StepFigures) -> dict[str, int]:
    return {str(seconds): people for seconds, people in zip(BOUNDS_SECONDS, step.histogram, strict=False)}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None

"""The completed runs: where the next one continues."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from events.moments import from_milliseconds, to_milliseconds
from fraud.runs.turns import Turn
from warehouse.arrivals import find_since_ms
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)
# Events that were being stored when a run began may be stamped before its beginning.
OVERLAP = timedelta(seconds=15)
# Arrivals are trimmed after 30 days.
LONGEST_PAUSE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest run of a site, and what it left to the next ones; number 0 if there was none.

    ``arrivals``: how many were visible before the watermark, see ``warehouse.arrivals``.
    """

    run: int
    watermark: datetime
    arrivals: int
    until: datetime
    facts: str
    rule_set: int
    waiting_days: tuple[date, ...]
    waiting_months: tuple[date, ...]
    waiting_since: datetime
    stored_now: datetime

    def needs_full_run(self, facts: str) -> bool:
        """Whether arrivals do not show all that changed."""
        return self.run == 0 or self.facts != facts or self.stored_now - self.watermark > LONGEST_PAUSE


@dataclass(frozen=True, slots=True)
class Covered:
    """Of what a run has written the facts: arrivals before ``watermark``, events before ``until``, or everything."""

    watermark: datetime
    until: datetime
    facts: str
    everything: bool
    arrivals: int


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The counts of a run; ``waiting_months`` are left to the next one."""

    run: int
    rule_set: int
    everything: bool
    touched_days: int
    waiting_months: int
    conversions: int
    marks: int
    decisions: int
    milliseconds: int

    def add(self, later: "RunFigures") -> "RunFigures":
        """The figures of both runs; a number of the later one."""
        return RunFigures(
            run=later.run,
            rule_set=later.rule_set,
            everything=self.everything or later.everything,
            touched_days=self.touched_days + later.touched_days,
            waiting_months=later.waiting_months,
            conversions=self.conversions + later.conversions,
            marks=self.marks + later.marks,
            decisions=self.decisions + later.decisions,
            milliseconds=self.milliseconds + later.milliseconds,
        )


def query_last_run(warehouse: Warehouse, site_id: int) -> LastRun:
    """The latest run of a site; the clock is the warehouse's, which also stamps arrivals."""
    [last] = warehouse.query(read_statement("fraud.runs", "last_run"), {"site_id": site_id}).parse(LastRun)
    return last


def find_since(warehouse: Warehouse, site_id: int, last: LastRun) -> datetime:
    """From when on arrivals may not be covered."""
    if not last.run:
        return BEGINNING
    return from_milliseconds(find_since_ms(warehouse, site_id, to_milliseconds(last.watermark), last.arrivals))


def record_run(
    warehouse: Warehouse, site_id: int, last: LastRun, covered: Covered, turn: Turn, figures: RunFigures
) -> None:
    """Appends the run."""
    waiting_since = last.waiting_since if last.waiting_months else last.watermark
    row: dict[str, object] = {
        "site_id": site_id,
        "run": figures.run,
        "watermark": covered.watermark,
        "arrivals": covered.arrivals,
        "until": covered.until,
        "rule_set": figures.rule_set,
        "facts": covered.facts,
        "waiting_days": list(turn.waiting_days),
        "waiting_months": list(turn.waiting_months),
        "waiting_since": waiting_since if turn.waiting_months else BEGINNING,
        "conversions": figures.conversions,
        "marks": figures.marks,
        "decisions": figures.decisions,
        "milliseconds": figures.milliseconds,
    }
    warehouse.insert("fraud_runs", {name: [value] for name, value in row.items()})


def request_full_run(warehouse: Warehouse, site_id: int) -> None:
    """Makes the next run cover the whole history, as after events were removed from it; the lock must be held."""
    warehouse.execute(read_statement("fraud.runs", "request_full_run"), {"site_id": site_id})

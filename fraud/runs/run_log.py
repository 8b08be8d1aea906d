"""The completed runs: where the next one continues."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)
# Events that were being stored when a run began may be stamped before its beginning.
OVERLAP = timedelta(seconds=15)
# Arrivals are trimmed after 30 days.
LONGEST_PAUSE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class LastRun:
    """The latest run of a site; number 0 if there was none."""

    run: int
    watermark: datetime
    until: datetime
    facts: str
    rule_set: int
    stored_now: datetime

    def needs_full_run(self, facts: str) -> bool:
        """Whether arrivals do not show all that changed."""
        return self.run == 0 or self.facts != facts or self.stored_now - self.watermark > LONGEST_PAUSE


@dataclass(frozen=True, slots=True)
class RunFigures:
    """The counts of a run."""

    run: int
    rule_set: int
    everything: bool
    touched_days: int
    conversions: int
    marks: int
    decisions: int
    milliseconds: int


def query_last_run(warehouse: Warehouse, site_id: int) -> LastRun:
    """The latest run of a site; the clock is the warehouse's, which also stamps arrivals."""
    [last] = warehouse.query(read_statement("fraud.runs", "last_run"), {"site_id": site_id}).parse(LastRun)
    return last


def record_run(
    warehouse: Warehouse, site_id: int, last: LastRun, until: datetime, facts: str, figures: RunFigures
) -> None:
    """Appends the run."""
    row: dict[str, object] = {
        "site_id": site_id,
        "run": figures.run,
        "watermark": last.stored_now - OVERLAP,
        "until": until,
        "rule_set": figures.rule_set,
        "facts": facts,
        "conversions": figures.conversions,
        "marks": figures.marks,
        "decisions": figures.decisions,
        "milliseconds": figures.milliseconds,
    }
    warehouse.insert("fraud_runs", {name: [value] for name, value in row.items()})

"""Compares what was answered with 202 to what the warehouse has."""

import json
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loadtest.steady import Tally
from settings import WarehouseSettings, read_settings
from warehouse.connection import open_warehouse


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a drill found; it is passed if nothing is lost, repeated or wrong and no forbidden answer was given."""

    accepted: int
    lost: int
    stored_twice: int
    accepted_minor: int
    stored_minor: int
    rejected_and_stored: int

    @property
    def is_passed(self) -> bool:
        """Every event answered with 202 is there once, and the sums are equal."""
        return not self.lost and not self.stored_twice and self.accepted_minor == self.stored_minor


def compare_stored(tally: Tally, data_dir: Path) -> Verdict:
    """Reads the embedded warehouse, which no other process may have open.

    An event that was rejected may be stored all the same (a flush that Redis took and did not answer for): it counts in
    no sum, as its sender would send it again under the same id.
    """
    settings = read_settings(WarehouseSettings, {"PRM_DATA_DIR": str(data_dir)})
    with closing(open_warehouse(settings)) as warehouse:
        rows = warehouse.query(
            "select toString(event_id) as event_id, count() as times, sum(ifNull(amount_minor, 0)) as minor"
            " from events group by event_id"
        ).dicts()
    stored = {str(row["event_id"]): int(str(row["minor"])) for row in rows}
    return Verdict(
        accepted=len(tally.accepted),
        lost=len(tally.accepted.keys() - stored.keys()),
        stored_twice=sum(int(str(row["times"])) > 1 for row in rows),
        accepted_minor=sum(tally.accepted.values()),
        stored_minor=sum(minor for event_id, minor in stored.items() if event_id in tally.accepted),
        rejected_and_stored=len(tally.rejected & stored.keys()),
    )


def print_figures(**figures: Any) -> None:
    """One line of JSON."""
    print(json.dumps(figures), flush=True)

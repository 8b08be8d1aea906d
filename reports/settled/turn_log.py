"""How far the settler has come with a site."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec

from events.moments import DAY_MS
from warehouse.arrivals import RECOUNTED_MS
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

# Events that were being stored when a turn began may be stamped before its beginning.
OVERLAP_MS = 15_000
_LAST_TURN, _END_OF_LAST_TURN = ("reports.settled", "last_turn"), ("reports.settled", "end_of_last_turn")
# Arrivals are trimmed after 30 days.
LONGEST_PAUSE_MS = 28 * DAY_MS


class LastTurn(msgspec.Struct, frozen=True):
    """A row of last_turn.sql; turn 0 if there was none, ``events_since_ms`` 0 if no event has ever expired.

    ``since_ms``: from when on arrivals may not be settled; ``arrivals``: how many were visible before the mark;
    ``settled_turn``: the last that wrote paths.
    """

    turn: int
    generation: int
    window_ms: int
    watermark_ms: int
    since_ms: int
    waiting_months: list[date]
    crowded: int
    arrivals: int
    settled_turn: int
    stored_now_ms: int
    events_since_ms: int
    has_arrivals: bool

    @property
    def is_readable(self) -> bool:
        """Whether the site's paths, with what arrived since, are whole."""
        return self.turn > 0 and not self.waiting_months and not self.has_lost_track

    @property
    def has_lost_track(self) -> bool:
        """Whether arrivals do not show all that changed since: after weeks, or where the clock was set back."""
        return not 0 <= self.age_ms <= LONGEST_PAUSE_MS

    @property
    def next_turn(self) -> int:
        """Later than this one by any clock, so that what it writes replaces what was written before."""
        return max(self.stored_now_ms, self.turn + 1)

    @property
    def age_ms(self) -> int:
        """Of the mark."""
        return self.stored_now_ms - self.watermark_ms


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it is recorded; its number is when it began, in milliseconds of the warehouse's clock, or higher.

    ``arrivals``: how many were visible before the mark, see ``warehouse.arrivals``. ``settled_turn``: this one, or the
    last before it that wrote paths.
    """

    turn: int
    generation: int
    window_ms: int
    watermark_ms: int
    waiting_months: tuple[date, ...]
    crowded: int
    conversions: int
    milliseconds: int
    arrivals: int
    settled_turn: int


def query_last_turn(warehouse: Warehouse, site_id: int) -> LastTurn:
    """The clock is the warehouse's, which also stamps arrivals."""
    statement = join_statements(_LAST_TURN, ("warehouse.upkeep", "events_since"), _END_OF_LAST_TURN)
    asked: dict[str, Value] = {"site_id": site_id, "margin_days": 0, "recounted_ms": RECOUNTED_MS}
    [last] = warehouse.query(statement, asked).parse(LastTurn)
    return last


def query_generation(warehouse: Warehouse, site_id: int) -> int:
    """Of the site's paths; 0 where there are none."""
    statement = read_statement("reports.settled", "generation")
    return warehouse.query(statement, {"site_id": site_id}).parse_value(int)


def record_turn(warehouse: Warehouse, site_id: int, turn: Turn) -> None:
    """Appends the turn."""
    row: dict[str, object] = {
        "site_id": site_id,
        "turn": turn.turn,
        "generation": turn.generation,
        "window_ms": turn.window_ms,
        "watermark": datetime.fromtimestamp(turn.watermark_ms / 1000, UTC),
        "waiting_months": list(turn.waiting_months),
        "crowded": turn.crowded,
        "conversions": turn.conversions,
        "milliseconds": turn.milliseconds,
        "arrivals": turn.arrivals,
        "settled_turn": turn.settled_turn,
    }
    warehouse.insert("settler_turns", {name: [value] for name, value in row.items()})

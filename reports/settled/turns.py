"""One turn of the settler for one site: a month of those that wait, or what arrived."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from events.moments import DAY_MS, next_month, to_milliseconds
from reports.settled.settling import begin_settling, settle_conversions, settle_span
from reports.settled.touched import query_touched
from reports.settled.turn_log import OVERLAP_MS, LastTurn, Turn, query_last_turn, record_turn
from warehouse.arrivals import count_arrivals
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# Where more conversions were touched, as by an import, all are settled in turns of a month.
_MOST_TOUCHED = 50_000
# Without arrivals the mark is moved before it is too old.
_MARK_LIFE_MS = DAY_MS


def settle_turn(
    warehouse: Warehouse, site_id: int, window_ms: int, *, start_over: bool = False, overlap_ms: int = OVERLAP_MS
) -> Turn | None:
    """Settles what arrived since the last turn, or the next month of those that wait; None where there is nothing.

    All months wait at the site's first turn, when the longest window has changed, after a pause of weeks, where the
    warehouse's clock was set back or very many conversions were touched, and with ``start_over``. A turn that was cut
    short is repeated: what it has written is replaced by what a later one writes.
    """
    started, last = time.monotonic(), query_last_turn(warehouse, site_id)
    if start_over or not last.turn or last.window_ms != window_ms or last.has_lost_track:
        return _start_over(warehouse, site_id, last, window_ms, overlap_ms)
    if last.waiting_months:
        return _settle_month(warehouse, site_id, last, started)
    if not last.has_arrivals and last.age_ms < _MARK_LIFE_MS:
        return None
    mark = _pass_mark(warehouse, site_id, last, overlap_ms)
    touched = [each.event_id for each in query_touched(warehouse, site_id, last, _MOST_TOUCHED + 1)]
    if len(touched) > _MOST_TOUCHED:
        return _start_over(warehouse, site_id, last, window_ms, overlap_ms)
    return _settle_touched(warehouse, site_id, last, touched, mark, started)


def _start_over(warehouse: Warehouse, site_id: int, last: LastTurn, window_ms: int, overlap_ms: int) -> Turn:
    """Paths of before are of another generation, which nobody reads."""
    rows = warehouse.query(read_statement("reports.settled", "months_with_conversions"), {"site_id": site_id})
    months = tuple(month for (month,) in rows.parse_tuples(tuple[date]))
    number, mark = last.next_turn, _pass_mark(warehouse, site_id, last, overlap_ms)
    turn = Turn(number, number, window_ms, mark.watermark_ms, months, 0, 0, 0, mark.arrivals, number)
    record_turn(warehouse, site_id, turn)
    return turn


def _settle_month(warehouse: Warehouse, site_id: int, last: LastTurn, started: float) -> Turn:
    month, *waiting = last.waiting_months
    settling = begin_settling(warehouse, site_id, last)
    settle_span(settling, _first_ms(month), _first_ms(next_month(month)))
    return _record(
        warehouse,
        site_id,
        _Done(
            last,
            _Mark(last.watermark_ms, last.arrivals),
            tuple(waiting),
            settling.count_crowded(),
            0,
            started,
            last.next_turn,
        ),
    )


def _settle_touched(
    warehouse: Warehouse, site_id: int, last: LastTurn, touched: Sequence[str], mark: "_Mark", started: float
) -> Turn:
    crowded = last.crowded
    if touched:
        settling = begin_settling(warehouse, site_id, last)
        settle_conversions(settling, touched)
        crowded = settling.count_crowded()
    return _record(
        warehouse,
        site_id,
        _Done(last, mark, (), crowded, len(touched), started, last.next_turn if touched else last.settled_turn),
    )


@dataclass(frozen=True, slots=True)
class _Mark:
    """Until when what arrived is settled, and how many arrivals were visible before."""

    watermark_ms: int
    arrivals: int


def _pass_mark(warehouse: Warehouse, site_id: int, last: LastTurn, overlap_ms: int) -> _Mark:
    """Of a turn that begins now; before it looks for what arrived."""
    watermark_ms = last.stored_now_ms - overlap_ms
    return _Mark(watermark_ms, count_arrivals(warehouse, site_id, watermark_ms))


@dataclass(frozen=True, slots=True)
class _Done:
    """What a turn has done after the last one."""

    last: LastTurn
    mark: _Mark
    waiting_months: tuple[date, ...]
    crowded: int
    conversions: int
    started: float
    settled_turn: int


def _record(warehouse: Warehouse, site_id: int, done: _Done) -> Turn:
    turn = Turn(
        turn=done.last.next_turn,
        generation=done.last.generation,
        window_ms=done.last.window_ms,
        watermark_ms=done.mark.watermark_ms,
        waiting_months=done.waiting_months,
        crowded=done.crowded,
        conversions=done.conversions,
        milliseconds=int((time.monotonic() - done.started) * 1000),
        arrivals=done.mark.arrivals,
        settled_turn=done.settled_turn,
    )
    record_turn(warehouse, site_id, turn)
    LOG.info("site %d: %s", site_id, turn)
    return turn


def _first_ms(month: date) -> int:
    return to_milliseconds(datetime(month.year, month.month, 1, tzinfo=UTC))

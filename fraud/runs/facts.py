"""Writes the facts that the rules read: clicks with their engagement, conversions with their click."""

from datetime import date, datetime

from events.enums import CONFIRMED_TRUST, TRUST
from fraud.facts.site_facts import SiteFacts
from fraud.runs.run_log import BEGINNING, LastRun, find_since
from fraud.runs.spans import Written
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

ENGAGED_SECONDS = 1800
LOOKBACK_DAYS = 30
# Events handled by one statement: their joins must fit into memory.
MAX_ACTIONS = 4_000_000
_CONVERSION_STEPS = (
    "draft_conversions",
    "join_clicks",
    "join_clicks_by_address",
    "cancel_conversions",
)


def refresh_facts(warehouse: Warehouse, facts: SiteFacts, last: LastRun, until: datetime, *, everything: bool) -> None:
    """Writes the facts of what arrived since the last run, or of everything."""
    parameters: dict[str, Value] = {
        **facts.parameters(),
        "run": last.run + 1,
        "everything": everything,
        "until": until,
        "since": find_since(warehouse, facts.site_id, last),
        "from_time": last.until if last.run else BEGINNING,
        "engaged_seconds": ENGAGED_SECONDS,
        "lookback_days": LOOKBACK_DAYS,
        "sources": [str(source) for source in TRUST],
        "trusts": list(TRUST.values()),
        "confirmed_trust": CONFIRMED_TRUST,
        "returned_orders": (),
    }
    if not everything:
        _execute_steps(warehouse, ("touch_arrivals", "touch_orders"), parameters)
    _refresh_clicks(warehouse, parameters)
    _execute_steps(warehouse, _CONVERSION_STEPS, parameters)
    warehouse.execute(_join_refresh_statement(), parameters)
    _execute_steps(warehouse, ("refresh_partner_days",), parameters)


def query_written(warehouse: Warehouse, site_id: int, last: LastRun) -> list[Written]:
    """The days whose facts were written after the last run, and those that it left waiting."""
    waiting = [day.isoformat() for day in last.waiting_days]
    parameters: dict[str, Value] = {"site_id": site_id, "run": last.run + 1, "waiting_days": waiting}
    rows = warehouse.query(read_statement("fraud.runs", "written_days"), parameters)
    return rows.parse_tuples(tuple[str, date, int])


def _refresh_clicks(warehouse: Warehouse, parameters: dict[str, Value]) -> None:
    counted = warehouse.query(read_statement("fraud.runs", "count_actions"), parameters)
    buckets = 1 + counted.parse_value(int) // MAX_ACTIONS
    for bucket in range(buckets):
        _execute_steps(warehouse, ("refresh_clicks",), {**parameters, "bucket": bucket, "buckets": buckets})


def _join_refresh_statement() -> str:
    return join_statements(
        ("fraud.runs", "drafted_conversions"), ("warehouse", "folded_returns"), ("fraud.runs", "refresh_conversions")
    )


def _execute_steps(warehouse: Warehouse, steps: tuple[str, ...], parameters: dict[str, Value]) -> None:
    for step in steps:
        warehouse.execute(read_statement("fraud.runs", step), parameters)

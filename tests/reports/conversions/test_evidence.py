"""The records of one conversion hold together, and are those that reports over many conversions find."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from events.ids import make_event_id
from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from reports.attribution.statements import query_credits
from reports.conversions.evidence import EarnedTouch, query_evidence
from reports.paths.limits import PATH_LIMITS, PathLimits
from tests.fixtures.event_rows import event_id, store_events
from tests.reports.attribution.questions import browser_click, sale
from tests.reports.attribution.test_attribution_reference import CODES, RULES, ask
from tests.reports.reference.shop_stories import make_story
from warehouse.fence import FencedWarehouse
from warehouse.interface import Parameters, Rows, Warehouse, WarehouseUnavailable

ORDER = {"order_id": "o1", "conversion_key": "o:o1", "conversion_id": event_id(3)}
FEW_TOUCHES = PathLimits(touches=6, shared_touches=8, least_touches=2, many_pairs=8)


@dataclass(frozen=True, slots=True)
class ChangingWarehouse(FencedWarehouse):
    """``change`` is called after each list of a person's clicks, before his path is read."""

    change: Callable[[], None]

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """As the warehouse."""
        rows = self.warehouse.query(statement, parameters)
        if {"row_count", "known_conversion"} <= (parameters or {}).keys():
            self.change()
        return rows


def report_again(warehouse: Warehouse, number: int) -> None:
    """By the shop, a second later than the last report."""
    later = sale(3 + number, f"2026-03-10T00:00:{number:02}", visitor_id="v", amount_minor=1000 + number, **ORDER)
    store_events(warehouse, [later | {"report_number": number, "version": number}])
    fold_conversions(warehouse, [ConversionKey(1, "o:o1", is_test=False)])


def store_sale(warehouse: Warehouse) -> None:
    first = sale(3, "2026-03-10", source="browser", **ORDER)
    store_events(warehouse, [browser_click(1, "2026-03-02"), first | {"report_number": 0}])


def test_a_report_that_is_stored_meanwhile_is_in_all_of_it_or_in_none(warehouse: Warehouse) -> None:
    store_sale(warehouse)
    left = [1]
    changing = ChangingWarehouse(warehouse, lambda: None, lambda: report_again(warehouse, left.pop()) if left else None)
    evidence = query_evidence(changing, CODES, RULES, 1, event_id(3))
    assert evidence
    assert not left
    assert (evidence.conversion.gross_minor, evidence.net_minor) == (1001, 1001)
    assert sum(touch.credit_minor for touch in evidence.path) == 1001


def test_what_changes_all_the_time_is_asked_for_again_later(warehouse: Warehouse) -> None:
    store_sale(warehouse)
    numbers = iter(range(1, 10))
    changing = ChangingWarehouse(warehouse, lambda: None, lambda: report_again(warehouse, next(numbers)))
    with pytest.raises(WarehouseUnavailable, match="changes while it is read"):
        query_evidence(changing, CODES, RULES, 1, event_id(3))


def test_an_unknown_one_has_no_records(warehouse: Warehouse) -> None:
    assert query_evidence(warehouse, CODES, RULES, 1, make_event_id(0)) is None


@pytest.mark.parametrize("limits", [PATH_LIMITS, FEW_TOUCHES])
def test_its_path_is_that_of_a_report_over_many(warehouse: Warehouse, limits: PathLimits) -> None:
    story = make_story(360, people=30)
    store_events(warehouse, story.events)
    question = replace(ask(story, models=(RULES.model,), types=("sale", "lead")), limits=limits)
    stored = warehouse.query("select toString(event_id) from standing_conversions final").parse_tuples(tuple[str])
    for (each,) in sorted(stored)[:12]:
        evidence = query_evidence(warehouse, CODES, RULES, story.site_id, each, limits)
        assert evidence
        at_ms = evidence.conversion.timestamp_ms
        of_one = replace(question, conversion_ids=(each,), from_ms=at_ms, to_ms=at_ms + 1)
        found = query_credits(warehouse, of_one, CODES, ("reports.conversions", "earned")).parse(EarnedTouch)
        assert evidence.path == found

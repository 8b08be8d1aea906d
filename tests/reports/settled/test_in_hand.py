"""What arrived is settled in hand for the reports of a moment, and read with what is settled."""

from dataclasses import replace

import pytest

from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from reports.settled import reading, settling
from reports.settled import recent as recent_module
from reports.settled.reading import find_settled
from reports.settled.recent import RecentFindings
from tests.fixtures.event_rows import event_id, store_events
from tests.reports.attribution.questions import click, sale
from tests.reports.attribution.test_attribution_reference import CODES
from tests.reports.settled.shops import compute, settle
from tests.reports.settled.test_changes import MARCH, RecordingWarehouse, ask
from warehouse.interface import Parameters, Rows, Warehouse, WarehouseUnavailable


class Clock:
    """Shows the same moment until it is moved."""

    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class FailingOnce(RecordingWarehouse):
    """Does not answer the first question for what arrivals touch."""

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        is_first = not any("touched_limit" in each for each in self.asked)
        rows = super().query(statement, parameters)
        if is_first and "touched_limit" in statement:
            raise WarehouseUnavailable
        return rows


@pytest.fixture
def shop(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> Warehouse:
    """Two sales by alice, of which one has just got another click; all is shown as soon as it is stored."""
    monkeypatch.setattr(reading, "_SHOWN_AFTER_MS", 0)
    mine, theirs = ({"visitor_id": visitor} for visitor in ("mine", "theirs"))
    store_events(warehouse, [click(1, "2026-03-02", "alice", **mine), click(2, "2026-03-02", "alice", **theirs)])
    store_events(warehouse, [sale(3, "2026-03-10", **mine), sale(4, "2026-03-10", **theirs)])
    settle(warehouse, 1)
    store_events(warehouse, [click(5, "2026-03-09", "bob", **mine)])
    return warehouse


def record(warehouse: Warehouse) -> RecordingWarehouse:
    """Keeps what is asked."""
    return RecordingWarehouse(warehouse, lambda: None, [])


def read(warehouse: Warehouse, recent: RecentFindings, question: CreditQuestion = MARCH) -> dict[str, float]:
    """Conversions of each key by the last click."""
    credits = report_credits(warehouse, CODES, find_settled(warehouse, question, recent))
    return {key: credit.conversions for key, credit in credits["last_click"].items()}


def count_found(recording: RecordingWarehouse) -> int:
    """In how many statements paths were found from events."""
    return sum("found_paths" in each for each in recording.asked)


def test_one_statement_reads_what_is_settled_and_what_is_in_hand(shop: Warehouse) -> None:
    recording = record(shop)
    assert read(recording, RecentFindings()) == {"alice": 1.0, "bob": 1.0}
    assert sum("known_refs" in each for each in recording.asked) == 1
    assert count_found(recording) == 1


def test_calls_of_one_moment_find_it_once(shop: Warehouse) -> None:
    recording, recent = record(shop), RecentFindings(Clock())
    for question in (MARCH, replace(MARCH, by="channel"), MARCH):
        assert sum(read(recording, recent, question).values()) == 2.0
    assert count_found(recording) == 1


def test_what_may_not_be_shown_yet_is_found_by_each_call(shop: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SHOWN_AFTER_MS", 3_600_000)
    recording, recent = record(shop), RecentFindings(Clock())
    for _ in range(2):
        assert read(recording, recent) == {"alice": 1.0, "bob": 1.0}
    assert count_found(recording) == 2


def test_whoever_waits_too_long_finds_it_alone(shop: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent_module, "_LONGEST_WAIT_SECONDS", 0.01)
    recent = RecentFindings(Clock())
    with recent.hold(1):
        assert read(shop, recent) == {"alice": 1.0, "bob": 1.0}


def test_what_is_no_text_is_computed(shop: Warehouse) -> None:
    store_events(shop, [click(6, "2026-03-09T12:00:00", "bob", visitor_id="theirs")])
    shop.execute(
        "alter table events update sub_id = unhex('ff') where event_id = {event_id:UUID} settings mutations_sync = 2",
        {"event_id": event_id(6)},
    )
    found = find_settled(shop, MARCH)
    assert found.list_unsettled() == (event_id(4),)
    assert ask(shop) == {"bob": 2.0}


def test_after_a_moment_it_is_found_again(shop: Warehouse) -> None:
    """An INSERT may not have shown all its rows at first."""
    clock = Clock()
    recording, recent = record(shop), RecentFindings(clock)
    read(recording, recent)
    clock.seconds += 1
    read(recording, recent)
    assert count_found(recording) == 2


def test_what_arrives_meanwhile_counts_at_once(shop: Warehouse) -> None:
    recent = RecentFindings(Clock())
    assert read(shop, recent) == {"alice": 1.0, "bob": 1.0}
    store_events(shop, [click(6, "2026-03-09", "bob", visitor_id="theirs")])
    assert read(shop, recent) == {"bob": 2.0}


def test_after_a_turn_of_the_settler_nothing_is_in_hand(shop: Warehouse) -> None:
    recent = RecentFindings(Clock())
    read(shop, recent)
    settle(shop, 1)
    recording = record(shop)
    assert read(recording, recent) == {"alice": 1.0, "bob": 1.0}
    assert count_found(recording) == 0


def test_of_a_question_that_failed_nothing_is_known(shop: Warehouse) -> None:
    recent = RecentFindings(Clock())
    failing = FailingOnce(shop, lambda: None, [])
    with pytest.raises(WarehouseUnavailable):
        read(failing, recent)
    assert read(failing, recent) == {"alice": 1.0, "bob": 1.0}


def test_another_period_needs_no_paths(shop: Warehouse) -> None:
    recording, recent = record(shop), RecentFindings(Clock())
    assert read(recording, recent, replace(MARCH, from_ms=MARCH.to_ms, to_ms=MARCH.to_ms + 1)) == {}
    assert count_found(recording) == 0
    assert read(recording, recent) == {"alice": 1.0, "bob": 1.0}


def test_sites_are_kept_apart(shop: Warehouse) -> None:
    recent = RecentFindings(Clock())
    assert sum(read(shop, recent).values()) == 2.0
    assert read(shop, recent, replace(MARCH, site_id=2)) == {}


@pytest.mark.parametrize("sub_id", ["tab\tnew\nline", "back\\slash\\n", "quote'\"", "['a', \\'b']", "\\N", "żółć"])
def test_any_text_is_read_as_it_was_sent(shop: Warehouse, sub_id: str) -> None:
    store_events(shop, [click(6, "2026-03-09T12:00:00", "bob", visitor_id="theirs", sub_id=sub_id)])
    by_sub_id = replace(MARCH, by="sub_id")
    assert ask(shop, by_sub_id)[sub_id] == 1.0


def test_very_many_are_computed(shop: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_IN_HAND", 0)
    recording = record(shop)
    assert read(recording, RecentFindings()) == {"alice": 1.0, "bob": 1.0}
    assert count_found(recording) == 0


def test_what_is_too_long_together_is_computed(shop: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_MOST_IN_HAND_CHARACTERS", 1)
    assert find_settled(shop, MARCH).list_unsettled() == (event_id(3),)
    assert ask(shop) == {"alice": 1.0, "bob": 1.0}


def test_a_path_with_too_many_clicks_is_computed(shop: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "_MOST_CLICKS_IN_HAND", 1)
    found = find_settled(shop, MARCH)
    assert found.list_unsettled() == (event_id(3),)
    assert report_credits(shop, CODES, found) == report_credits(shop, CODES, compute(MARCH))

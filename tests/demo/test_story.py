"""The story of the demo is the same whenever it ends, and every report of it is one that the tracker accepts."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from demo.cast import BANNERS, CAST, FRAUDSTER, NEWCOMER, PAUSED
from demo.history.delivery import StoryRejected, parse_reports
from demo.story.days import DAYS
from demo.story.fraudster import ORDERS
from demo.story.report import Report
from demo.story.whole import make_story
from events.enums import Source
from events.event import Event
from events.moments import DAY_MS
from events.snapshot import EdgeSite

END_MS = int(datetime(2026, 3, 12, 9, 41, tzinfo=UTC).timestamp() * 1000)
LINKS = {role.code: f"link-{role.code}" for role in CAST}
SITE = EdgeSite(1, "pk_demo", ("localhost",))


@pytest.fixture(scope="module")
def story() -> list[Report]:
    """All of it."""
    return make_story(END_MS, LINKS)


@pytest.fixture(scope="module")
def events(story: list[Report]) -> list[Event]:
    """As the tracker parses it."""
    return parse_reports(story, SITE, b"secret")


def test_the_story_is_always_the_same_and_on_another_day_it_differs_by_the_dates_alone(story: list[Report]) -> None:
    later = make_story(END_MS + 5 * DAY_MS + 12_345_678, LINKS)
    assert make_story(END_MS, LINKS) == story
    assert [_leave_out_dates(report) for report in later] == [_leave_out_dates(report) for report in story]


def _leave_out_dates(report: Report) -> tuple[object, ...]:
    left = {name: value for name, value in report.raw.items() if name not in ("event_id", "timestamp")}
    return report.source, left, report.sender


def test_everything_happened_in_the_ninety_days_before_its_end(story: list[Report]) -> None:
    moments = [report.received_ms for report in story]
    assert moments == sorted(moments)
    assert moments[0] > END_MS - (DAYS + 1) * DAY_MS
    assert moments[-1] <= END_MS


def test_the_tracker_accepts_every_report(story: list[Report], events: list[Event]) -> None:
    assert len(events) == len(story)
    assert len({event.event_id for event in events}) == len(events)
    with pytest.raises(StoryRejected):
        parse_reports([Report(END_MS, Source.SERVER, {"type": "sale", "amount": "much"})], SITE, b"secret")


def test_there_are_as_many_events_as_ten_seconds_allow(events: list[Event]) -> None:
    assert 25_000 < len(events) < 35_000


def test_the_shops_server_reports_its_sales_but_on_the_day_of_the_outage(events: list[Event]) -> None:
    sales = [event for event in events if event.type == "sale"]
    sources = Counter(event.source for event in sales)
    assert 500 < sources["server"] < 900
    assert 5 < sources["browser"] < 40
    by_browser = [event.received_ms for event in sales if event.source == "browser"]
    assert max(by_browser) - min(by_browser) < DAY_MS


def test_there_are_refunds_whole_and_in_part_a_dispute_subscriptions_and_codes(events: list[Event]) -> None:
    refunds = [event for event in events if event.type == "refund"]
    assert {event.amount_minor is None for event in refunds} == {True, False}
    assert sum(event.type == "dispute" for event in events) == 1
    assert len({event.subscription_id for event in events if event.subscription_id}) > 20
    assert {event.promo_code for event in events if event.promo_code} >= {"ALICE10", "SIP15", "CARLOS"}
    assert sum(event.type == "lead" for event in events) > 200


def test_each_partner_plays_his_part(events: list[Event]) -> None:
    clicks = Counter(event.ref for event in events if event.type == "click")
    assert max(clicks, key=lambda code: clicks[code] if code else 0) == "alice"
    assert clicks[BANNERS.code] > 1000
    first = {role.code: min(e.timestamp_ms for e in events if e.ref == role.code) for role in CAST}
    last = {role.code: max(e.timestamp_ms for e in events if e.ref == role.code) for role in CAST}
    assert first[NEWCOMER.code] > END_MS - 8 * DAY_MS
    assert last[PAUSED.code] < END_MS - 18 * DAY_MS
    assert clicks[FRAUDSTER.code] == ORDERS

"""A sale that arrives again within the hour takes nothing from the limit of its site."""

from events.enums import Consent, EventType, Source, Traffic
from events.event import Event
from tests.tracker.redis.test_rate_limits import Clock
from tracker.redis.buckets import HOUR_SECONDS
from tracker.redis.counted_sales import MAX_SALES, CountedSales


def make_sale(event_id: str, order_id: str = "A-1", site_id: int = 1) -> Event:
    """As a browser reports it."""
    source, traffic, consent = Source.BROWSER.value, Traffic.HUMAN.value, Consent.FULL.value
    return Event(site_id, event_id, EventType.SALE.value, 0, 0, source, traffic, consent, order_id=order_id)


def test_a_sale_is_known_by_its_site_its_id_and_its_order() -> None:
    counted = CountedSales(Clock())
    counted.add(make_sale("a"))
    assert counted.has(make_sale("a"))
    for other in (make_sale("b"), make_sale("a", "A-2"), make_sale("a", site_id=2)):
        assert not counted.has(other)


def test_it_is_remembered_for_an_hour_and_forgotten_after_two() -> None:
    clock = Clock()
    counted = CountedSales(clock)
    counted.add(make_sale("early"))
    clock.seconds += HOUR_SECONDS - 1
    counted.add(make_sale("late"))
    clock.seconds += HOUR_SECONDS
    assert counted.has(make_sale("late"))
    clock.seconds += HOUR_SECONDS
    assert not counted.has(make_sale("early"))
    assert not counted.has(make_sale("late"))


def test_nothing_is_left_after_two_quiet_hours() -> None:
    clock = Clock()
    counted = CountedSales(clock)
    counted.add(make_sale("a"))
    clock.seconds += 2 * HOUR_SECONDS
    assert not counted.has(make_sale("a"))


def test_its_memory_is_bounded() -> None:
    counted = CountedSales(Clock())
    for number in range(3 * MAX_SALES):
        sale = make_sale(str(number))
        assert not counted.has(sale)
        counted.add(sale)
    assert len(counted._newer) + len(counted._older) <= 2 * MAX_SALES
    assert counted.has(make_sale(str(3 * MAX_SALES - 1)))

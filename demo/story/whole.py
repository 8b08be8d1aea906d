"""The whole story, in the order in which it was received."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random

from demo.cast import ALICE, CAST, COUPONS, Role
from demo.story.days import DAYS, list_moments
from demo.story.fraudster import report_invented_orders
from demo.story.orders import Till
from demo.story.people import meet_visitor
from demo.story.report import DAY_SECONDS, Browser, Pen, Report
from demo.story.visits import ORIGIN, Arrival, Links, report_visit

_SEED = 2026
# Visits of an average day, the share that buys, referrer and query: what comes without a partner.
_ORGANIC = (
    (12, 0.03, "https://www.google.com/", ""),
    (8, 0.04, "", ""),
    (5, 0.07, "", "?utm_source=newsletter&utm_medium=email&utm_campaign=full-moon"),
    (5, 0.026, "https://www.google.com/", "?gclid=demo&utm_source=google&utm_medium=cpc&utm_campaign=brand"),
    (4, 0.018, "https://www.instagram.com/", "?utm_source=instagram&utm_medium=social"),
)
_BOTS = 2
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_JOINING = 0.04
# Some type a code that they found somewhere, without ever following the link.
_BARE_CODES = ((COUPONS, 0.35), (ALICE, 0.15))
# A refund of an order that nobody reported, and a dispute of one of Alice's: days before the end.
_UNKNOWN_REFUND_DAYS, _DISPUTED_DAYS = 5, 9


def make_story(end_ms: int, links: Mapping[str, str]) -> list[Report]:
    """What was reported in the ninety days before ``end_ms``; ``links`` are partner's code → his short link's code."""
    pen, known = Pen(Random(_SEED), end_ms), Links(dict(links))
    till = Till(pen)
    reports = [report for role in CAST for report in _report_partner(till, known, role)]
    reports += _report_organic(till)
    reports += report_invented_orders(till, known)
    reports += till.report_refund("SK-1987", _UNKNOWN_REFUND_DAYS * DAY_SECONDS, 2580)
    reports += till.report_dispute(ALICE.code, _DISPUTED_DAYS)
    return sorted(reports, key=lambda each: (each.received_ms, str(each.raw["event_id"])))


def _report_partner(till: Till, links: Links, role: Role) -> Iterator[Report]:
    pen = till.pen
    for ago in list_moments(pen.chance, role.visits, min(role.joined_days, DAYS), role.until_days):
        yield from _report_visitor(till, links.arrive(pen, role), ago, role)
    for with_code, per_day in _BARE_CODES:
        if with_code is role:
            for ago in list_moments(pen.chance, per_day):
                buyer = till.meet_buyer(meet_visitor(pen.chance))
                yield from report_visit(
                    pen, buyer.visitor, Arrival("/", "https://www.google.com/"), ago + 600, is_engaged=True
                )
                yield from till.report_orders(buyer, ago, role.code, promo_code=role.promo_code)


def _report_organic(till: Till) -> Iterator[Report]:
    pen = till.pen
    for per_day, buying, referrer, query in _ORGANIC:
        role = Role("", "", "/", per_day, buying)
        for ago in list_moments(pen.chance, per_day):
            given: dict[str, object] | None = {"url": f"{ORIGIN}/{query}"} if query else None
            yield from _report_visitor(till, Arrival("/", referrer, given), ago, role)
    for ago in list_moments(pen.chance, _BOTS):
        visitor = meet_visitor(pen.chance)
        for report in report_visit(pen, visitor, Arrival("/", "", {"url": ORIGIN + "/"}), ago, is_engaged=False):
            yield replace(report, sender=Browser(report.sender.ip, BOT))


def _report_visitor(till: Till, arrival: Arrival, ago: float, role: Role) -> Iterator[Report]:
    """A visit and what comes of it; who buys stayed, and some come back days later to buy."""
    pen = till.pen
    chance, visitor = pen.chance, meet_visitor(pen.chance)
    lot = chance.random()
    buys, joins = lot < role.buying, bool(role.buying) and lot > 1 - _JOINING
    is_engaged = buys or joins or chance.random() < role.engaged
    yield from report_visit(pen, visitor, arrival, ago, is_engaged=is_engaged)
    if not (buys or joins):
        return
    buyer = till.meet_buyer(visitor)
    if joins:
        yield from till.report_lead(buyer, ago - chance.uniform(60, 900))
        buys = chance.random() < 0.25
        ago -= chance.uniform(1, 12) * DAY_SECONDS
    if buys:
        ago -= chance.lognormvariate(7.2, 0.9) + 60 if chance.random() < 0.7 else chance.uniform(0.3, 9) * DAY_SECONDS
        promo_code = role.promo_code if chance.random() < 0.4 else ""
        yield from till.report_orders(buyer, ago, role.code, promo_code=promo_code)

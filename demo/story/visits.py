"""What a browser reports of a visit: how it came, which pages it saw, whether it stayed."""

from collections.abc import Iterator
from dataclasses import dataclass

from demo.cast import Role
from demo.coffees import COFFEES
from demo.story.people import Visitor
from demo.story.report import Pen, Report
from events.enums import EventType, Source

ORIGIN = "https://slow-kettle.example"
_PAGES = ("/", *(f"/coffee/{coffee.slug}" for coffee in COFFEES), "/club")


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a visit began: ``given`` is what its click says; without one there is no click to report."""

    page: str
    referrer: str
    given: dict[str, object] | None = None
    is_short_link: bool = False


@dataclass(frozen=True, slots=True)
class Links:
    """Partner's code → the code of his short link."""

    codes: dict[str, str]

    def arrive(self, pen: Pen, role: Role) -> Arrival:
        """Through a partner: by his short link, or by his code in an address."""
        sub_id = pen.chance.choice(role.sub_ids) if role.sub_ids else ""
        sub: dict[str, object] = {"sub_id": sub_id} if sub_id else {}
        if pen.chance.random() < 0.6:
            given = {"ref": role.code, "link": self.codes[role.code], **sub, "url": ORIGIN + role.page}
            return Arrival(role.page, role.referrer, given, is_short_link=True)
        query = f"?ref={role.code}" + (f"&sub_id={sub_id}" if sub_id else "")
        return Arrival(role.page, role.referrer, {"ref": role.code, **sub, "url": ORIGIN + role.page + query})


def report_visit(pen: Pen, visitor: Visitor, arrival: Arrival, ago: float, *, is_engaged: bool) -> Iterator[Report]:
    """The click if there is one, some pages, and that the visitor stayed, if so."""
    chance = pen.chance
    browser, who = visitor.browser, {"visitor_id": visitor.visitor_id}
    if arrival.given is not None:
        source = Source.REDIRECT if arrival.is_short_link else Source.BROWSER
        yield from _if_given(
            pen.write(source, EventType.CLICK, ago, browser, **who, referrer=arrival.referrer, **arrival.given)
        )
    pages = [arrival.page, *chance.sample(_PAGES, chance.choice((0, 0, 1)) if is_engaged else 0)]
    for number, page in enumerate(pages):
        referrer = ORIGIN + pages[number - 1] if number else arrival.referrer
        ago -= chance.uniform(0.3, 1) if number == 0 else chance.uniform(4, 90)
        yield from _if_given(
            pen.write(Source.BROWSER, EventType.PAGEVIEW, ago, browser, **who, url=ORIGIN + page, referrer=referrer)
        )
    if is_engaged:
        dwell_ms = round(chance.lognormvariate(10.2, 0.7)) + 5000
        yield from _if_given(
            pen.write(
                Source.BROWSER, EventType.ENGAGE, ago - dwell_ms / 1000, browser, **who, url=ORIGIN + pages[-1],
                properties={"dwell_ms": dwell_ms},
            )
        )  # fmt: skip


def _if_given(report: Report | None) -> Iterator[Report]:
    if report is not None:
        yield report

"""What came in with one request: the events that are good, and why the others are not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from events.event import Event
from events.words import Rejection
from tracker.beacon import KNOWN_FIELDS, Arrival, parse_event
from tracker.edge import Edge
from tracker.refusals import Rejected

# The site that an object may speak for, or why it may not.
FindSite = Callable[[dict[str, object]], int | Rejection]


@dataclass(slots=True)
class Intake:
    """Events in their order, refusals with the index of what was refused."""

    events: list[Event] = field(default_factory=list)
    rejected: list[tuple[int, Rejected]] = field(default_factory=list)


def refuse_all(reason: Rejection) -> Intake:
    """An intake of nothing, for one reason."""
    return Intake(rejected=[(0, Rejected("", reason))])


def take_raw_events(
    edge: Edge, raws: Iterable[object], arrival: Arrival, find_site: FindSite, first: int = 0
) -> Intake:
    """Parses each object; ``first`` is the index of the first one."""
    intake = Intake()
    for index, raw in enumerate(raws, first):
        parsed = _take_one(edge, raw, arrival, find_site)
        if isinstance(parsed, Event):
            intake.events.append(parsed)
        else:
            intake.rejected.append((index, parsed))
    return intake


async def commit_intake(edge: Edge, intake: Intake) -> Intake:
    """The same intake once its events are safe; if they are not, one that refuses them all. Counts the refusals."""
    if intake.events:
        failure = await edge.commit.append(intake.events)
        if failure is not None:
            intake = refuse_all(Rejection.OVERLOADED)
    for _, rejected in intake.rejected:
        edge.counts.rejected[rejected.reason.value] += 1
    return intake


def _take_one(edge: Edge, raw: object, arrival: Arrival, find_site: FindSite) -> Event | Rejected:
    if isinstance(raw, Rejected):
        return raw
    if not isinstance(raw, dict):
        return Rejected("", Rejection.NOT_AN_EVENT)
    site_id = find_site(raw)
    if isinstance(site_id, Rejection):
        return Rejected("site", site_id)
    if not raw.keys() <= KNOWN_FIELDS:
        edge.counts.unknown_fields += len(raw.keys() - KNOWN_FIELDS)
    return parse_event(raw, site_id, arrival, edge.secret)

"""What came in with one request: the events that are good, and why the others are not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from events.enums import Rejection
from events.event import Event
from tracker.commit import Failure
from tracker.edge import Edge
from tracker.parsing.arrival import Arrival
from tracker.parsing.beacon import KNOWN_FIELDS, parse_event
from tracker.parsing.rejection import Rejected

# The site that an object may speak for, by the object's own "site", or why it may not.
FindSite = Callable[[object], int | Rejection]


@dataclass(slots=True)
class Intake:
    """Events in their order, refusals with the index of what was refused.

    ``left_out`` are fields without which an event was accepted, with its index and why.
    """

    events: list[Event]
    rejected: list[tuple[int, Rejected]]
    left_out: list[tuple[int, Rejected]] = field(default_factory=list)


def refuse_all(reason: Rejection) -> Intake:
    """An intake of nothing, for one reason."""
    return Intake([], [(0, Rejected("", reason))])


def take_raw_events(
    edge: Edge, raws: Iterable[object], arrival: Arrival, find_site: FindSite, first: int = 0
) -> Intake:
    """Parses each object; ``first`` is the index of the first one."""
    intake, left_out = Intake([], []), list[Rejected]()
    for index, raw in enumerate(raws, first):
        parsed = _take_one(edge, raw, arrival, find_site, left_out)
        if left_out:
            intake.left_out.append((index, left_out.pop()))
        if isinstance(parsed, Event):
            intake.events.append(parsed)
        else:
            intake.rejected.append((index, parsed))
    return intake


async def commit_intake(edge: Edge, intake: Intake) -> Intake:
    """The same intake once its events are safe; if they are not, one that refuses them all."""
    if not intake.events:
        return intake
    return settle_intake(intake, await edge.commit.append(intake.events))


def settle_intake(intake: Intake, failure: Failure | None) -> Intake:
    """What an intake becomes by the outcome of its flush."""
    return intake if failure is None else refuse_all(Rejection.OVERLOADED)


def count_refusals(edge: Edge, intake: Intake) -> None:
    """Counts each refusal by its reason, and what was left out."""
    edge.counts.left_out += len(intake.left_out)
    for _, rejected in intake.rejected:
        edge.counts.rejected[rejected.reason.value] += 1


def _take_one(
    edge: Edge, raw: object, arrival: Arrival, find_site: FindSite, left_out: list[Rejected]
) -> Event | Rejected:
    if not isinstance(raw, dict):
        return raw if isinstance(raw, Rejected) else Rejected("", Rejection.NOT_AN_EVENT)
    site_id = find_site(raw.get("site"))
    if isinstance(site_id, Rejection):
        return Rejected("site", site_id)
    if not edge.limits.allow_site(site_id, 1):
        return Rejected("site", Rejection.RATE_LIMITED)
    if not KNOWN_FIELDS.issuperset(raw):
        edge.counts.unknown_fields += len(raw.keys() - KNOWN_FIELDS)
    return parse_event(raw, site_id, arrival, edge.secret, left_out)

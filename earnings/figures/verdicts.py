"""What the money of decided conversions may do at this moment, and what came back of them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from earnings.commissions.decision import Decision, Lock
from earnings.commissions.history import History
from earnings.commissions.returns import Returned
from earnings.commissions.verdict import Verdict
from earnings.runs.facts import SeenConversion, SiteRegistry, gather_facts
from earnings.runs.known import query_known
from earnings.runs.standing import query_conversions
from warehouse.interface import Warehouse


@dataclass(frozen=True, slots=True)
class Standing:
    """Of one decision, as of now."""

    verdict: Verdict
    returned: Returned


def query_standings(
    warehouse: Warehouse,
    registry: SiteRegistry,
    decisions: Sequence[Decision],
    locks: Sequence[Lock],
    now: datetime,
) -> Mapping[str, Standing]:
    """Order → how it stands; of those whose program has terms."""
    return dict(_query(warehouse, registry, decisions, locks, now)) if decisions else {}


def _query(
    warehouse: Warehouse, registry: SiteRegistry, decisions: Sequence[Decision], locks: Sequence[Lock], now: datetime
) -> Iterator[tuple[str, Standing]]:
    known = query_known(warehouse, registry.site_id, [each.order for each in decisions])
    of_events = {event_id: each.order for each in decisions for event_id in known.list_events(each.order)}
    rows = query_conversions(warehouse, registry.site_id, list(of_events))
    uncovered = {of_events[row.event_id] for row in rows if not row.is_covered}
    of_programs = defaultdict[int, list[Decision]](list)
    for each in decisions:
        of_programs[registry.programs.find_program(each.terms_version)].append(each)
    for program_id, own in of_programs.items():
        if not registry.programs.versions[program_id]:
            continue
        seen = [SeenConversion(program_id, each.conversion, each.order not in uncovered) for each in own]
        facts = gather_facts(warehouse, registry, program_id, seen, own, known, {}, now)
        history = History(facts, own, locks)
        for each in own:
            yield each.order, Standing(history.find_verdict(each, now), history.find_returned(each, now))

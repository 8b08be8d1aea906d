"""Which conversions of a question are read as they are settled, and which are computed because something arrived."""

from dataclasses import replace

from reports.paths.crowds import NO_CROWDS
from reports.paths.limits import PATH_LIMITS
from reports.paths.question import CreditQuestion, Settled, UnsettledConversion
from reports.settled.touched import query_touched
from reports.settled.turn_log import LastTurn, query_last_turn
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

# With more conversions to be computed than these, all of them are.
MOST_UNSETTLED = 5000


def find_settled(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question with what is settled of it; ``settled`` stays None where all of it is computed.

    Where nothing is computed there are no crowds either, and none are searched for. Where crowds are known, what is
    settled was looked for before them.
    """
    is_known = question.settled is not None or question.crowds is not None
    if is_known or question.limits != PATH_LIMITS:
        return question
    last, window_ms = query_last_turn(warehouse, question.site_id), question.rules.longest_window_ms
    if not last.is_readable or window_ms > last.window_ms:
        return question
    # A path that is settled again would lose clicks that have expired, others not.
    if last.events_since_ms and question.from_ms - window_ms < last.events_since_ms:
        return question
    unsettled = _query_unsettled(warehouse, question, last)
    if len(unsettled) > MOST_UNSETTLED:
        return question
    found = replace(question, settled=Settled(last.generation, tuple(sorted(unsettled)), last.events_since_ms))
    is_computed = any(question.from_ms <= each.timestamp_ms < question.to_ms for each in unsettled)
    return found if is_computed or last.crowded else replace(found, crowds=NO_CROWDS)


def _query_unsettled(warehouse: Warehouse, question: CreditQuestion, last: LastTurn) -> set[UnsettledConversion]:
    limit = MOST_UNSETTLED + 1
    unsettled = set[UnsettledConversion]()
    if last.has_arrivals:
        # A conversion may have been settled at another time than it now has.
        unsettled.update(query_touched(warehouse, question.site_id, last, limit))
    if last.crowded:
        asked = {
            "site_id": question.site_id,
            "generation": last.generation,
            "from_ms": question.from_ms,
            "to_ms": question.to_ms,
            "touched_limit": limit,
        }
        rows = warehouse.query(read_statement("reports.settled", "crowded_paths"), asked)
        known = {each.event_id for each in unsettled}
        unsettled.update(each for each in rows.parse(UnsettledConversion) if each.event_id not in known)
    return unsettled

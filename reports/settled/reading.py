"""Which conversions of a question are read as they are settled, and which are not because something arrived."""

from dataclasses import replace

from reports.paths.crowds import NO_CROWDS
from reports.paths.kept_answers import AnswerStore, KeptAnswers
from reports.paths.limits import PATH_LIMITS
from reports.paths.question import CreditQuestion, InHand, Settled, UnsettledConversion
from reports.settled.recent import RecentFindings, Touched, describe_arrivals
from reports.settled.settling import begin_settling, find_in_hand
from reports.settled.touched import query_arrived, query_touched_by
from reports.settled.turn_log import OVERLAP_MS, LastTurn, query_last_turn
from warehouse.interface import MemoryExceeded, Warehouse
from warehouse.sql_files import read_statement

# With more conversions that are not settled than these, all of them are computed.
MOST_UNSETTLED = 5000
# Of more the text takes as long to read as a second statement.
_MOST_IN_HAND = 500
# An INSERT shows its rows in one table after the other, nearly always within this time.
_SHOWN_AFTER_MS = 1000


def find_settled(
    warehouse: Warehouse, question: CreditQuestion, recent: RecentFindings | None = None
) -> CreditQuestion:
    """The question with what is settled of it; ``settled`` stays None where all of it is computed.

    What arrivals touched is settled in hand, so that one statement reads all but the conversions of crowded people;
    very many are computed. Where nothing is computed there are no crowds either, and none are searched for. Where
    crowds are known, what is settled was looked for before them. ``recent``: what other calls have found a moment ago.
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
    touched = _find_touched(warehouse, question, last, recent or RecentFindings()) if last.has_arrivals else Touched()
    known = {each.event_id for each in touched.conversions}
    crowded = {each for each in _query_crowded(warehouse, question, last) if each.event_id not in known}
    unsettled = touched.conversions | crowded
    if len(unsettled) > MOST_UNSETTLED:
        return question
    settled = Settled(last.generation, tuple(sorted(unsettled)), last.events_since_ms, touched.in_hand or InHand())
    if recent and recent.answers is not None and not unsettled:
        settled = _keep_answers(warehouse, question.site_id, last, settled, recent.answers)
    found = replace(question, settled=settled)
    return found if found.list_unsettled() or last.crowded else replace(found, crowds=NO_CROWDS)


def _keep_answers(warehouse: Warehouse, site_id: int, last: LastTurn, settled: Settled, store: AnswerStore) -> Settled:
    """With those over all clicks only once every INSERT has shown all its rows."""
    if not last.settled_turn:
        # By a settler of before there was this number.
        return settled
    rows = warehouse.query(read_statement("reports.settled", "answer_state"), {"site_id": site_id})
    state = {source: (newest, counted) for source, newest, counted in rows.parse_tuples(tuple[str, int, int])}
    arrived = state.pop("arrivals")
    state |= {"settled": (last.generation, last.settled_turn), "expired": (last.events_since_ms, 0)}
    of_paths = tuple(sorted(state.items()))
    kept = KeptAnswers(store, (site_id, "paths"), of_paths)
    if last.stored_now_ms - arrived[0] < OVERLAP_MS:
        return replace(settled, kept=kept)
    of_clicks = (*of_paths, ("arrivals", arrived))
    return replace(settled, kept=kept, kept_clicks=KeptAnswers(store, (site_id, "clicks"), of_clicks))


def _find_touched(warehouse: Warehouse, question: CreditQuestion, last: LastTurn, recent: RecentFindings) -> Touched:
    """The touched conversions of any time: one may have been settled at another than it now has.

    Other calls find them too, unless an INSERT may not have shown yet all that it brings.
    """
    site_id = question.site_id
    with recent.hold(site_id) as site:
        arrived = query_arrived(warehouse, site_id, last)
        touched = site.find(describe_arrivals(last, arrived))
        if touched is None:
            touched = Touched(frozenset(query_touched_by(warehouse, site_id, last, arrived, MOST_UNSETTLED + 1)))
        is_needed = any(question.from_ms <= each.timestamp_ms < question.to_ms for each in touched.conversions)
        if is_needed and touched.in_hand is None and len(touched.conversions) <= _MOST_IN_HAND:
            touched = replace(touched, in_hand=_settle_in_hand(warehouse, site_id, last, touched))
        if last.stored_now_ms - arrived.newest_ms >= _SHOWN_AFTER_MS:
            site.keep(touched)
        return touched


def _settle_in_hand(warehouse: Warehouse, site_id: int, last: LastTurn, touched: Touched) -> InHand:
    """Nothing where they need too much memory together: the question has less to compute."""
    try:
        return find_in_hand(begin_settling(warehouse, site_id, last), [each.event_id for each in touched.conversions])
    except MemoryExceeded:
        return InHand()


def _query_crowded(warehouse: Warehouse, question: CreditQuestion, last: LastTurn) -> list[UnsettledConversion]:
    """Of which nothing is kept."""
    if not last.crowded:
        return []
    asked = {
        "site_id": question.site_id,
        "generation": last.generation,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "touched_limit": MOST_UNSETTLED + 1,
    }
    rows = warehouse.query(read_statement("reports.settled", "crowded_paths"), asked)
    return rows.parse(UnsettledConversion)

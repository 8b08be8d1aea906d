"""Whether a partner may ask for a payout now, and else why not."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from earnings.figures.summary import Summary, query_summaries
from earnings.payout_runs.drafting import find_payout_terms
from earnings.payouts.run import Skipped
from earnings.runs.programs import query_programs
from registry.models import Partner


class RequestObstacle(StrEnum):
    """What only a request meets; all else is why a payout run would skip the partner."""

    NOT_TAKEN = "requests_not_taken"
    IS_OPEN = "request_open"


def map_request_obstacles(session: Session, partner: Partner, now: datetime) -> Mapping[str, str | None]:
    """Currency in which the partner has an entry → why he may not ask for a payout, None: he may."""
    terms = find_payout_terms(query_programs(session, partner.site_id), partner.program_id, now)
    summaries = query_summaries(session, partner, now)
    return {each.balance.currency: _find_obstacle(each, terms.takes_requests) for each in summaries}


def find_request_obstacle(session: Session, partner: Partner, currency: str, now: datetime) -> str | None:
    """The same of one currency."""
    return map_request_obstacles(session, partner, now).get(currency, Skipped.ZERO)


def _find_obstacle(summary: Summary, takes_requests: bool) -> str | None:
    if not takes_requests:
        return RequestObstacle.NOT_TAKEN
    if summary.is_requested:
        return RequestObstacle.IS_OPEN
    return None if summary.obstacle is Skipped.NOT_REQUESTED else summary.obstacle

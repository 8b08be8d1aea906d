"""Puts the mails of reports into the outbox when they are due, until the process stops.

Several workers may do it, and any of them may be killed at any moment: a report moves on to its next turn in the
transaction that queues its mail, so each turn is queued once. Turns that nobody was there for become one mail, of the
last of them.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from redis.exceptions import RedisError

from console.api.request import ApiDependencies
from console.mailed_reports import MailedFigures, Reader, compute_figures
from database.columns import utc_now
from database.errors import ChangedConcurrently, DatabaseUnavailable
from database.sessions import Sessions, begin_change, begin_read, name_author
from outbound.outbox import MailKind, queue_mail
from registry.payout_access import MAIL
from registry.report_mails import Days, DueReport, Every, find_days, find_last, list_due, move_on
from warehouse.interface import WarehouseUnavailable

LOG = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 30.0
# One that cannot be computed is not tried at every look.
_PAUSE = timedelta(minutes=15)
# For about two hours: somebody may mend the cause. What is only away is tried until it is back.
_MOST_TRIES = 8
_AWAY = (DatabaseUnavailable, ChangedConcurrently, RedisError, WarehouseUnavailable)


@dataclass(frozen=True, slots=True)
class Postponed:
    """Until when a report is left alone; ``tries`` are those that failed though nothing was away."""

    until: datetime
    tries: int = 0


def run_report_mails(
    dependencies: ApiDependencies, stop: threading.Event, now: Callable[[], datetime] = utc_now
) -> None:
    """Looks twice a minute."""
    postponed: dict[int, Postponed] = {}
    while not stop.is_set():
        try:
            queue_due_reports(dependencies, postponed, now(), stop)
        except _AWAY as exc:
            LOG.warning("reports by mail postponed: %s", exc)
        stop.wait(_LOOK_EVERY_SECONDS)


def queue_due_reports(
    dependencies: ApiDependencies, postponed: dict[int, Postponed], now: datetime, stop: threading.Event
) -> int:
    """How many mails were queued; ``postponed``: the reports that failed, by their ids."""
    with begin_read(dependencies.sessions) as session:
        due = list_due(session, now)
    for mail_id in postponed.keys() - {each.mail.id for each in due}:
        del postponed[mail_id]
    queued = 0
    for each in due:
        if stop.is_set():
            break
        before = postponed.get(each.mail.id, Postponed(now))
        if before.until <= now:
            queued += _try_report(dependencies, postponed, each, now, before.tries)
    return queued


def _try_report(
    dependencies: ApiDependencies, postponed: dict[int, Postponed], due: DueReport, now: datetime, tries: int
) -> bool:
    """Whether it was queued; one that fails stops neither the others nor whatever else the process does."""
    mail_id = due.mail.id
    try:
        return queue_report(dependencies, due, now)
    except _AWAY as exc:
        LOG.warning("report %d by mail postponed: %s", mail_id, exc)
        postponed[mail_id] = Postponed(now + _PAUSE, tries)
    except Exception:
        LOG.exception("report %d by mail cannot be computed", mail_id)
        postponed[mail_id] = Postponed(now + _PAUSE, tries + 1)
        if tries + 1 >= _MOST_TRIES:
            _leave_out(dependencies.sessions, due, now)
    return False


def _leave_out(sessions: Sessions, due: DueReport, now: datetime) -> None:
    """No mail of this turn."""
    with begin_change(_name_sender(sessions)) as session:
        move_on(session, due.mail.id, due.mail.next_at, now)
    LOG.warning("report %d by mail is left out until its next turn", due.mail.id)


def queue_report(dependencies: ApiDependencies, due: DueReport, now: datetime) -> bool:
    """Whether this call queued it; the figures are computed before the transaction, which must not wait for them."""
    every = Every(due.mail.every)
    turn = find_last(every, ZoneInfo(due.site.timezone), now)
    days = find_days(every, turn)
    figures = compute_figures(Reader(dependencies, due, days, now))
    with begin_change(_name_sender(dependencies.sessions)) as session:
        if not move_on(session, due.mail.id, due.mail.next_at, now):
            return False
        payload = _describe(due, days, figures)
        key = f"{due.mail.id}:{turn.isoformat()}"
        return queue_mail(session, MailKind.REPORT, due.member.email, key, now, payload, site_id=due.site.id)


def _name_sender(sessions: Sessions) -> Sessions:
    return name_author(sessions, MAIL)


def _describe(due: DueReport, days: Days, figures: MailedFigures) -> dict[str, object]:
    return {
        "report_mail_id": due.mail.id,
        "title": figures.title,
        "page": figures.page,
        "first": days.first.isoformat(),
        "last": (days.end - timedelta(days=1)).isoformat(),
        "rows": [list(row) for row in figures.rows],
        "left_out": figures.left_out,
        "csv": figures.csv,
    }

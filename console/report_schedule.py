"""Puts the mails of reports into the outbox when they are due, until the process stops.

Several workers may do it, and any of them may be killed at any moment: a report moves on to its next turn in the
transaction that queues its mail, so each turn is queued once. Turns that nobody was there for become one mail, of the
last of them.
"""

import logging
import threading
from collections.abc import Callable
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
_AWAY = (DatabaseUnavailable, ChangedConcurrently, RedisError, WarehouseUnavailable)


def run_report_mails(
    dependencies: ApiDependencies, stop: threading.Event, now: Callable[[], datetime] = utc_now
) -> None:
    """Looks twice a minute."""
    postponed: dict[int, datetime] = {}
    while not stop.is_set():
        try:
            queue_due_reports(dependencies, postponed, now(), stop)
        except _AWAY as exc:
            LOG.warning("reports by mail postponed: %s", exc)
        stop.wait(_LOOK_EVERY_SECONDS)


def queue_due_reports(
    dependencies: ApiDependencies, postponed: dict[int, datetime], now: datetime, stop: threading.Event
) -> int:
    """How many mails were queued; ``postponed``: until when each report that failed is left alone."""
    with begin_read(dependencies.sessions) as session:
        due = [each for each in list_due(session, now) if postponed.get(each.mail.id, now) <= now]
    queued = 0
    for each in due:
        if stop.is_set():
            break
        try:
            queued += queue_report(dependencies, each, now)
        except _AWAY:
            raise
        except Exception:
            # One report that cannot be computed must stop neither the others nor whatever else the process does.
            LOG.exception("report %d by mail cannot be computed", each.mail.id)
            postponed[each.mail.id] = now + _PAUSE
    return queued


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

"""Sends what waits in the outbox until the process stops."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from database.columns import utc_now
from database.errors import ChangedConcurrently, DatabaseUnavailable
from database.sessions import Sessions, begin_change, name_author
from outbound.appearance import find_mail_brand, make_mail_brand, write_html
from outbound.mails import write_mail
from outbound.message import PLAIN, AddressInvalid, Extras, make_message
from outbound.outbox import MailState, begin_attempt, end_mail, postpone_mail, remove_old_mails
from outbound.smtp import MailRejected, MailServerUnavailable, send_message
from outbound.texts import Text, write_plain_table
from registry.models import OutgoingMail, Site
from registry.payout_access import MAIL
from registry.report_mails import write_end_path
from settings import MailSettings, SettingInvalid
from settings.smtp_address import SmtpServer, find_smtp_server

LOG = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 2.0
_CLEAN_EVERY = timedelta(hours=1)
_USUAL_CONSOLE_URL = "http://localhost:8500"


@dataclass(frozen=True, slots=True)
class Post:
    """How mail leaves this installation; ``console_url`` is where its links lead."""

    server: SmtpServer
    sender: str
    console_url: str
    # Signs the links by which reports end.
    secret: bytes = field(default=b"", repr=False)


def open_post(settings: MailSettings) -> Post | None:
    """None where nothing is mailed; raises ``SettingInvalid`` for a server without a sender."""
    server = find_smtp_server(settings.smtp_url)
    if server is None:
        return None
    if not settings.mail_from:
        raise SettingInvalid("PRM_MAIL_FROM is empty, but PRM_SMTP_URL is set: give the address that mail comes from")
    return Post(server, settings.mail_from, settings.console_url or _USUAL_CONSOLE_URL)


def run_mail(sessions: Sessions, post: Post, stop: threading.Event, now: Callable[[], datetime] = utc_now) -> None:
    """Until ``stop``; several processes may do it."""
    sessions, cleaned_at = name_author(sessions, MAIL), now() - _CLEAN_EVERY
    while not stop.is_set():
        is_idle = True
        try:
            is_idle = not send_next(sessions, post, now())
            if is_idle and now() - cleaned_at >= _CLEAN_EVERY:
                cleaned_at = now()
                with begin_change(sessions) as session:
                    remove_old_mails(session, cleaned_at)
        except (DatabaseUnavailable, ChangedConcurrently) as exc:
            LOG.warning("mail postponed: %s", exc)
        if is_idle:
            stop.wait(_LOOK_EVERY_SECONDS)


def send_next(sessions: Sessions, post: Post, now: datetime) -> bool:
    """Whether a mail was due. The hash of its link is stored before it leaves, so its link works at once."""
    with begin_change(sessions) as session:
        mail = begin_attempt(session, now)
    if mail is None:
        return False
    try:
        with begin_change(sessions) as session:
            text = write_mail(session, mail, post.console_url, now)
            if text is None:
                end_mail(session, mail.id, MailState.DROPPED, now)
                return True
            text, extras = _dress(session, mail, text, post)
    except (DatabaseUnavailable, ChangedConcurrently):
        raise
    except Exception:
        # One mail that cannot be written must stop neither the others nor whatever else the process does.
        LOG.exception("mail %d (%s) cannot be written", mail.id, mail.kind)
        with begin_change(sessions) as session:
            postpone_mail(session, mail.id, now, "it could not be written; the reason is in the log")
        return True
    try:
        message = make_message(post.sender, mail.address, text.subject, text.body, mail.key, now, extras)
        send_message(post.server, message)
    except (MailRejected, AddressInvalid) as exc:
        LOG.warning("mail %d (%s) cannot be delivered", mail.id, mail.kind)
        with begin_change(sessions) as session:
            end_mail(session, mail.id, MailState.FAILED, now, str(exc))
    except MailServerUnavailable as exc:
        LOG.warning("mail %d (%s): attempt %d failed", mail.id, mail.kind, mail.attempts)
        with begin_change(sessions) as session:
            postpone_mail(session, mail.id, now, str(exc))
    else:
        LOG.info("mail %d (%s) was sent", mail.id, mail.kind)
        with begin_change(sessions) as session:
            end_mail(session, mail.id, MailState.SENT, now)
    return True


def _dress(session: Session, mail: OutgoingMail, text: Text, post: Post) -> tuple[Text, Extras]:
    """A report is HTML whatever the site looks like, and says how it ends."""
    if text.report_mail_id is None:
        brand = find_mail_brand(session, mail.site_id)
        return text, Extras(write_html(text.body, brand), brand.logo) if brand else PLAIN
    brand = make_mail_brand(session, session.get_one(Site, mail.site_id))
    end_url = post.console_url + write_end_path(post.secret, text.report_mail_id)
    first, *others = [*text.body.strip().split("\n\n"), f"No more of these mails:\n{end_url}"]
    page = write_html("\n\n".join([first, *others]), brand, text.rows)
    body = "\n\n".join([first, write_plain_table(text.rows), *others]) + "\n"
    return replace(text, body=body), Extras(page, brand.logo, text.files, end_url)

"""The table of outgoing mail: one row for a key, tried again with growing pauses, some times at most."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from registry.errors import RegistryConflict, RegistryMissing
from registry.models import OutgoingMail


class MailKind(StrEnum):
    """What a mail is about."""

    TEAM_INVITATION = "team_invitation"
    PARTNER_INVITATION = "partner_invitation"
    SIGN_IN_LINK = "sign_in_link"
    APPLICATION_RECEIVED = "application_received"
    APPLICATION_ACCEPTED = "application_accepted"
    APPLICATION_DECLINED = "application_declined"
    REPORT = "report"


class MailState(StrEnum):
    """What became of a mail; dropped: by the time it was due there was nothing to say any more."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


# After the first attempt, after the second one, …; after the last one it has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 12 * 60))
# Longer than any attempt takes: a worker that was killed in one has left the mail to the others by then.
LEASE = timedelta(minutes=10)
KEPT = timedelta(days=30)
_LONGEST_PROBLEM = 300


def queue_mail(
    session: Session,
    kind: MailKind,
    address: str,
    key: str,
    now: datetime,
    payload: Mapping[str, object] | None = None,
    *,
    site_id: int | None = None,
    language: str = "",
) -> bool:
    """Whether it waits now; False where there was a mail of this key before, sent or not."""
    row = OutgoingMail(
        key=f"{kind}:{key}",
        site_id=site_id,
        kind=kind.value,
        address=address,
        payload=dict(payload or {}),
        state=MailState.QUEUED.value,
        created_at=now,
        next_attempt_at=now,
        language=language,
    )
    if session.scalar(select(OutgoingMail.id).where(OutgoingMail.key == row.key)) is not None:
        return False
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Somebody else asked in this moment.
        return False
    return True


def begin_attempt(session: Session, now: datetime) -> OutgoingMail | None:
    """The mail that is due for longest; nobody else tries it before the lease ends."""
    found = session.scalar(
        select(OutgoingMail)
        .where(OutgoingMail.state == MailState.QUEUED.value, OutgoingMail.next_attempt_at <= now)
        .order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if found is not None:
        found.attempts += 1
        found.next_attempt_at = now + LEASE
        session.flush()
    return found


def end_mail(session: Session, mail_id: int, state: MailState, now: datetime, problem: str = "") -> None:
    """It is not tried again by itself; ids alone stay of what it said, unless it may be sent once more."""
    mail = session.get(OutgoingMail, mail_id)
    # Erased meanwhile.
    if mail is None:
        return
    mail.state, mail.ended_at, mail.next_attempt_at = state.value, now, None
    mail.problem = _shorten(problem)
    if state is not MailState.FAILED or mail.kind == MailKind.REPORT:
        # What a mail that is gone said is kept by whoever got it, and the figures of a report name partners.
        mail.payload = {name: value for name, value in mail.payload.items() if isinstance(value, int)}
    session.flush()


def postpone_mail(session: Session, mail_id: int, now: datetime, problem: str) -> None:
    """It is tried again after a pause; after the last attempt it has failed."""
    mail = session.get(OutgoingMail, mail_id)
    if mail is None:
        return
    if mail.attempts > len(PAUSES):
        end_mail(session, mail_id, MailState.FAILED, now, problem)
        return
    mail.problem, mail.next_attempt_at = _shorten(problem), now + PAUSES[mail.attempts - 1]
    session.flush()


def retry_mail(session: Session, mail_id: int, now: datetime) -> OutgoingMail:
    """A mail that failed, or waits, is due at once, with all its attempts before it."""
    mail = session.get(OutgoingMail, mail_id)
    if mail is None:
        raise RegistryMissing(f"no mail {mail_id}")
    if mail.state not in (MailState.QUEUED, MailState.FAILED):
        raise RegistryConflict("mail_id", f"mail {mail_id} is {mail.state}: have a new link made instead")
    if (mail.kind, mail.state) == (MailKind.REPORT, MailState.FAILED):
        raise RegistryConflict(
            "mail_id", f"mail {mail_id} is a report: its figures are not kept, wait for its next turn"
        )
    mail.state, mail.attempts, mail.ended_at, mail.next_attempt_at = MailState.QUEUED.value, 0, None, now
    session.flush()
    return mail


def list_mails(session: Session, state: str = "", limit: int = 100) -> list[OutgoingMail]:
    """The newest first, of all states or of one."""
    found = select(OutgoingMail).order_by(OutgoingMail.id.desc()).limit(limit)
    return list(session.scalars(found.where(OutgoingMail.state == state) if state else found))


def count_mails(session: Session) -> Mapping[MailState, int]:
    """How many there are in each state."""
    rows = session.execute(select(OutgoingMail.state, func.count()).group_by(OutgoingMail.state))
    return {MailState(state): count for state, count in rows}


def count_recent(session: Session, kind: MailKind, address: str, since: datetime) -> int:
    """Mails of this kind to an address that were asked for since then."""
    found = select(func.count()).where(
        OutgoingMail.address == address, OutgoingMail.kind == kind.value, OutgoingMail.created_at >= since
    )
    return session.scalar(found) or 0


def remove_old_mails(session: Session, now: datetime) -> None:
    """Those that came to an end long ago; from then on a mail of the same key could be sent again."""
    session.execute(delete(OutgoingMail).where(OutgoingMail.ended_at < now - KEPT))


def _shorten(problem: str) -> str:
    return "".join(each if each.isprintable() else " " for each in problem)[:_LONGEST_PROBLEM]

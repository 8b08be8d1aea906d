"""The log of changes: who changed what of a site, its programs, partners, keys and team, and when.

It is written by every flush of a session, whichever function made the change, in the same transaction. It holds no
secret and nothing personal: of a column that may hold either, only the name.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, event, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from database.columns import utc_now
from database.sessions import AUTHOR
from registry.base import Base


class Act(StrEnum):
    """What became of the subject."""

    CREATED = "created"
    UPDATED = "updated"
    ARCHIVED = "archived"
    REVOKED = "revoked"
    REMOVED = "removed"


class Subject(StrEnum):
    """What was changed."""

    SITE = "site"
    PROGRAM = "program"
    TERMS = "terms"
    PARTNER = "partner"
    PROMO_CODE = "promo_code"
    PAYOUT_METHOD = "payout_method"
    PAYOUT_REQUEST = "payout_request"
    KEY = "key"
    MEMBER = "member"
    INVITATION = "invitation"
    PERSON = "person"
    ERASURE = "erasure"
    LEAD = "lead"
    APPLICATION = "application"
    VIEW = "view"
    REPORT_MAIL = "report_mail"


class Change(Base):
    """One change; ``site_id`` is null where it concerns the installation. Of a created subject ``before`` is empty."""

    __tablename__ = "changes"
    __table_args__ = (Index("ix_changes_site_id_id", "site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    at: Mapped[datetime] = mapped_column(default=utc_now)
    author: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int]
    act: Mapped[str]
    fields: Mapped[list[str]]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True, slots=True)
class _Logged:
    """How a table is logged: as which subject, by which column for its id, and which columns with their values."""

    subject: Subject
    shown: frozenset[str] = frozenset()
    id_column: str = "id"
    # Another row of the subject: its creation changes the subject.
    is_part: bool = False


_RULES = frozenset({"name", "model", "window_days", "hold_days", "priority", "keeps_customer_months", "friends"})
_TRUST = frozenset({"sales_from", "leads_from", "max_browser_amount", "browser_sales_per_hour"})
_BRAND = frozenset({"shown_name", "accent", "cabinet_host"})
_SITE = _TRUST | _BRAND | {"name", "hosts", "link_hosts", "currency", "timezone", "partners_see_orders"}
_LOGGED = {
    "sites": _Logged(Subject.SITE, _SITE),
    "programs": _Logged(Subject.PROGRAM, _RULES),
    "partners": _Logged(Subject.PARTNER, frozenset({"status", "program_id", "parent_id", "kind"})),
    "codes": _Logged(Subject.PARTNER, id_column="partner_id", is_part=True),
    "promo_codes": _Logged(Subject.PROMO_CODE, frozenset({"partner_id"})),
    "payout_methods": _Logged(Subject.PAYOUT_METHOD),
    "payout_requests": _Logged(Subject.PAYOUT_REQUEST, frozenset({"currency"})),
    "secret_keys": _Logged(Subject.KEY, frozenset({"scopes"})),
    "memberships": _Logged(Subject.MEMBER, frozenset({"role"}), "member_id"),
    "invitations": _Logged(Subject.INVITATION, frozenset({"role"})),
    "team_members": _Logged(Subject.PERSON, frozenset({"is_administrator"})),
    "application_forms": _Logged(Subject.PROGRAM, frozenset({"is_open", "accepts_all"}), "program_id", is_part=True),
    "applications": _Logged(Subject.APPLICATION, frozenset({"status", "partner_id"})),
    "saved_views": _Logged(Subject.VIEW, frozenset({"page", "is_shared"})),
    "report_mails": _Logged(Subject.REPORT_MAIL, frozenset({"every"})),
    "erasures": _Logged(Subject.ERASURE, frozenset({"kind"})),
    "leads": _Logged(Subject.LEAD, frozenset({"stage", "assigned_to"})),
}
# What changes by itself, or is said by the act; then the progress of an erasure.
_UNLOGGED = frozenset({"id", "site_id", "version", "last_used_at", "totp_last_step", "totp_secret", "created_at"})
_UNLOGGED |= {"invited_site_id", "updated_at", "made_at", "next_at", "decided_by", "decided_at"}
_UNLOGGED |= {"state", "began_at", "ended_at", "removed", "problem", "value"}
_ENDS = {"archived_at": Act.ARCHIVED, "revoked_at": Act.REVOKED}
_NAMES = {"password_hash": "password", "token_hash": "token", "totp_since": "second_factor", "logo_hash": "logo"}


def add_change(
    session: Session, site_id: int, subject: Subject, subject_id: int, act: Act = Act.CREATED, **after: object
) -> None:
    """For what is stored without the session's help, or beside its subject; of what is None only the name is noted."""
    session.execute(insert(Change), [_make_row(session, site_id, subject, subject_id, act, {}, after)])


def list_changes(
    session: Session,
    site_id: int | None,
    limit: int,
    before_id: int | None = None,
    subject: str = "",
    hidden: Collection[Subject] = (),
    subject_id: int | None = None,
) -> list[Change]:
    """The newest first, of a site, or with None of the installation; older than ``before_id``, none of ``hidden``.

    ``subject_id``: of one of the subjects alone.
    """
    found = select(Change).where(Change.site_id.is_(None) if site_id is None else Change.site_id == site_id)
    if before_id is not None:
        found = found.where(Change.id < before_id)
    if subject:
        found = found.where(Change.subject == subject)
    if subject_id is not None:
        found = found.where(Change.subject_id == subject_id)
    if hidden:
        found = found.where(Change.subject.not_in(hidden))
    return list(session.scalars(found.order_by(Change.id.desc()).limit(limit)))


def find_last_author(session: Session, site_id: int, subject: Subject, subject_id: int, field: str) -> str | None:
    """Who last gave this field another value; None if nobody did since the subject was created."""
    found = (
        select(Change.author, Change.fields)
        .where(Change.site_id == site_id, Change.subject == subject, Change.subject_id == subject_id)
        .where(Change.act == Act.UPDATED)
        .order_by(Change.id.desc())
    )
    return next((row.author for row in session.execute(found) if field in row.fields), None)


def find_creator(session: Session, site_id: int, subject: Subject, subject_id: int) -> str:
    """Who created the subject; empty if that is not noted."""
    found = (
        select(Change.author)
        .where(Change.site_id == site_id, Change.subject == subject, Change.subject_id == subject_id)
        .where(Change.act == Act.CREATED)
        .order_by(Change.id)
    )
    return session.scalars(found.limit(1)).first() or ""


@event.listens_for(Session, "after_flush")
def _log_flush(session: Session, _: UOWTransaction) -> None:
    # The ids are known by now, and the former values still are.
    if rows := list(_describe_flush(session)):
        session.execute(insert(Change), rows)


def _describe_flush(session: Session) -> Iterator[dict[str, object]]:
    for row in session.new:
        if logged := _find(row):
            yield _describe_new(session, row, logged)
    for row in session.dirty:
        if (logged := _find(row)) and (changed := _find_changed(row)):
            yield _describe_changed(session, row, logged, changed)
    for row in session.deleted:
        if logged := _find(row):
            yield _describe(session, row, logged, Act.REMOVED, {}, {})


def _describe_new(session: Session, row: Any, logged: _Logged) -> dict[str, object]:
    if logged.is_part:
        return _describe(session, row, logged, Act.UPDATED, {}, {row.__tablename__: None})
    shown = {name: _to_json(getattr(row, name)) for name in sorted(logged.shown)}
    return _describe(session, row, logged, Act.CREATED, {}, shown)


def _describe_changed(
    session: Session, row: Any, logged: _Logged, changed: Mapping[str, tuple[object, object]]
) -> dict[str, object]:
    ends = [act for name, act in _ENDS.items() if changed.get(name, (None, None))[1] is not None]
    # The values of what may be shown; of everything else None, which leaves the name alone.
    pairs = {
        _NAMES.get(name, name): pair if name in logged.shown else (None, None)
        for name, pair in changed.items()
        if name not in _ENDS
    }
    before, after = ({name: pair[at] for name, pair in pairs.items()} for at in (0, 1))
    return _describe(session, row, logged, ends[0] if ends else Act.UPDATED, before, after)


def _find(row: Any) -> _Logged | None:
    return _LOGGED.get(row.__tablename__)


def _find_changed(row: Any) -> dict[str, tuple[object, object]]:
    """Column → its value before and after."""
    found = {}
    for column in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[column.key].history
        if column.key not in _UNLOGGED and history.has_changes():
            before = history.deleted[0] if history.deleted else None
            found[column.key] = (_to_json(before), _to_json(history.added[0] if history.added else None))
    return found


def _describe(
    session: Session, row: Any, logged: _Logged, act: Act, before: Mapping[str, object], after: Mapping[str, object]
) -> dict[str, object]:
    site_id = row.id if logged.subject is Subject.SITE else getattr(row, "site_id", None)
    return _make_row(session, site_id, logged.subject, getattr(row, logged.id_column), act, before, after)


def _make_row(
    session: Session,
    site_id: int | None,
    subject: Subject,
    subject_id: int,
    act: Act,
    before: Mapping[str, object],
    after: Mapping[str, object],
) -> dict[str, object]:
    return {
        "site_id": site_id,
        "author": session.info.get(AUTHOR, ""),
        "subject": subject.value,
        "subject_id": subject_id,
        "act": act.value,
        "fields": list(after),
        "before": {name: value for name, value in before.items() if value is not None},
        "after": {name: value for name, value in after.items() if value is not None},
    }


def _to_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value

"""The tables of payout methods and of what partners asked to be paid.

That of methods only grows: triggers in both databases reject a change or removal of a row.
"""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class PayoutMethod(Base):
    """One version of how a partner is paid; the one with the highest number is current.

    ``sealed`` are its details, encrypted by a key that is not in the database; ``summary`` what of them may be shown;
    ``fingerprint``: the same for the same destination at one site. ``currency``: in which he is paid; empty: as earned.
    With ``is_archived`` it says that the version before it has ended: it has no details.
    """

    __tablename__ = "payout_methods"
    __table_args__ = (
        UniqueConstraint("partner_id", "version"),
        ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),
        Index("ix_payout_methods_site_id_fingerprint", "site_id", "fingerprint"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    partner_id: Mapped[int]
    version: Mapped[int]
    kind: Mapped[str]
    currency: Mapped[str]
    summary: Mapped[str]
    fingerprint: Mapped[str]
    sealed: Mapped[str] = mapped_column(Text)
    is_archived: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    usable_from: Mapped[datetime]


class PayoutRequest(Base):
    """A partner asked to be paid what is payable in one currency; at most one of them is open.

    ``run_id``: the payout run that paid it; ``note`` is what the partner reads of why it was declined.
    """

    __tablename__ = "payout_requests"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),
        Index("ix_payout_requests_site_id_state", "site_id", "state"),
        Index(
            "uq_payout_requests_open",
            "partner_id",
            "currency",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    partner_id: Mapped[int]
    currency: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    run_id: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(Text, default="")

"""The tables of saved views, and of the reports that are mailed again and again."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class SavedView(Base):
    """A page of the console with its filters, by the name that a team member gave it.

    ``page`` is a path, ``query`` what follows its question mark without the site. ``is_shared``: the whole
    team sees it.
    """

    __tablename__ = "saved_views"
    # A mail that names a removed view must not get another one's figures.
    __table_args__ = (Index("ix_saved_views_site_id_member_id", "site_id", "member_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"))
    name: Mapped[str]
    page: Mapped[str]
    query: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ReportMail(Base):
    """A team member gets the figures of a view by mail, without one those of the overview.

    ``next_at`` is when the next mail is due; it moves on in the transaction that puts the mail into the outbox.
    """

    __tablename__ = "report_mails"
    # The end of a subscription is signed for its id.
    __table_args__ = (Index("ix_report_mails_next_at", "next_at"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"))
    view_id: Mapped[int | None] = mapped_column(ForeignKey("saved_views.id"), index=True)
    every: Mapped[str]
    next_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


Index(
    "uq_report_mails_member_id_site_id_view_id",
    ReportMail.member_id,
    ReportMail.site_id,
    func.coalesce(ReportMail.view_id, 0),
    unique=True,
)

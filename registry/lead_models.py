"""The table of leads that somebody works on; ``leads`` keeps it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class Lead(Base):
    """One lead of a site, by the event id of its conversion; ``made_at``: when that happened.

    ``assigned_to`` is a team member, null: nobody. What became of the stage over time is in the log of changes.
    """

    __tablename__ = "leads"
    __table_args__ = (
        UniqueConstraint("site_id", "event_id"),
        Index("ix_leads_site_id_made_at", "site_id", "made_at"),
        # Its history stands in the log of changes under this id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    event_id: Mapped[str]
    stage: Mapped[str]
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("team_members.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now)

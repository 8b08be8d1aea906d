"""The table of mail that waits or was sent; ``outbound`` alone reads and writes it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class OutgoingMail(Base):
    """One mail: it is sent once for a ``key``. No text and no token is stored: both are made when it is sent.

    ``payload`` holds ids of what it is about; ``site_id`` is null where it concerns several sites. ``next_attempt_at``
    null: there is no further attempt. ``language``: of whoever asked for it; the recipient's own goes before it.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_next_attempt_at", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    kind: Mapped[str]
    address: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    next_attempt_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(default="")

"""The table of erasures that the console was asked for; `prm worker` carries them out."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class Erasure(Base):
    """One person to be erased; ``value`` names the person and is emptied once it is done or has failed.

    ``removed`` counts rows by place, ``problem`` says why it failed.
    """

    __tablename__ = "erasures"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    kind: Mapped[str]
    value: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    removed: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    problem: Mapped[str] = mapped_column(default="")

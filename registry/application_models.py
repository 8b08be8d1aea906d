"""The tables of applications: the public form of a program, and who wants to become its partner."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base

_IS_OPEN = text("status = 'open'")


class ApplicationForm(Base):
    """The public page of a program, where anybody applies; without a row it has none.

    ``questions`` are objects with ``text``, ``kind``, ``is_required`` and ``choices``. ``accepts_all``: whoever applies
    becomes a partner at once.
    """

    __tablename__ = "application_forms"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "program_id"], ["programs.site_id", "programs.id"]),
        UniqueConstraint("site_id", "program_id"),
    )

    program_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    site_id: Mapped[int]
    is_open: Mapped[bool] = mapped_column(default=False)
    accepts_all: Mapped[bool] = mapped_column(default=False)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class Application(Base):
    """Somebody who wants to become a partner of a program.

    ``answers`` are objects with ``question`` and ``answer``, as they were asked. ``terms_version`` and ``terms_hash``:
    the terms that were accepted, as they were shown; null and empty: the program had none. ``partner_id`` is what an
    accepted one became. ``language`` is that in which somebody applied; empty: nobody knows.
    """

    __tablename__ = "applications"
    __table_args__ = (
        ForeignKeyConstraint(["site_id", "program_id"], ["programs.site_id", "programs.id"]),
        ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),
        Index("ix_applications_site_id_status", "site_id", "status"),
        # Of one address at most one waits.
        Index(
            "uq_applications_open",
            "program_id",
            "email",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        # Mail is sent once for an id.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    program_id: Mapped[int]
    status: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    website: Mapped[str]
    answers: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    terms_version: Mapped[int | None]
    terms_hash: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    partner_id: Mapped[int | None]
    language: Mapped[str] = mapped_column(default="")

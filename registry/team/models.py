"""The tables of the team: members, the sites they see, their sessions and recovery codes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base


class TeamMember(Base):
    """A human with a login.

    ``totp_secret`` counts from ``totp_since`` on, null: the password alone is enough. Codes up to ``totp_last_step``
    (half minutes since 1970) are used up.
    """

    __tablename__ = "team_members"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class Membership(Base):
    """Which sites a team member sees, and in which role."""

    __tablename__ = "memberships"

    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    role: Mapped[str]


class MemberSession(Base):
    """One sign-in; only the hash of its token is stored. With ``needs_code`` it opens nothing but the second step."""

    __tablename__ = "member_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), index=True)
    agent: Mapped[str] = mapped_column(default="")
    needs_code: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class RecoveryCode(Base):
    """Stands in for the second factor once; only its hash is stored."""

    __tablename__ = "recovery_codes"

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), index=True)

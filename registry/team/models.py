"""The tables of the team: members, the sites they see, invitations, sessions, recovery codes, the first setup."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base
from registry.login_columns import LoginColumns, RecoveryCodeColumns, SessionColumns


class TeamMember(LoginColumns, Base):
    """A human with a login to the console.

    ``timezone`` and ``display_currency`` null: as the site; see ``preferences``. ``invited_site_id``: the site whose
    invitation made the login, so that its owner may know the password; null once another was chosen, or where the login
    was made on the server.
    """

    __tablename__ = "team_members"

    timezone: Mapped[str | None]
    display_currency: Mapped[str | None]
    # Of the installation, apart from any site.
    is_administrator: Mapped[bool] = mapped_column(default=False)
    archived_at: Mapped[datetime | None]
    invited_site_id: Mapped[int | None]
    # Empty: English, and before signing in as the browser says.
    language: Mapped[str] = mapped_column(default="")


class Membership(Base):
    """Which sites a team member sees, and in which role."""

    __tablename__ = "memberships"

    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    role: Mapped[str]


class Invitation(Base):
    """A link that gives whoever opens it access to a site under this address; only the hash of its token is stored.

    It is good as long as the member who made it is an owner of the site.
    """

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    invited_by: Mapped[int] = mapped_column(ForeignKey("team_members.id"))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class SetupToken(Base):
    """The one address by which the first administrator is made; only the hash of its token is stored."""

    __tablename__ = "setup_tokens"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class MemberSession(SessionColumns, Base):
    """A sign-in of a team member."""

    __tablename__ = "member_sessions"

    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), index=True)


class RecoveryCode(RecoveryCodeColumns, Base):
    """Of a team member."""

    __tablename__ = "recovery_codes"

    member_id: Mapped[int] = mapped_column(ForeignKey("team_members.id"), index=True)

"""What the tables of everybody who signs in with a password have in common: of team members, and of partners."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now


class LoginColumns:
    """A human with an e-mail address and a password, under which nobody else of the same kind signs in.

    ``totp_secret`` counts from ``totp_since`` on, null: the password alone is enough. Codes up to ``totp_last_step``
    (half minutes since 1970) are used up.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    totp_secret: Mapped[str] = mapped_column(default="")
    totp_since: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class SessionColumns:
    """One sign-in; only the hash of its token is stored. With ``needs_code`` it opens nothing but the second step."""

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    agent: Mapped[str] = mapped_column(default="")
    needs_code: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class RecoveryCodeColumns:
    """Stands in for the second factor once; only its hash is stored."""

    code_hash: Mapped[str] = mapped_column(primary_key=True)

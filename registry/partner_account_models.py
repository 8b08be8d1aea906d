"""The tables of partners' own accounts: logins, the partners each of them opens, sessions and recovery codes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.columns import utc_now
from registry.base import Base
from registry.login_columns import LoginColumns, RecoveryCodeColumns, SessionColumns


class PartnerAccount(LoginColumns, Base):
    """A human who signs in with a password and sees each of his partners, at whatever site."""

    __tablename__ = "partner_accounts"


class AccountPartner(Base):
    """A partner that an account opens; ``joined_by`` made the link by which it joined or got its password."""

    __tablename__ = "account_partners"

    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("partner_accounts.id"), index=True)
    joined_by: Mapped[str]
    joined_at: Mapped[datetime] = mapped_column(default=utc_now)


class AccountSession(SessionColumns, Base):
    """A sign-in to an account."""

    __tablename__ = "account_sessions"

    account_id: Mapped[int] = mapped_column(ForeignKey("partner_accounts.id"), index=True)


class AccountRecoveryCode(RecoveryCodeColumns, Base):
    """Of an account."""

    __tablename__ = "account_recovery_codes"

    account_id: Mapped[int] = mapped_column(ForeignKey("partner_accounts.id"), index=True)

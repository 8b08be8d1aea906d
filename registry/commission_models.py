"""Where the commission runs of each site ended, and what they come back to; all of it can be made again."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.base import Base


class CommissionRun(Base):
    """The last turn of a site.

    ``fraud_run``, ``decided_from``: what it followed; those of the sweep under way, which goes on after the conversion
    ``after_ms``, ``after_id``, are ``next_fraud_run`` and ``next_decided_from``. ``terms`` names the versions of terms.
    ``until``: all that was due before it is done; ``undone_until``: imports taken back before it are followed.
    """

    __tablename__ = "commission_runs"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    fraud_run: Mapped[int] = mapped_column(BigInteger, default=0)
    decided_from: Mapped[datetime]
    next_fraud_run: Mapped[int] = mapped_column(BigInteger, default=0)
    next_decided_from: Mapped[datetime]
    after_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    after_id: Mapped[str] = mapped_column(default="")
    terms: Mapped[str] = mapped_column(default="")
    until: Mapped[datetime]
    undone_until: Mapped[datetime]
    ended_at: Mapped[datetime]


class CommissionDue(Base):
    """A decision that is still open, and when its hold is over."""

    __tablename__ = "commission_dues"
    __table_args__ = (Index("ix_commission_dues_site_id_due_at", "site_id", "due_at"),)

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    order_name: Mapped[str] = mapped_column(Text, primary_key=True)
    due_at: Mapped[datetime]


class CommissionWithdrawal(Base):
    """A decided conversion that was taken back with its import."""

    __tablename__ = "commission_withdrawals"

    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    order_name: Mapped[str] = mapped_column(Text, primary_key=True)
    withdrawn_at: Mapped[datetime]

"""All tables, those of team and ledger too. What belongs to a site names it in its keys: no row points into another."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Index, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database.columns import utc_now
from events.enums import ConversionsFrom
from registry.application_models import Application as Application
from registry.application_models import ApplicationForm as ApplicationForm
from registry.base import Base as Base
from registry.brand_models import SiteLogo as SiteLogo
from registry.changes import Change as Change
from registry.commission_models import CommissionDue as CommissionDue
from registry.commission_models import CommissionRun as CommissionRun
from registry.commission_models import CommissionWithdrawal as CommissionWithdrawal
from registry.enums import PartnerKind
from registry.erasure_models import Erasure as Erasure
from registry.lead_models import Lead as Lead
from registry.ledger_models import IS_RARE as IS_RARE
from registry.ledger_models import IS_WAITING as IS_WAITING
from registry.ledger_models import LedgerBalance as LedgerBalance
from registry.ledger_models import LedgerLine as LedgerLine
from registry.ledger_models import LedgerMoment as LedgerMoment
from registry.ledger_models import LedgerPosting as LedgerPosting
from registry.ledger_models import LedgerRecord as LedgerRecord
from registry.ledger_models import LedgerStatement as LedgerStatement
from registry.outbox_models import OutgoingMail as OutgoingMail
from registry.partner_account_models import AccountPartner as AccountPartner
from registry.partner_account_models import AccountRecoveryCode as AccountRecoveryCode
from registry.partner_account_models import AccountSession as AccountSession
from registry.partner_account_models import PartnerAccount as PartnerAccount
from registry.payout_models import PayoutMethod as PayoutMethod
from registry.payout_models import PayoutRequest as PayoutRequest
from registry.team.models import Invitation as Invitation
from registry.team.models import MemberSession as MemberSession
from registry.team.models import Membership as Membership
from registry.team.models import RecoveryCode as RecoveryCode
from registry.team.models import SetupToken as SetupToken
from registry.team.models import TeamMember as TeamMember
from registry.tokens import make_signing_key
from registry.view_models import ReportMail as ReportMail
from registry.view_models import SavedView as SavedView


class Site(Base):
    """A client website: the tenant; ``registry.site_trust`` says what the five from ``signing_key`` on mean."""

    __tablename__ = "sites"
    # An id is never reused: the warehouse still holds the events of a removed site.
    __table_args__ = (
        Index(
            "uq_sites_cabinet_host",
            "cabinet_host",
            unique=True,
            sqlite_where=text("cabinet_host <> ''"),
            postgresql_where=text("cabinet_host <> ''"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    site_key: Mapped[str] = mapped_column(unique=True)
    hosts: Mapped[list[str]]
    # Further ones to which links may lead; no page of the site is there.
    link_hosts: Mapped[list[str]] = mapped_column(default=list)
    currency: Mapped[str]
    timezone: Mapped[str]
    # To which reports convert; empty: they show the currencies that were recorded.
    display_currency: Mapped[str] = mapped_column(default="")
    # Else they see a keyed hash.
    partners_see_orders: Mapped[bool] = mapped_column(default=False)
    # What partners see, see ``registry.brands``; an empty text: as prm has it.
    shown_name: Mapped[str] = mapped_column(default="")
    accent: Mapped[str] = mapped_column(default="")
    cabinet_host: Mapped[str] = mapped_column(default="")
    logo_hash: Mapped[str] = mapped_column(default="")
    signing_key: Mapped[str] = mapped_column(default=make_signing_key)
    sales_from: Mapped[str] = mapped_column(default=ConversionsFrom.BROWSER.value)
    leads_from: Mapped[str] = mapped_column(default=ConversionsFrom.BROWSER.value)
    max_browser_amount: Mapped[int] = mapped_column(BigInteger, default=10_000_000)
    browser_sales_per_hour: Mapped[int] = mapped_column(default=10_000)
    # Its figures are made up: `prm up --demo`.
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class SecretKey(Base):
    """A server's key; only its hash and its last four characters are stored."""

    __tablename__ = "secret_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    label: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    last_four: Mapped[str]
    scopes: Mapped[list[str]]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Program(Base):
    """The rules of a site: which model and window give credit, how long a commission is held.

    ``priority`` says who earns a sale that has both a click and a promo code; ``keeps_customer_months``, how long a
    customer stays with the partner who brought him (0: not at all); ``friends``, whether customers of the shop may
    become partners by themselves; ``version`` counts the changes.
    """

    __tablename__ = "programs"
    __table_args__ = (UniqueConstraint("site_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    name: Mapped[str]
    model: Mapped[str]
    window_days: Mapped[int]
    hold_days: Mapped[int]
    priority: Mapped[str]
    keeps_customer_months: Mapped[int] = mapped_column(default=0)
    friends: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class Partner(Base):
    """Who refers; recognised by codes. The token opens the API; only its hash is stored.

    ``parent_id`` brought the partner to the program and may earn by what he earns. ``own_code`` is the first code; it
    names the partner in reports and for good in the ledger, even after ``merged_into_id`` got it with all other codes.
    ``group`` (empty: none), ``tags`` and ``notes`` are the team's; the partner never sees the notes. ``language`` is
    that of his pages, mails and statements; empty: his pages are as his browser says. ``customer_id``
    (empty: unknown) is the shop's own id of him where he buys there himself, and of one partner of the site at most.
    """

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        ForeignKeyConstraint(["site_id", "program_id"], ["programs.site_id", "programs.id"]),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    program_id: Mapped[int]
    own_code: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    status: Mapped[str]
    kind: Mapped[str] = mapped_column(default=PartnerKind.PARTNER.value)
    customer_id: Mapped[str] = mapped_column(default="")
    group: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[str]]
    notes: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(default="")
    parent_id: Mapped[int | None]
    merged_into_id: Mapped[int | None]
    token_hash: Mapped[str] = mapped_column(unique=True)
    token_created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    # By the id alone: SQLite compares a pair of columns to many pairs one by one, half a minute for 5,000 partners.
    codes: Mapped[list["Code"]] = relationship(
        primaryjoin="Partner.id == foreign(Code.partner_id)", order_by="Code.id", viewonly=True
    )

    @property
    def lower_codes(self) -> tuple[str, ...]:
        """All codes in lower case, as refs are compared to them."""
        return tuple(code.code.lower() for code in self.codes)


class PartnerStatusChange(Base):
    """From when on a partner has which status, until his next row."""

    __tablename__ = "partner_statuses"
    __table_args__ = (ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(index=True)
    partner_id: Mapped[int]
    status: Mapped[str]
    since: Mapped[datetime] = mapped_column(default=utc_now)


class Code(Base):
    """A code by which clicks name a partner: the partner's own or an alias."""

    __tablename__ = "codes"
    __table_args__ = (ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    partner_id: Mapped[int] = mapped_column(index=True)
    code: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Link(Base):
    """A short link ``/r/{code}``; its code is unique in the installation, since all sites share the edge's address."""

    __tablename__ = "links"
    __table_args__ = (ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(index=True)
    partner_id: Mapped[int]
    code: Mapped[str] = mapped_column(unique=True)
    destination: Mapped[str]
    sub_id: Mapped[str]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class PromoCode(Base):
    """A code typed at checkout that belongs to a partner."""

    __tablename__ = "promo_codes"
    __table_args__ = (ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    partner_id: Mapped[int]
    code: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class Import(Base):
    """A file of past events; ``import_id`` is on each of its events.

    ``accepted`` are the events that the tracker accepted, duplicates too; ``first_event_at``: the earliest of them.
    """

    __tablename__ = "imports"

    import_id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    file_name: Mapped[str]
    file_hash: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    state: Mapped[str]
    rows: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    first_event_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]


class PartnerSignInLink(Base):
    """A link that opens the partner's page once; only the hash of its token is stored."""

    __tablename__ = "partner_sign_in_links"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


class PartnerSession(Base):
    """What an opened link became; ``created_by`` made the link. With ``needs_code`` it opens the second step alone."""

    __tablename__ = "partner_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partners.id"), index=True)
    created_by: Mapped[str]
    needs_code: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


_HAS_CUSTOMER = text("customer_id != ''")
Index(
    "uq_partners_site_id_customer_id",
    Partner.site_id,
    Partner.customer_id,
    unique=True,
    sqlite_where=_HAS_CUSTOMER,
    postgresql_where=_HAS_CUSTOMER,
)
# A ref is compared in lower case; codes are ASCII, so lower() is the same in every database and in Python.
Index("uq_codes_site_id_lower_code", Code.site_id, func.lower(Code.code), unique=True)
Index("uq_promo_codes_site_id_lower_code", PromoCode.site_id, func.lower(PromoCode.code), unique=True)

"""The tables. What belongs to a site names the site in its foreign keys, so no row can point into another site."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, Index, MetaData, UniqueConstraint, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from database.columns import UtcTime, utc_now

_NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Common types of the registry's tables."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: UtcTime, list[str]: JSON}  # noqa: RUF012 (SQLAlchemy reads it from the class)


class Site(Base):
    """A client website: the tenant."""

    __tablename__ = "sites"
    # An id that was ever given is never given again: the warehouse still holds the events of a removed site.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    site_key: Mapped[str] = mapped_column(unique=True)
    hosts: Mapped[list[str]]
    currency: Mapped[str]
    timezone: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class SecretKey(Base):
    """A server's key; only its hash and its last four characters are kept."""

    __tablename__ = "secret_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), index=True)
    label: Mapped[str]
    key_hash: Mapped[str] = mapped_column(unique=True)
    last_four: Mapped[str]
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Program(Base):
    """The rules of a site: which model and window give credit, how long a commission is held.

    ``priority`` says who earns a sale that has both a click and a promo code; ``version`` counts the changes.
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
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class Partner(Base):
    """Who refers; recognised by codes, signs in by a token of which only the hash is kept."""

    __tablename__ = "partners"
    __table_args__ = (
        UniqueConstraint("site_id", "id"),
        ForeignKeyConstraint(["site_id", "program_id"], ["programs.site_id", "programs.id"]),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"))
    program_id: Mapped[int]
    name: Mapped[str]
    email: Mapped[str]
    status: Mapped[str]
    tags: Mapped[list[str]]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    codes: Mapped[list["Code"]] = relationship(order_by="Code.id", viewonly=True)


class Code(Base):
    """A ``ref`` of a partner; the one with the lowest id is his own, the others are aliases."""

    __tablename__ = "codes"
    __table_args__ = (ForeignKeyConstraint(["site_id", "partner_id"], ["partners.site_id", "partners.id"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int]
    partner_id: Mapped[int] = mapped_column(index=True)
    code: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class Link(Base):
    """A short link ``/r/{code}``; its code is unique in the installation, for all sites share the edge's address."""

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


class Person(Base):
    """Somebody who signs in at the console."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    archived_at: Mapped[datetime | None]


class Membership(Base):
    """Which sites a person sees, and in which role."""

    __tablename__ = "memberships"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("sites.id"), primary_key=True)
    role: Mapped[str]


class PersonSession(Base):
    """One sign-in; only the hash of its token is kept."""

    __tablename__ = "person_sessions"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]


# A ref is read without regard to case; codes are ASCII, so lower() says the same in every database and in Python.
Index("uq_codes_site_id_lower_code", Code.site_id, func.lower(Code.code), unique=True)
Index("uq_promo_codes_site_id_lower_code", PromoCode.site_id, func.lower(PromoCode.code), unique=True)

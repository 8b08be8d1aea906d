"""Sites and their programs."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from registry.checks import (
    check_choice,
    check_currency,
    check_number,
    check_text,
    check_timezone,
)
from registry.enums import Model, Priority
from registry.errors import RegistryConflict, RegistryMissing
from registry.models import Program, Site
from registry.site_hosts import check_link_hosts, check_page_hosts
from registry.tokens import make_site_key


def create_site(
    session: Session,
    name: str,
    hosts: Iterable[str],
    *,
    currency: str = "EUR",
    timezone: str = "UTC",
    may_share_hosts: bool = False,
) -> Site:
    """A site with its default program; names need not be unique, keys are.

    A host belongs to one site, unless the operator of the installation says that it may be shared.
    """
    site = Site(
        name=check_text("name", name),
        site_key=make_site_key(),
        hosts=check_page_hosts(session, hosts, may_share=may_share_hosts),
        currency=check_currency("currency", currency),
        timezone=check_timezone("timezone", timezone),
    )
    session.add(site)
    session.flush()
    create_program(session, site.id, "Default")
    return site


def update_site(
    session: Session,
    site_id: int,
    *,
    name: str | None = None,
    hosts: Iterable[str] | None = None,
    link_hosts: Iterable[str] | None = None,
    currency: str | None = None,
    timezone: str | None = None,
    display_currency: str | None = None,
    partners_see_orders: bool | None = None,
    may_share_hosts: bool = False,
) -> Site:
    """Only what is given changes; no display currency (an empty text): amounts stay as they were recorded."""
    site = get_site(session, site_id)
    if name is not None:
        site.name = check_text("name", name)
    if hosts is not None:
        site.hosts = check_page_hosts(session, hosts, may_share=may_share_hosts, site_id=site_id)
    if link_hosts is not None:
        site.link_hosts = check_link_hosts(session, link_hosts, site_id, may_share=may_share_hosts)
    if currency is not None:
        site.currency = check_currency("currency", currency)
    if timezone is not None:
        site.timezone = check_timezone("timezone", timezone)
    if display_currency is not None:
        site.display_currency = check_currency("display_currency", display_currency) if display_currency else ""
    if partners_see_orders is not None:
        site.partners_see_orders = partners_see_orders
    session.flush()
    return site


def list_sites(session: Session) -> list[Site]:
    """The sites that are not archived, oldest first."""
    return list(session.scalars(select(Site).where(Site.archived_at.is_(None)).order_by(Site.id)))


def list_all_sites(session: Session) -> list[Site]:
    """Archived ones too, oldest first."""
    return list(session.scalars(select(Site).order_by(Site.id)))


def get_site(session: Session, site_id: int) -> Site:
    """A site that is not archived, or :class:`RegistryMissing`."""
    site = session.get(Site, site_id)
    if site is None or site.archived_at is not None:
        raise RegistryMissing(f"no site {site_id}")
    return site


def resolve_site(session: Session, given: str) -> Site:
    """A site by id, key or name as it is typed; a name that several sites share is a conflict."""
    matches = or_(Site.site_key == given, Site.name == given)
    if given.isascii() and given.isdigit() and len(given) < 10:
        matches = or_(matches, Site.id == int(given))
    found = list(session.scalars(select(Site).where(Site.archived_at.is_(None), matches).order_by(Site.id)))
    if not found:
        raise RegistryMissing(f"no site {given!r}")
    if len(found) > 1:
        raise RegistryConflict(
            "site", f"{given!r} names several sites: {', '.join(_name_site(site) for site in found)}"
        )
    return found[0]


def archive_site(session: Session, site_id: int, now: datetime) -> Site:
    """The edge drops the site, its keys and links with the next snapshot; nothing recorded is removed."""
    site = get_site(session, site_id)
    # Another site may have it from now on.
    site.archived_at, site.cabinet_host = now, ""
    session.flush()
    return site


def create_program(
    session: Session,
    site_id: int,
    name: str,
    *,
    model: str = Model.LAST_CLICK,
    window_days: int = 30,
    hold_days: int = 30,
    priority: str = Priority.CLICK,
    keeps_customer_months: int = 0,
    friends: bool = False,
) -> Program:
    """Rules for partners; a site's oldest program that is not archived is its default."""
    program = Program(
        site_id=get_site(session, site_id).id,
        name=check_text("name", name),
        model=check_choice("model", model, tuple(Model)),
        window_days=check_number("window_days", window_days, 1, 3650),
        hold_days=check_number("hold_days", hold_days, 0, 3650),
        priority=check_choice("priority", priority, tuple(Priority)),
        keeps_customer_months=_check_months(keeps_customer_months),
        friends=friends,
    )
    session.add(program)
    session.flush()
    return program


def update_program(
    session: Session,
    site_id: int,
    program_id: int,
    *,
    name: str | None = None,
    model: str | None = None,
    window_days: int | None = None,
    hold_days: int | None = None,
    priority: str | None = None,
    keeps_customer_months: int | None = None,
    friends: bool | None = None,
) -> Program:
    """Only what is given changes. The new rules hold for all history, since reports compute credit."""
    program = get_program(session, site_id, program_id)
    if name is not None:
        program.name = check_text("name", name)
    if model is not None:
        program.model = check_choice("model", model, tuple(Model))
    if window_days is not None:
        program.window_days = check_number("window_days", window_days, 1, 3650)
    if hold_days is not None:
        program.hold_days = check_number("hold_days", hold_days, 0, 3650)
    if priority is not None:
        program.priority = check_choice("priority", priority, tuple(Priority))
    if keeps_customer_months is not None:
        program.keeps_customer_months = _check_months(keeps_customer_months)
    if friends is not None:
        program.friends = friends
    program.version += session.is_modified(program)
    session.flush()
    return program


def list_programs(session: Session, site_id: int) -> list[Program]:
    """The site's programs that are not archived, the default first."""
    programs = select(Program).where(Program.site_id == site_id, Program.archived_at.is_(None)).order_by(Program.id)
    return list(session.scalars(programs))


def get_program(session: Session, site_id: int, program_id: int | None = None) -> Program:
    """A program of this site, without an id its default, or :class:`RegistryMissing`."""
    programs = list_programs(session, site_id)
    for program in programs:
        if program_id in (None, program.id):
            return program
    raise RegistryMissing(f"no program {program_id} on this site")


def archive_program(session: Session, site_id: int, program_id: int, now: datetime) -> Program:
    """Its partners have the default one from now on; a site keeps at least one program."""
    program = get_program(session, site_id, program_id)
    if len(list_programs(session, site_id)) == 1:
        raise RegistryConflict("program_id", "a site keeps at least one program; create another first")
    program.archived_at = now
    session.flush()
    return program


def _check_months(months: int) -> int:
    return check_number("keeps_customer_months", months, 0, 120)


def _name_site(site: Site) -> str:
    return f"{site.id} ({site.site_key})"

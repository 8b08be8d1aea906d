"""Applications: somebody wants to become a partner, and a person, or the program itself, decides."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.application_forms import ProgramForm, check_answers
from registry.checks import check_email, check_language, check_notes, check_text, find_host
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import Application, Code, Partner
from registry.partners import create_partner
from registry.tokens import make_link_code

MAX_OPEN = 1000
_LONGEST_CODE = 24


class ApplicationStatus(StrEnum):
    """What became of an application."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class AcceptedTerms:
    """The terms as they were shown to whoever applied; ``version`` None: there were none."""

    version: int | None = None
    hash: str = ""


@dataclass(frozen=True, slots=True)
class GivenApplication:
    """What somebody typed; ``answers`` by the number of the question, from 1 on."""

    name: str
    email: str
    website: str
    answers: Mapping[int, str]
    language: str = ""


def create_application(
    session: Session,
    site_id: int,
    form: ProgramForm,
    given: GivenApplication,
    terms: AcceptedTerms,
    now: datetime,
    *,
    created_by: str,
) -> Application:
    """It waits for a decision; raises ``RegistryInvalid``, and ``RegistryConflict`` where one of the address does."""
    made = Application(
        site_id=site_id,
        program_id=form.program_id,
        status=ApplicationStatus.OPEN.value,
        name=check_text("name", given.name),
        email=_check_address(given.email),
        website=_check_website(given.website),
        answers=check_answers(form.questions, given.answers),
        terms_version=terms.version,
        terms_hash=terms.hash,
        created_by=created_by,
        created_at=now,
        language=check_language("language", given.language),
    )
    if count_open(session, site_id) >= MAX_OPEN:
        raise RegistryConflict("application", f"{MAX_OPEN} applications wait already; decide on some of them first")
    waiting = select(Application.id).where(
        Application.program_id == made.program_id,
        Application.email == made.email,
        Application.status == ApplicationStatus.OPEN.value,
    )
    if session.scalar(waiting) is not None:
        raise RegistryConflict("email", "an application with this address waits already")
    session.add(made)
    session.flush()
    return made


def list_applications(
    session: Session, site_id: int, status: str = "", before_id: int | None = None, limit: int = 100
) -> list[Application]:
    """The newest first; those older than ``before_id``."""
    found = select(Application).where(Application.site_id == site_id)
    if status:
        found = found.where(Application.status == status)
    if before_id is not None:
        found = found.where(Application.id < before_id)
    return list(session.scalars(found.order_by(Application.id.desc()).limit(limit)))


def count_open(session: Session, site_id: int) -> int:
    """How many wait for a decision."""
    is_open = Application.status == ApplicationStatus.OPEN.value
    return session.scalar(select(func.count()).where(Application.site_id == site_id, is_open)) or 0


def map_known_partners(session: Session, site_id: int, addresses: list[str]) -> Mapping[str, list[int]]:
    """E-mail address → the partners of the site who have it already."""
    found = select(Partner.email, Partner.id).where(Partner.site_id == site_id, Partner.email.in_(addresses))
    known: dict[str, list[int]] = {}
    for email, partner_id in session.execute(found.order_by(Partner.id)):
        known.setdefault(email, []).append(partner_id)
    return known


def accept_application(
    session: Session, site_id: int, application_id: int, now: datetime, *, code: str = "", decided_by: str
) -> tuple[Application, Partner]:
    """Makes the partner with his own code: the given one, else one by his name."""
    application = _get_open(session, site_id, application_id)
    partner, _ = create_partner(
        session,
        site_id,
        code or suggest_code(session, site_id, application.name),
        application.name,
        email=application.email,
        program_id=application.program_id,
        language=application.language,
        created_by=decided_by,
        now=now,
    )
    application.partner_id = partner.id
    _decide(session, application, ApplicationStatus.ACCEPTED, decided_by, now)
    return application, partner


def decline_application(
    session: Session, site_id: int, application_id: int, now: datetime, *, reason: str, decided_by: str
) -> Application:
    """``reason`` is said to whoever applied, where mail is sent."""
    application = _get_open(session, site_id, application_id)
    application.reason = check_notes("reason", reason, 1000)
    if not application.reason:
        raise RegistryInvalid("reason", "say why, in a sentence")
    _decide(session, application, ApplicationStatus.DECLINED, decided_by, now)
    return application


def suggest_code(session: Session, site_id: int, name: str) -> str:
    """A free code that resembles the name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_CODE].strip("-") or "partner"
    for code in (base, *(f"{base}-{number}" for number in range(2, 10))):
        taken = select(Code.id).where(Code.site_id == site_id, func.lower(Code.code) == code)
        if session.scalar(taken) is None:
            return code
    return f"{base}-{make_link_code()}"


def _get_open(session: Session, site_id: int, application_id: int) -> Application:
    application = session.get(Application, application_id, with_for_update=True)
    if application is None or application.site_id != site_id:
        raise RegistryMissing(f"no application {application_id} on this site")
    if application.status != ApplicationStatus.OPEN:
        raise RegistryConflict("decision", f"application {application_id} is {application.status} already")
    return application


def _decide(
    session: Session, application: Application, status: ApplicationStatus, decided_by: str, now: datetime
) -> None:
    application.status, application.decided_by, application.decided_at = status.value, decided_by, now
    session.flush()


def _check_address(given: str) -> str:
    address = check_email("email", given)
    if not address:
        raise RegistryInvalid("email", "give an address like ada@example.com")
    return address


def _check_website(given: str) -> str:
    """An http(s) address; empty if there is none."""
    website = given.strip()
    if website and "://" not in website:
        website = f"https://{website}"
    is_fit = website.isprintable() and " " not in website and len(website) <= 500
    if website and not (is_fit and website.lower().startswith(("http://", "https://")) and "." in find_host(website)):
        raise RegistryInvalid("website", "give an address like https://blog.example")
    return website

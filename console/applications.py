"""Steps of an application that the public page and the API share, each with its mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from outbound.outbox import MailKind
from outbound.requests import mail_application
from registry.application_forms import ProgramForm
from registry.applications import (
    AcceptedTerms,
    GivenApplication,
    accept_application,
    create_application,
    decline_application,
    map_known_partners,
)
from registry.models import Application
from registry.partner_sessions import SIGN_IN_PATH, create_sign_in_link

# Who decides where a program accepts everybody.
AUTOMATIC = "automatic"


@dataclass(frozen=True, slots=True)
class Accepted:
    """``sign_in_path`` is empty where the link is mailed."""

    application: Application
    sign_in_path: str


def receive_application(
    session: Session,
    site_id: int,
    form: ProgramForm,
    given: GivenApplication,
    terms: AcceptedTerms,
    now: datetime,
    *,
    created_by: str,
    sends_mail: bool,
) -> Application:
    """Whoever has this address as a partner already is never accepted without a person's look."""
    application = create_application(session, site_id, form, given, terms, now, created_by=created_by)
    if form.accepts_all and not map_known_partners(session, site_id, [application.email]):
        return accept(session, site_id, application.id, now, decided_by=AUTOMATIC, sends_mail=sends_mail).application
    if sends_mail:
        mail_application(session, MailKind.APPLICATION_RECEIVED, application, now)
    return application


def accept(
    session: Session,
    site_id: int,
    application_id: int,
    now: datetime,
    *,
    code: str = "",
    decided_by: str,
    sends_mail: bool,
) -> Accepted:
    """The applicant is a partner now; his sign-in link is mailed, or made to be copied."""
    application, partner = accept_application(session, site_id, application_id, now, code=code, decided_by=decided_by)
    if sends_mail:
        mail_application(session, MailKind.APPLICATION_ACCEPTED, application, now)
        return Accepted(application, "")
    if decided_by == AUTOMATIC:
        # Nobody is there to copy it: a link is made on the partner's page.
        return Accepted(application, "")
    token, _ = create_sign_in_link(session, site_id, partner.id, now, created_by=decided_by)
    return Accepted(application, f"{SIGN_IN_PATH}#{token}")


def decline(
    session: Session,
    site_id: int,
    application_id: int,
    now: datetime,
    *,
    reason: str,
    decided_by: str,
    sends_mail: bool,
) -> Application:
    """The reason is mailed, where mail is sent."""
    application = decline_application(session, site_id, application_id, now, reason=reason, decided_by=decided_by)
    if sends_mail:
        mail_application(session, MailKind.APPLICATION_DECLINED, application, now)
    return application

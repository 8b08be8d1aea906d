"""What a mail of the outbox says, by its kind, to its reader; None where there is nothing to say any more."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.orm import Session

from languages.catalogues import load_texts
from languages.language import Language, find_language
from languages.texts import Texts
from outbound.links import (
    find_invitation_to_mail,
    find_partner_to_mail,
    list_partners_to_mail,
    make_invitation_link,
    make_partner_link,
)
from outbound.message import MailFile
from outbound.outbox import MailKind
from outbound.texts import (
    NamedLink,
    Text,
    write_application_accepted,
    write_application_declined,
    write_application_received,
    write_partner_invitation,
    write_report,
    write_sign_in_links,
    write_team_invitation,
)
from registry.applications import ApplicationStatus
from registry.brands import name_shown
from registry.models import Application, OutgoingMail, Partner, Program, Site
from registry.report_mails import find_report

Write = Callable[[Session, OutgoingMail, str, datetime], Text | None]
# The mail says its own days.
_DAYS = ("period", "from", "through", "compare")


def write_mail(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    """Also stores the hashes of the links that stand in it."""
    return _WRITERS[MailKind(mail.kind)](session, mail, console_url, now)


def _write_team_invitation(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    invitation = find_invitation_to_mail(session, mail.payload["invitation_id"], mail.address, now)
    if invitation is None:
        return None
    site = session.get_one(Site, invitation.site_id)
    return write_team_invitation(
        _choose_texts(mail), site.name, invitation.role, make_invitation_link(session, console_url, invitation)
    )


def _write_partner_invitation(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    partner = find_partner_to_mail(session, mail.payload["partner_id"], mail.address)
    if partner is None:
        return None
    link = make_partner_link(session, console_url, partner, now)
    return write_partner_invitation(_choose_texts(mail, partner.language), _name_site(session, partner), link)


def _write_sign_in_links(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    partners = list_partners_to_mail(session, mail.address, mail.site_id)
    links = [
        NamedLink(_name_site(session, partner), make_partner_link(session, console_url, partner, now))
        for partner in partners
    ]
    return write_sign_in_links(_choose_texts(mail, *(each.language for each in partners)), links) if links else None


def _write_application_received(session: Session, mail: OutgoingMail, _: str, now: datetime) -> Text | None:
    application = session.get(Application, mail.payload["application_id"])
    if application is None or application.status != ApplicationStatus.OPEN:
        return None
    return write_application_received(_choose_texts(mail, application.language), *_name_program(session, application))


def _write_application_accepted(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    application = session.get(Application, mail.payload["application_id"])
    if application is None or application.partner_id is None:
        return None
    partner = find_partner_to_mail(session, application.partner_id, mail.address)
    if partner is None:
        return None
    link = make_partner_link(session, console_url, partner, now)
    return write_application_accepted(_choose_texts(mail, partner.language), *_name_program(session, application), link)


def _write_application_declined(session: Session, mail: OutgoingMail, _: str, now: datetime) -> Text | None:
    application = session.get(Application, mail.payload["application_id"])
    if application is None:
        return None
    texts = _choose_texts(mail, application.language)
    return write_application_declined(texts, *_name_program(session, application), application.reason)


def _choose_texts(mail: OutgoingMail, *own: str) -> Texts:
    """Those of the first language that the recipient has set, else of the one in which the mail was asked for."""
    return load_texts(next(filter(None, map(find_language, (*own, mail.language))), Language.ENGLISH))


def _write_report(session: Session, mail: OutgoingMail, console_url: str, now: datetime) -> Text | None:
    said = mail.payload
    report = find_report(session, said["report_mail_id"])
    # He ended it, lost the access, or has another address by now.
    if report is None or report.member.email != mail.address:
        return None
    url = console_url + _write_path(said["page"], report.site.id, said["first"], said["last"])
    days = f"{said['first']} to {said['last']}"
    text = write_report(name_shown(report.site), said["title"], days, said["left_out"], url)
    file = MailFile(f"{said['first']}-to-{said['last']}.csv", said["csv"].encode())
    return replace(text, report_mail_id=report.mail.id, rows=said["rows"], files=[file])


def _write_path(page: str, site_id: int, first: str, last: str) -> str:
    """The page of a report with the filters of its view, over these days."""
    path, _, query = page.partition("?")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] not in _DAYS]
    days = [("site", str(site_id)), ("period", "custom"), ("from", first), ("through", last)]
    return f"{path}?{urlencode([*kept, *days])}"


def _name_program(session: Session, application: Application) -> tuple[str, str]:
    """The names of site and program."""
    program = session.get_one(Program, application.program_id)
    return name_shown(session.get_one(Site, application.site_id)), program.name


def _name_site(session: Session, partner: Partner) -> str:
    return name_shown(session.get_one(Site, partner.site_id))


_WRITERS: Mapping[MailKind, Write] = {
    MailKind.TEAM_INVITATION: _write_team_invitation,
    MailKind.PARTNER_INVITATION: _write_partner_invitation,
    MailKind.SIGN_IN_LINK: _write_sign_in_links,
    MailKind.APPLICATION_RECEIVED: _write_application_received,
    MailKind.APPLICATION_ACCEPTED: _write_application_accepted,
    MailKind.APPLICATION_DECLINED: _write_application_declined,
    MailKind.REPORT: _write_report,
}

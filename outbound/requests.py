"""Puts mail into the outbox: who gets one, about what, and how often at most."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from outbound.outbox import MailKind, count_recent, queue_mail
from registry.changes import Act, Subject, add_change
from registry.checks import check_email
from registry.errors import RegistryConflict
from registry.models import Application, Invitation, Partner, TeamMember

# Of one address, whoever asks.
_LINKS_AN_HOUR = 3
_LINK_EVERY = timedelta(minutes=5)


def mail_invitation(session: Session, invitation: Invitation, now: datetime) -> None:
    """The link of a team invitation, in the language of whoever invites: the invited person has set none yet."""
    inviter = session.get(TeamMember, invitation.invited_by)
    queue_mail(
        session,
        MailKind.TEAM_INVITATION,
        invitation.email,
        # Not the id alone: that of a withdrawn one may be given again.
        f"{invitation.id}:{invitation.token_hash[:16]}",
        now,
        {"invitation_id": invitation.id},
        site_id=invitation.site_id,
        language=inviter.language if inviter else "",
    )


def mail_partner_link(session: Session, partner: Partner, now: datetime) -> None:
    """A link that opens the partner's page, one a minute; raises :class:`RegistryConflict` without an address."""
    if not partner.email:
        raise RegistryConflict("email", f"{partner.name} has no e-mail address; add one, or copy the link")
    queue_mail(
        session,
        MailKind.PARTNER_INVITATION,
        partner.email,
        f"{partner.id}:{int(now.timestamp()) // 60}",
        now,
        {"partner_id": partner.id},
        site_id=partner.site_id,
    )
    add_change(session, partner.site_id, Subject.PARTNER, partner.id, Act.UPDATED, sign_in_mail=None)


def mail_application(session: Session, kind: MailKind, application: Application, now: datetime) -> None:
    """What became of an application, to whoever applied."""
    queue_mail(
        session,
        kind,
        application.email,
        str(application.id),
        now,
        {"application_id": application.id},
        site_id=application.site_id,
    )


def mail_sign_in_links(
    session: Session, given: str, now: datetime, *, language: str = "", site_id: int | None = None
) -> None:
    """Links for whoever has this address, some times an hour at most; raises ``RegistryInvalid``.

    ``site_id``: to the partners of one site alone, under whose own host they were asked for.

    Whether anybody has it is looked up when the mail is due, so nobody learns it by the answer or by its time.
    """
    address = check_email("email", given)
    if count_recent(session, MailKind.SIGN_IN_LINK, address, now - timedelta(hours=1)) >= _LINKS_AN_HOUR:
        return
    turn = int(now.timestamp() // _LINK_EVERY.total_seconds())
    key = f"{address}:{turn}" if site_id is None else f"{address}:{turn}:{site_id}"
    queue_mail(session, MailKind.SIGN_IN_LINK, address, key, now, site_id=site_id, language=language)

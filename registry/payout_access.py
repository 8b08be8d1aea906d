"""Whether somebody who is signed in as a partner may say where the partner's money goes.

Whoever makes a sign-in link or a token can use it, and set a password through it. So it does no more than its maker
may: without the right to payouts it shows everything, and gives no payout method. A mailed link is seen by the owner of
the address alone, and does no more than whoever changed the address may, or of a friend whoever gave it. Where it leads
to the site's own host, whoever has that host sees it too, so it does no more than whoever chose the host may.
"""

from sqlalchemy.orm import Session

from events.enums import Scope
from registry.changes import Subject, find_creator, find_last_author
from registry.enums import PartnerKind, Role
from registry.keys import COMMAND
from registry.models import Membership, Partner, SecretKey, Site, TeamMember
from registry.site_hosts import CABINET_HOST
from registry.team.rights import RIGHTS, Right

# Who makes a link that is mailed to an address which the partner has had from the beginning.
MAIL = "mail"


def may_give_method(session: Session, site_id: int, maker: str) -> bool:
    """Whether ``maker``, a caller as links and tokens have it in ``created_by``, has the right on this site now."""
    kind, _, number = maker.partition(":")
    if kind == "member":
        return _may_member(session, site_id, int(number))
    if kind == "key":
        key = session.get(SecretKey, int(number))
        return key is not None and key.site_id == site_id and Scope.PAY in key.scopes
    return maker in (COMMAND, MAIL)


def name_mail_maker(session: Session, partner: Partner) -> str:
    """Who makes a link that is mailed to the partner: whoever changed his address, if it was not himself.

    Of a friend also whoever made him: a key makes a partner of any customer, under the address that it says. Where
    these have the right to payouts, and whoever chose the site's own host has not, that one: every link leads to it.
    """
    maker, chooser = _name_giver_of_address(session, partner), _find_chooser_of_host(session, partner.site_id)
    is_weaker = chooser is not None and not may_give_method(session, partner.site_id, chooser)
    return chooser if chooser is not None and is_weaker and may_give_method(session, partner.site_id, maker) else maker


def _name_giver_of_address(session: Session, partner: Partner) -> str:
    author = find_last_author(session, partner.site_id, Subject.PARTNER, partner.id, "email")
    if author is None and partner.kind == PartnerKind.FRIEND:
        return find_creator(session, partner.site_id, Subject.PARTNER, partner.id)
    return MAIL if author is None or author.startswith("partner:") else author


def _find_chooser_of_host(session: Session, site_id: int) -> str | None:
    """Of the host to which mailed links lead; None where that is the console's, empty if it is not noted."""
    if not session.get_one(Site, site_id).cabinet_host:
        return None
    return find_last_author(session, site_id, Subject.SITE, site_id, CABINET_HOST) or ""


def _may_member(session: Session, site_id: int, member_id: int) -> bool:
    membership, member = session.get(Membership, (member_id, site_id)), session.get(TeamMember, member_id)
    if membership is None or member is None or member.archived_at is not None:
        return False
    return Right.PAYOUTS in RIGHTS[Role(membership.role)]

"""Friends: customers of the shop who refer others, each a partner of his own, made when he is first asked for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from database.sessions import Sessions, begin_change, begin_read
from registry.checks import check_customer_id
from registry.enums import PartnerKind
from registry.errors import RegistryConflict, RegistryInvalid
from registry.key_revocation import check_maker
from registry.models import Code, Partner, Program, Site
from registry.partner_customers import find_partner_of_customer
from registry.partners import create_partner
from registry.promo_codes import list_promo_codes
from registry.sites import get_program, list_programs
from registry.tokens import make_link_code

# Of a site. Reports load all partners, so a key that leaked must not make any number of them.
MAX_FRIENDS = 20_000


@dataclass(frozen=True, slots=True)
class GivenFriend:
    """What the shop says of a customer; ``program_id`` None: the oldest program that takes friends.

    ``language`` empty: as his browser says.
    """

    customer_id: str
    name: str = ""
    email: str = ""
    program_id: int | None = None
    language: str = ""


def ensure_friend(sessions: Sessions, site_id: int, given: GivenFriend, now: datetime, *, created_by: str) -> int:
    """The id of the customer's partner, who is made if there is none; whoever is there already costs no write."""
    with begin_read(sessions) as session:
        found = find_friend(session, site_id, given)
        if found is not None:
            return found.id
    # The edge needs nothing of it: refs are matched to partners when reports are computed.
    with begin_change(sessions) as session:
        check_maker(session, created_by, now)
        return put_friend(session, site_id, given, now, created_by=created_by).id


def find_friend(session: Session, site_id: int, given: GivenFriend) -> Partner | None:
    """The customer's partner, whatever else is given: that is for the first time alone.

    Else whoever may ask for friends could give somebody's money another address.
    """
    customer_id = check_customer_id("customer_id", given.customer_id)
    if not customer_id:
        raise RegistryInvalid("customer_id", "give the shop's own id of the customer")
    if given.program_id is not None:
        get_program(session, site_id, given.program_id)
    return find_partner_of_customer(session, site_id, customer_id)


def put_friend(session: Session, site_id: int, given: GivenFriend, now: datetime, *, created_by: str) -> Partner:
    """The same, made if there is none; raises ``RegistryConflict`` where no friends are taken."""
    # Of two calls at once for the same customer the later one finds him.
    session.get_one(Site, site_id, with_for_update={"key_share": True})
    found = find_friend(session, site_id, given)
    if found is not None:
        return found
    program = find_friend_program(session, site_id, given.program_id)
    friends = select(func.count()).where(Partner.site_id == site_id, Partner.kind == PartnerKind.FRIEND.value)
    if (session.scalar(friends) or 0) >= MAX_FRIENDS:
        raise RegistryConflict("customer_id", f"the site has {MAX_FRIENDS} friends, which is the most")
    code = _choose_code(session, site_id)
    made, _ = create_partner(
        session,
        site_id,
        code,
        given.name.strip() or name_friend(code),
        email=given.email,
        program_id=program.id,
        language=given.language,
        kind=PartnerKind.FRIEND,
        customer_id=given.customer_id,
        created_by=created_by,
        now=now,
    )
    return made


def find_friend_program(session: Session, site_id: int, program_id: int | None) -> Program:
    """The given program, or the oldest that takes friends; raises ``RegistryConflict`` where friends are off."""
    chosen = [get_program(session, site_id, program_id)] if program_id else list_programs(session, site_id)
    taking = next((program for program in chosen if program.friends), None)
    if taking is None:
        which = f"the program {chosen[0].name}" if program_id else "no program of this site"
        does = "does not take" if program_id else "takes"
        raise RegistryConflict("program_id", f"{which} {does} friends: switch them on in the program first")
    return taking


def has_friends(session: Session, site_id: int) -> bool:
    """Whether any customer of the shop ever became one."""
    friends = select(Partner.id).where(Partner.site_id == site_id, Partner.kind == PartnerKind.FRIEND.value)
    return session.scalar(friends.limit(1)) is not None


def find_promo_code(session: Session, partner: Partner) -> str:
    """The first promo code that is the partner's and not archived; empty if there is none."""
    codes = list_promo_codes(session, partner.site_id, partner.id)
    return codes[0].code if codes else ""


def name_friend(code: str) -> str:
    """Of whom no name is known."""
    return f"Friend {code}"


def _choose_code(session: Session, site_id: int) -> str:
    """A code that says nothing of the customer."""
    while True:
        code = make_link_code()
        if session.scalar(select(Code.id).where(Code.site_id == site_id, func.lower(Code.code) == code)) is None:
            return code

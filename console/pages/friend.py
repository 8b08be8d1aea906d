"""A friend's own page, which the shop shows inside itself: it opens by a signed address, without a session or a cookie.

Whoever opens it sees his link and what it brought, and nothing of those who came by it.
"""

import logging

from starlette.requests import Request
from starlette.responses import Response

from console.brands import describe_brand
from console.cabinet_hosts import is_served
from console.friends import ShownFriend, show_friend
from console.pages.cabinet import draw_qr
from console.pages.headers import allow_frames
from console.pages.public_limits import PublicAct, answer_too_often, count_act, count_signed_act
from console.pages.renderer import PageDependencies, render
from database.sessions import begin_read, name_author
from earnings.figures.balances import OwnerBalance
from earnings.ledger.accounts import Account
from languages.sentence import Sentence, sentence, word
from money.amount import Amount
from registry.brands import name_shown
from registry.enums import PartnerStatus
from registry.errors import RegistryConflict
from registry.friend_links import FriendLink, LinkProblem, read_friend_link
from registry.friends import GivenFriend, ensure_friend
from registry.models import Site
from registry.partners import get_partner

LOG = logging.getLogger(__name__)
# Who makes a friend whom no server asked for.
SIGNED = "signed"
_NOT_VALID = sentence("This link is not valid")
_AGAIN = sentence("Open this page from your account at the shop again.")
_PROBLEMS = {
    LinkProblem.NOT_SIGNED: (403, _NOT_VALID, _AGAIN),
    LinkProblem.EXPIRED: (410, sentence("This link has expired"), _AGAIN),
    LinkProblem.TOO_LONG: (403, _NOT_VALID, sentence("It would open for longer than a day, which none may.")),
}
_NOT_TAKEN = (
    409,
    sentence("No invitations at present"),
    sentence("The shop takes no new friends at the moment."),
)
_TOO_OFTEN = (429, sentence("Too many attempts"), sentence("Try again later."))


def show_friend_page(dependencies: PageDependencies, request: Request) -> Response:
    """The page, or why there is none; shown within pages of the site alone, and unsigned within none."""
    with begin_read(dependencies.registry_sessions) as session:
        link = _hide_others(request, read_friend_link(session, request.query_params, dependencies.now()))
    answer = _answer(dependencies, request, link)
    # The header lists all hosts of the site, which is nothing for whoever has a site key and no signature.
    is_signed = link.problem is not LinkProblem.NOT_SIGNED
    return allow_frames(answer, link.site.hosts) if link.site and is_signed else answer


def _hide_others(request: Request, link: FriendLink) -> FriendLink:
    """Under another site's own host the address is as one of no site."""
    if link.site is None or is_served(request, link.site.id):
        return link
    return FriendLink(None, problem=LinkProblem.NOT_SIGNED)


def _answer(dependencies: PageDependencies, request: Request, link: FriendLink) -> Response:
    wait_seconds = _count(dependencies, request, link)
    if wait_seconds:
        return answer_too_often(_render_problem(dependencies, request, link, _TOO_OFTEN), wait_seconds)
    if link.site is None or link.problem is not None:
        return _render_problem(dependencies, request, link, _PROBLEMS[link.problem or LinkProblem.NOT_SIGNED])
    try:
        shown = _find_shown(dependencies, link.site, link.customer_id)
    except RegistryConflict as exc:
        LOG.warning("site %d cannot make a friend: %s", link.site.id, exc.reason)
        return _render_problem(dependencies, request, link, _NOT_TAKEN)
    return render(request, dependencies, "friend", _describe(link.site, shown))


def _count(dependencies: PageDependencies, request: Request, link: FriendLink) -> int:
    """Seconds to wait: whoever guesses signatures by his network, whoever has one by the customer that it names."""
    if link.site is None or link.problem is LinkProblem.NOT_SIGNED:
        return count_act(dependencies.redis, PublicAct.OPEN_FRIEND_PAGE, request)
    owner = f"{link.site.id}\n{link.customer_id}"
    return count_signed_act(dependencies.redis, PublicAct.OPEN_FRIEND_PAGE, owner)


def _find_shown(dependencies: PageDependencies, site: Site, customer_id: str) -> ShownFriend:
    sessions = name_author(dependencies.registry_sessions, SIGNED)
    partner_id = ensure_friend(sessions, site.id, GivenFriend(customer_id), dependencies.now(), created_by=SIGNED)
    with begin_read(sessions) as session:
        return show_friend(session, get_partner(session, site.id, partner_id))


def _describe(site: Site, shown: ShownFriend) -> dict[str, object]:
    return {
        "title": sentence("Invite friends to {shop}", shop=name_shown(site)),
        "problem": "",
        "brand": describe_brand(site),
        "saved_language": shown.partner.language,
        "shop": name_shown(site),
        "link": shown.link,
        "link_qr": draw_qr(shown.link),
        "promo_code": shown.promo_code,
        "is_active": shown.partner.status == PartnerStatus.ACTIVE,
        "people": shown.brought.people,
        "earnings": [figure for balance in shown.balances for figure in list_figures(balance)],
    }


def list_figures(balance: OwnerBalance) -> list[tuple[Sentence, Amount]]:
    """What is pending, approved and paid always, held and on its way only where something is."""
    owed = {account: balance.owed.get(account, 0) for account in Account}
    figures = [
        (word("commission_state", "Pending"), owed[Account.PENDING], True),
        (word("commission_state", "Held for review"), owed[Account.HELD], False),
        (word("commission_state", "Approved"), owed[Account.PAYABLE], True),
        (word("commission_state", "In a payout"), owed[Account.RESERVED], False),
        (word("commission_state", "Paid"), balance.paid, True),
    ]
    return [(name, Amount(minor, balance.currency)) for name, minor, is_always in figures if minor or is_always]


def _render_problem(
    dependencies: PageDependencies, request: Request, link: FriendLink, problem: tuple[int, Sentence, Sentence]
) -> Response:
    status, title, text = problem
    brand = {"brand": describe_brand(link.site)} if link.site else {}
    return render(request, dependencies, "friend", {**brand, "title": title, "problem": text}, status)

"""POST /friends: a customer of the shop gets a link of his own, by a call of the shop's server."""

import logging
from typing import Annotated

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Count, RegistryId, Resource, StatusName
from console.api.request import ApiRequest, Call, Document
from console.friends import ShownFriend, show_friend
from database.sessions import begin_read
from earnings.figures.balances import OwnerBalance
from earnings.ledger.accounts import Account
from events.enums import Scope
from money.amount import Amount
from registry.friends import GivenFriend, ensure_friend
from registry.partners import get_partner
from registry.team.rights import Right
from reports.partners.visitors import query_visitors
from warehouse.interface import Warehouse, WarehouseUnavailable

LOG = logging.getLogger(__name__)


class FriendBalance(Resource):
    """What he earned in one currency, by state."""

    currency: str
    pending: Amount
    held: Amount
    approved: Amount
    in_payout: Amount
    paid: Amount


class Friend(Resource):
    """The customer's partner. `link` is the site's first page with his `code`.

    `people`, `leads` and `sales` are those that the commissions credit to him, whatever became of their money.
    """

    partner_id: Count
    code: str
    program_id: Count
    status: StatusName
    link: str
    promo_code: Annotated[str, Meta(description="Empty where the partner has none")]
    visitors: Annotated[Count | None, Meta(description="Browsers that came by his code; null while the store is away")]
    people: Count
    leads: Count
    sales: Count
    earnings: list[FriendBalance]


class NewFriend(Resource):
    """`name`, `email`, `program_id` and `language` count when the partner is made, and never afterwards.

    Without a `program_id` it is the oldest program that takes friends; without a `language` that of his browser.
    """

    customer_id: Annotated[str, Meta(description="The shop's own id of the customer, as its events have it")]
    name: str = ""
    email: str = ""
    program_id: RegistryId | None = None
    language: Annotated[str, Meta(description="en, pl, ru, or empty")] = ""


def answer_put(request: ApiRequest) -> Document:
    """Makes the partner of a customer, or finds him: the same call again changes nothing."""
    body, dependencies, site_id = parse_body(request.body, NewFriend), request.dependencies, request.site().site_id
    given = GivenFriend(body.customer_id, body.name, body.email, body.program_id, body.language)
    partner_id = ensure_friend(dependencies.sessions, site_id, given, request.now, created_by=request.caller.name)
    with begin_read(dependencies.sessions) as session:
        shown = show_friend(session, get_partner(session, site_id, partner_id))
        refs = shown.partner.lower_codes
    return Document(_make_resource(shown, _count_visitors(dependencies.warehouse, site_id, refs)))


def _count_visitors(warehouse: Warehouse, site_id: int, refs: tuple[str, ...]) -> int | None:
    """None while the warehouse is away: a link is worth more than its figure."""
    try:
        return query_visitors(warehouse, site_id, refs)
    except WarehouseUnavailable as exc:
        LOG.warning("cannot count the visitors of a friend: %s", exc)
        return None


def _make_resource(shown: ShownFriend, visitors: int | None) -> Friend:
    partner, brought = shown.partner, shown.brought
    return Friend(
        partner_id=partner.id,
        code=partner.own_code,
        program_id=partner.program_id,
        status=partner.status,
        link=shown.link,
        promo_code=shown.promo_code,
        visitors=visitors,
        people=brought.people,
        leads=brought.leads,
        sales=brought.sales,
        earnings=[_make_balance(each) for each in shown.balances],
    )


def _make_balance(balance: OwnerBalance) -> FriendBalance:
    def owe(account: Account) -> Amount:
        return Amount(balance.owed.get(account, 0), balance.currency)

    return FriendBalance(
        currency=balance.currency,
        pending=owe(Account.PENDING),
        held=owe(Account.HELD),
        approved=owe(Account.PAYABLE),
        in_payout=owe(Account.RESERVED),
        paid=Amount(balance.paid, balance.currency),
    )


CALLS = (
    Call(
        "put_friend",
        "POST",
        "/friends",
        answer_put,
        "Make a customer a friend, who refers others, or find him",
        ("site",),
        NewFriend,
        Friend,
        is_write=True,
        key_scope=Scope.FRIENDS,
        right=Right.PARTNERS,
    ),
)

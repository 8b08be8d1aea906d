"""/payout-methods: how partners are paid. Details go in and never come out: answers have a few of their characters.

A partner gives, sees and ends his own; to give one, whoever made his link or token needs the right to payouts. At a
site a team member with the right to payouts or a key with ``pay`` does so for any partner, and sees who shares a
destination; others see nothing of them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from msgspec import UNSET, UnsetType, structs
from sqlalchemy.orm import Session

from console.access import Caller
from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource, choice
from console.api.payouts.access import read_keys
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_integer
from console.errors import AccessDenied, InvalidRequest, NothingFound
from database.sessions import begin_change, begin_read
from earnings.payees.stored_methods import NewMethod, add_method, map_shared_destinations
from earnings.payouts.methods.kinds import MethodKind
from events.enums import Scope
from registry import models
from registry.payout_access import may_give_method
from registry.payout_methods import archive_method, get_method, list_key_prefixes, list_methods

MAY_NOT_GIVE = (
    "your sign-in was made by somebody who has no right to payouts: ask the program for a sign-in link made by"
    " an owner or by finance, and say by that one how you are paid"
)
STATES = ("waiting", "usable", "replaced", "archived")
_OF_ALL = ("partner_id", "kind", "currency")


class PayoutMethod(Resource):
    """`summary` is what the partner recognises. `usable_from`: 72 hours after it was given.

    `state`: `waiting` until then (a payout leaves the partner out), `usable`, `replaced` by a newer one, or `archived`.
    `shared_with` are partners with the same destination; partners are not shown it.
    """

    method_id: Count
    partner_id: Count
    version: Count
    kind: Annotated[str, choice(MethodKind)]
    currency: str
    summary: str
    state: Annotated[str, choice(STATES)]
    usable_from: Instant
    created_by: str
    created_at: Instant
    shared_with: list[Count] | UnsetType = UNSET


class NewPayoutMethod(Resource):
    """`partner_id` is not needed by a partner. The fields of the kind, and no others: `iban`: `holder`, `iban`, `bic`;
    `pl_account`: `holder`, `account`; `ru_account`: `holder`, `account`, `bik`, `bank`, `correspondent_account`, `inn`,
    `kpp`; `paypal`: `holder`, `email`; `wise`: the same and `is_business`; `other`: `holder`, `text`.

    `currency`: in which the partner is paid; empty: the one he earned.
    """

    kind: Annotated[str, choice(MethodKind)]
    holder: str
    partner_id: RegistryId | None = None
    currency: str = ""
    iban: str = ""
    bic: str = ""
    account: str = ""
    bik: str = ""
    bank: str = ""
    correspondent_account: str = ""
    inn: str = ""
    kpp: str = ""
    email: str = ""
    is_business: bool = False
    text: str = ""


def answer_list(request: ApiRequest) -> Table:
    """All versions, the newest of each partner first."""
    site_id, partner_id = request.site().site_id, _choose_filter(request.caller, request.query)
    with begin_read(request.dependencies.sessions) as session:
        shared = {} if request.caller.partner_id else map_shared_destinations(session, site_id)
        found = list_methods(session, site_id, partner_id)
        newest = {method.partner_id: method.id for method in reversed(found)}
        return Table([_make_resource(method, newest, shared, request.caller, request.now) for method in found])


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewPayoutMethod)
    site_id = request.site().site_id
    partner_id = _choose_partner(request.caller, body.partner_id)
    given = NewMethod(body.kind, _list_fields(body), body.currency)
    with begin_change(request.dependencies.sessions) as session:
        _check_access(session, request.caller, site_id)
        keys = read_keys(request.dependencies, may_make=not list_key_prefixes(session))
        secret, maker = request.dependencies.secret, request.caller.name
        method = add_method(session, keys, secret, site_id, partner_id, given, maker, request.now)
        return Document(_make_resource(method, {partner_id: method.id}, {}, request.caller, request.now))


def answer_archive(request: ApiRequest) -> Document:
    """The partner has no method until one is added."""
    site_id, method_id = request.site().site_id, int(request.path["method_id"])
    with begin_change(request.dependencies.sessions) as session:
        if request.caller.partner_id not in (None, get_method(session, site_id, method_id).partner_id):
            raise NothingFound("no such payout method of yours")
        method = archive_method(session, site_id, method_id, request.caller.name, request.now)
        return Document(_make_resource(method, {method.partner_id: method.id}, {}, request.caller, request.now))


def _check_access(session: Session, caller: Caller, site_id: int) -> None:
    """Whoever ends a method takes nothing, whoever gives one may take the money."""
    if caller.partner_id is not None and not may_give_method(session, site_id, caller.opened_by):
        raise AccessDenied(MAY_NOT_GIVE)


def _choose_filter(caller: Caller, query: Mapping[str, str]) -> int | None:
    return caller.partner_id or parse_integer(query, "partner", 1, 2**31 - 1, 0) or None


def _choose_partner(caller: Caller, given: int | None) -> int:
    own = caller.partner_id
    if own is not None and given not in (None, own):
        raise NothingFound("no such partner of yours")
    chosen = own or given
    if chosen is None:
        raise InvalidRequest("partner_id", "give the id of the partner", "missing")
    return chosen


def _list_fields(body: NewPayoutMethod) -> Mapping[str, str]:
    values = {name: value for name, value in structs.asdict(body).items() if name not in _OF_ALL}
    return {**values, "is_business": "1" if body.is_business else ""}


def _make_resource(
    method: models.PayoutMethod,
    newest: Mapping[int, int],
    shared: Mapping[int, list[int]],
    caller: Caller,
    now: datetime,
) -> PayoutMethod:
    is_newest = newest[method.partner_id] == method.id
    is_shown = caller.partner_id is None and is_newest and not method.is_archived
    return PayoutMethod(
        method_id=method.id,
        partner_id=method.partner_id,
        version=method.version,
        kind=method.kind,
        currency=method.currency,
        summary=method.summary,
        state=_find_state(method, is_newest, now),
        usable_from=method.usable_from,
        created_by=method.created_by,
        created_at=method.created_at,
        shared_with=shared.get(method.partner_id, []) if is_shown else UNSET,
    )


def _find_state(method: models.PayoutMethod, is_newest: bool, now: datetime) -> str:
    if method.is_archived:
        return "archived"
    if not is_newest:
        return "replaced"
    return "usable" if method.usable_from <= now else "waiting"


_ALL, _ONE, _SITE = "/payout-methods", "/payout-methods/{method_id:id}", ("site",)
# fmt: off
CALLS = (
    Call("list_payout_methods", "GET", _ALL, answer_list, "How partners are paid, without the details",
         ("site", "partner", "format"), answer_type=PayoutMethod, is_for_partners=True, key_scope=Scope.PAY),
    Call("create_payout_method", "POST", _ALL, answer_create, "Say how a partner is paid", _SITE, NewPayoutMethod,
         PayoutMethod, status=201, is_for_partners=True, is_write=True, key_scope=Scope.PAY),
    Call("archive_payout_method", "DELETE", _ONE, answer_archive, "End a partner's payout method", _SITE,
         answer_type=PayoutMethod, is_for_partners=True, is_write=True, key_scope=Scope.PAY),
)

"""The pseudonym of a customer: a decision is kept always, the customer's own id is erased when he asks for it."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Mapping, Sequence

from earnings.runs.standing import PACKAGE, StandingConversion
from events.enums import CONFIRMED_TRUST
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# Whoever shares an id with more than these has no other name by it: an address at the till, a customer of all guests.
_MAX_JOINED = 20
# Names in one statement.
_AT_ONCE = 5_000

# Customer id and hash of the address, one of them empty.
Id = tuple[str, str]


def name_customer(secret: bytes, site_id: int, customer_id: str, email_hash: str) -> str:
    """By the shop's own id, else by the address; empty for who is not named."""
    if not customer_id and not email_hash:
        return ""
    named = f"customer {site_id} c:{customer_id}" if customer_id else f"customer {site_id} e:{email_hash}"
    return hmac.new(secret, named.encode(), hashlib.sha256).hexdigest()[:24]


def query_other_names(
    warehouse: Warehouse, secret: bytes, site_id: int, conversions: Sequence[StandingConversion]
) -> Mapping[str, tuple[str, ...]]:
    """Event id → the further pseudonyms of its customer: who has both an id and an address is one person."""
    named = [each for each in conversions if each.customer_id or each.email_hash]
    links = defaultdict[Id, set[Id]](set)
    for start in range(0, len(named), _AT_ONCE):
        part = named[start : start + _AT_ONCE]
        parameters: dict[str, Value] = {
            "site_id": site_id,
            "customer_ids": sorted({each.customer_id for each in part} - {""}),
            "email_hashes": sorted({_find_address(each) for each in part} - {""}),
            "confirmed_trust": CONFIRMED_TRUST,
            "max_joined": _MAX_JOINED,
        }
        rows = warehouse.query(read_statement(PACKAGE, "linked_customers"), parameters)
        for customer_id, email_hash in rows.parse_tuples(tuple[str, str]):
            links[customer_id, ""].add(("", email_hash))
            links["", email_hash].add((customer_id, ""))
    found = dict[str, tuple[str, ...]]()
    for each in named:
        own = {(each.customer_id, ""), ("", _find_address(each))} - {("", "")}
        others = own.union(*(links[one] for one in own))
        names = {name_customer(secret, site_id, *one) for one in others}
        found[each.event_id] = tuple(
            sorted(names - {name_customer(secret, site_id, each.customer_id, each.email_hash)})
        )
    return found


def _find_address(conversion: StandingConversion) -> str:
    """A signature does not vouch for it; where nothing else is named it is all there is."""
    is_vouched = conversion.trust > CONFIRMED_TRUST or not conversion.customer_id
    return conversion.email_hash if is_vouched else ""

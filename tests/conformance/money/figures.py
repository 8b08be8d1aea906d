"""What an installation says at a moment, in the form in which cases expect it; and the differences."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.conformance.money.installation import Json
from tests.conformance.money.shop import Shop

PARTS = ("balances", "site", "commissions", "no_commission", "drift", "payouts", "transfers")
_EMPTY: Json = {
    "balances": {},
    "site": {},
    "commissions": [],
    "no_commission": {},
    "drift": [],
    "payouts": {},
    "transfers": [],
}
_ACCOUNTS = ("pending", "held", "payable", "reserved", "paid", "granted")
_ALL_TIME = "from=2000-01-01&to=2100-01-01"


def list_differences(shop: Shop, expected: Json, now: datetime) -> Iterator[str]:
    """One line for each part that is not as expected."""
    found = describe(shop, now)
    for name in PARTS:
        wanted = _normalise(name, expected.get(name, _EMPTY[name]))
        if wanted != _normalise(name, found[name]):
            yield f"{expected['as_of']} {name}: expected {wanted}, found {_normalise(name, found[name])}"


def describe(shop: Shop, now: datetime) -> Json:
    """By the API alone."""
    balances = shop.call("GET", "/balances", now)
    lines = shop.call("GET", "/commissions?limit=10000", now)["rows"]
    decided = shop.call("GET", "/commissions/decisions?limit=10000", now)["rows"]
    names = _name_customers(shop, lines)
    site: defaultdict[str, Json] = defaultdict(dict)
    for each in balances["accounts"]:
        site[each["account"]][each["amount"]["currency"]] = each["amount"]["minor"]
    return {
        "balances": _describe_balances(balances["rows"], names),
        "site": dict(site),
        "commissions": [_describe_line(each, names) for each in lines if each["kind"] != "adjustment"],
        "no_commission": {each["order_id"]: each["reason"] for each in decided if each["reason"]},
        "drift": [each["order_id"] for each in shop.call("GET", f"/drift?{_ALL_TIME}", now)["rows"]],
        **shop.payouts.describe(now),
    }


def _name_customers(shop: Shop, lines: list[Json]) -> dict[str, str]:
    """The installation knows them by pseudonyms: each by an order of his."""
    return {each["customer"]: shop.orders[each["order_id"]]["customer"] for each in lines if each["customer"]}


def _describe_balances(rows: list[Json], names: dict[str, str]) -> Json:
    balances: defaultdict[str, Json] = defaultdict(dict)
    for row in rows:
        owner = row["partner"] or f"customer:{names[row['customer']]}"
        balances[owner][row["currency"]] = {account: row[account]["minor"] for account in _ACCOUNTS}
    return dict(balances)


def _describe_line(row: Json, names: dict[str, str]) -> Json:
    described = {
        "order": row["order_id"] or row["subject"],
        "partner": row["partner"] or f"customer:{names[row['customer']]}",
        "kind": row["kind"],
        "currency": row["amount"]["currency"],
        "amount": row["amount"]["minor"],
        "state": row["state"],
    }
    return described | ({"from": row["from_partner"]} if row["from_partner"] else {})


def _normalise(name: str, value: Any) -> Any:
    """Without what is nothing, and in a stable order."""
    if name == "balances":
        rows = (
            (owner, code, {k: n for k, n in own.items() if n}) for owner, x in value.items() for code, own in x.items()
        )
        return _nest(rows)
    if name == "site":
        return _nest((account, code, n) for account, own in value.items() for code, n in own.items())
    if name in ("commissions", "transfers"):
        return sorted(value, key=lambda each: sorted((key, str(field)) for key, field in each.items()))
    return value


def _nest(rows: Iterator[tuple[str, str, Any]]) -> Json:
    nested: Json = {}
    for outer, inner, value in rows:
        if value:
            nested.setdefault(outer, {})[inner] = value
    return nested

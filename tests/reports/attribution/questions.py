"""Asks for attribution over a few clicks and sales."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.fixtures.event_rows import at, event_id, make_event
from tests.reports.conftest import Api, Tenant

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
BROWSER: dict[str, Any] = {"source": "browser"}
# Who a conversion or a click names in place of a visitor.
BY_CUSTOMER: dict[str, Any] = {"visitor_id": "", "customer_id": "c"}
BY_EMAIL: dict[str, Any] = {"visitor_id": "", "email_hash": "e"}


def click(number: int, time: str, ref: str = "", **fields: object) -> dict[str, Any]:
    """A click of visitor v."""
    return make_event(number, at(time), **{"visitor_id": "v", "ref": ref, **fields})


def sale(number: int, time: str, amount: Any = 1000, **fields: object) -> dict[str, Any]:
    """A sale to visitor v in euros; ``amount`` in minor units, None for none."""
    paid = {"type": "sale", "amount_minor": amount, "currency": "EUR" if amount is not None else ""}
    return make_event(number, at(time), **{"visitor_id": "v", "order_id": f"o{number}", **paid, **fields})


def ask_by_ref(api: Api, token: str, **query: object) -> dict[str, tuple[float, list[dict[str, object]]]]:
    """Conversions and revenue of each ref in March."""
    answer = api.get("/attribution", token, **{**MARCH, "by": "ref", **query})
    return {row["key"]: (row["conversions"], row["revenue"]) for row in answer["rows"]}


def identify(number: int, time: str, visitor: str = "v", customer: str = "c", **fields: object) -> dict[str, Any]:
    """The visitor is the customer."""
    named = {"type": "identify", "visitor_id": visitor, "customer_id": customer}
    return make_event(number, at(time), **{**named, **fields})


def browser_click(number: int, time: str, ref: str = "alice", **fields: object) -> dict[str, Any]:
    """A click that the browser of visitor v reports as it happens."""
    return click(number, time, ref, **{**BROWSER, **fields})


def ask_who(api: Api, shop: Tenant, model: str = "last_click", by: str = "partner", **period: str) -> dict[str, float]:
    """Conversions of each key, in March or in the ``period``."""
    rows = api.get("/attribution", shop.key, **{**MARCH, **period}, model=model, by=by)["rows"]
    return {row["key"]: row["conversions"] for row in rows}


def show(api: Api, shop: Tenant, number: int) -> tuple[str, list[str]]:
    """The ref and the reasons of a conversion."""
    [(ref, reasons, _)] = show_all(api, shop, [number])
    return ref, reasons


def show_all(api: Api, shop: Tenant, numbers: Iterable[int]) -> list[tuple[str, list[str], list[str]]]:
    """The ref and the reasons of each conversion, and the reason of each of its touches."""
    rows = {row["event_id"]: row for row in api.get("/conversions", shop.key, **MARCH)["rows"]}
    shown = []
    for number in numbers:
        row, why = rows[event_id(number)], api.get(f"/conversions/{event_id(number)}/why", shop.key)
        assert (why["conversion"]["ref"], why["conversion"]["reasons"]) == (row["ref"], row["reasons"])
        shown.append((row["ref"], row["reasons"], _list_reasons(why)))
    return shown


def explain(api: Api, shop: Tenant, number: int) -> list[str]:
    """The reason of each touch of a conversion."""
    return _list_reasons(api.get(f"/conversions/{event_id(number)}/why", shop.key))


def judge(api: Api, shop: Tenant, number: int) -> tuple[str, list[str]]:
    """The decision on a conversion after a fraud run, and its reasons."""
    api.post("/fraud/run", shop.key, None)
    conversion = api.get(f"/conversions/{event_id(number)}/why", shop.key)["conversion"]
    return conversion["decision"], conversion["reasons"]


def judge_all(api: Api, shop: Tenant) -> dict[str, str]:
    """The decision on each conversion, by its id, after a fraud run."""
    api.post("/fraud/run", shop.key, None)
    return {row["event_id"]: row["decision"] for row in api.get("/conversions", shop.key, **MARCH)["rows"]}


def _list_reasons(why: Mapping[str, Any]) -> list[str]:
    return [touch["reason"] for touch in why["touches"]]

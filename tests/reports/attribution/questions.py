"""Asks for attribution over a few clicks and sales."""

from typing import Any

from tests.fixtures.event_rows import at, make_event
from tests.reports.conftest import Api

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


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

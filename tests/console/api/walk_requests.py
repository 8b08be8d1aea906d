"""Requests made of the API's own description: each parameter and field is filled with what a given site has."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from console.api.call_list import CALLS
from console.api.openapi import describe_api, template_path
from console.api.request import Call
from console.api.schemas import find_kind
from tests.console.api.payout_runs import IBAN, PAYER

DESCRIPTION: dict[str, Any] = describe_api(CALLS, "")
_SCHEMAS: Mapping[str, Any] = DESCRIPTION["components"]["schemas"]
RULES = {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}], "model": "linear"}
# One pixel.
LOGO = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
# What the schema cannot say of a body.
_BODIES: Mapping[str, Mapping[str, object]] = {
    "read_funnel": {"steps": [{"type": "click"}, {"type": "sale"}]},
    "update_own_settings": {"timezone": "Europe/Warsaw"},
    "create_allowance": {"kind": "visitor", "value": "somebody"},
    "create_adjustment": {"reason": "bonus", "minor": 100},
    "create_payout_method": IBAN,
    "create_payout_run": {"payer": PAYER},
    "store_payout_results": {"results": [{"result": "paid"}]},
    "create_terms": {"rules": RULES},
    "preview_terms": {"rules": RULES},
    "sample_terms": {"rules": RULES},
    "update_program": {"name": "Walked"},
    "update_partner": {"notes": "walked"},
    "update_link": {"sub_id": "walked"},
    "update_site": {"name": "Walked"},
    "put_logo": {"content": LOGO},
    "create_view": {"page": "/attribution"},
    "create_report_mail": {"every": "week"},
    "create_key": {"scopes": ["events"]},
    "decide_application": {"decision": "decline", "reason": "walked"},
    "create_link": {"code": ""},
    "preview_erasure": {"kind": "customer", "value": "nobody"},
    "create_erasure": {"kind": "customer", "value": "nobody"},
}
_QUERIES: Mapping[str, Mapping[str, str]] = {
    "get_payout_file": {"format": "csv"},
    "show_accent": {"accent": "#1f6a9e"},
    "read_backtest": {"rule": "paid_click", "parameter": "click_ids", "values": '["gclid"]'},
}
# Of the query, what names rows of a site, by what; whatever else is optional is left out.
_NAMING = {"partner": "partner_id", "program": "program_id", "ref": "partner", "q": "partner"}


@dataclass(frozen=True, slots=True)
class Filled:
    """One request; ``names_rows``: path or body has ids of the site that it was filled with."""

    call: Call
    path: str
    query: Mapping[str, str]
    body: Mapping[str, object] | None
    names_rows: bool


@dataclass(frozen=True, slots=True)
class Filler:
    """``ids`` are a site's rows by the name of parameter or field, ``host`` is the one of whoever sends the request."""

    ids: Mapping[str, object]
    host: str
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def fill(self, call: Call) -> Filled:
        """Raises ``KeyError`` for a parameter of a path that nothing is known for."""
        operation = DESCRIPTION["paths"][template_path(call.path)][call.method.lower()]
        in_path = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
        ids = {**self.ids, "event_id": self.ids["lead_event_id"]} if call.path.startswith("/leads/") else self.ids
        path = template_path(call.path).format(**{name: ids[name] for name in in_path})
        query = {name: str(self.ids[_NAMING[name]]) for name in call.parameters if name in _NAMING}
        body = None
        if call.body:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            body = {**self._make_object(schema), **_add_ids(_BODIES.get(call.name, {}), self.ids)}
        named = {name for name in (*in_path, *_list_names(body or {})) if name in self.ids and name != "period"}
        return Filled(call, path, {**query, **_QUERIES.get(call.name, {})}, body, bool(named))

    def _make_object(self, schema: Mapping[str, Any]) -> dict[str, object]:
        resolved = _resolve(schema)
        wanted = [*resolved.get("required", ()), *(name for name in resolved["properties"] if name in self.ids)]
        return {name: self._make_value(name, resolved["properties"][name]) for name in dict.fromkeys(wanted)}

    def _make_value(self, name: str, schema: Mapping[str, Any]) -> object:
        if name in self.ids:
            return self.ids[name]
        kind = _resolve(find_kind(schema))
        if "enum" in kind:
            return next(each for each in kind["enum"] if each)
        if kind["type"] == "object":
            return self._make_object(kind) if "properties" in kind else {}
        if kind["type"] == "array":
            return [self._make_value(name.removesuffix("s"), kind["items"])]
        if kind["type"] != "string":
            return {"boolean": False, "integer": kind.get("minimum", 1), "number": 1.0}[kind["type"]]
        return self._make_text(name, kind)

    def _make_text(self, name: str, kind: Mapping[str, Any]) -> str:
        number = next(self._numbers)
        texts = {
            "currency": "EUR",
            "destination": f"https://{self.host}/{number}",
            "host": f"walk-{number}-{self.host}",
            "email": f"walk-{number}@mail.example",
        }
        if kind.get("format") == "date-time":
            return "2026-04-01T00:00:00Z"
        return texts.get(name, f"walk-{number}")


def _resolve(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = _SCHEMAS[schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _add_ids(body: Mapping[str, object], ids: Mapping[str, object]) -> dict[str, object]:
    """A payment is named by its partner, one level down."""
    results = body.get("results")
    if isinstance(results, Sequence):
        return {**body, "results": [{**each, "partner": ids["partner"]} for each in results]}
    return dict(body)


def _list_names(content: object) -> Iterator[str]:
    if isinstance(content, Mapping):
        for name, value in content.items():
            yield name
            yield from _list_names(value)
    elif isinstance(content, list):
        for each in content:
            yield from _list_names(each)

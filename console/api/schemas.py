"""JSON schemas of the resources, as OpenAPI and the files have them."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from msgspec import json

from console.api.fields import Resource
from money.amount import Amount

MONEY = {"$ref": f"#/components/schemas/{Amount.__name__}"}
_MONEY_FORM = {
    "type": "object",
    "description": "`minor` whole minor units of `currency` by ISO 4217, `amount` the same as a decimal string",
    "properties": {"minor": {"type": "integer"}, "currency": {"type": "string"}, "amount": {"type": "string"}},
    "required": ["minor", "currency", "amount"],
    "examples": [{"minor": 499, "currency": "EUR", "amount": "4.99"}],
}


def describe_resources(resources: Iterable[type[Resource]]) -> dict[str, Any]:
    """Name → schema, with the resources that these are made of."""
    _, schemas = json.schema_components(resources, ref_template="#/components/schemas/{name}")
    return {name: _MONEY_FORM if name == Amount.__name__ else schema for name, schema in schemas.items()}


@cache
def describe_fields(resource: type[Resource]) -> Mapping[str, Mapping[str, Any]]:
    """Field → schema."""
    fields: Mapping[str, Mapping[str, Any]] = describe_resources([resource])[resource.__name__]["properties"]
    return fields


def find_kind(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema of what stands in a field that may also be null."""
    kinds = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else schema

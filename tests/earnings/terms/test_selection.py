"""Link, then partner, then group, then program; inside a list the first that fits, never the highest."""

from typing import Any

import pytest

from earnings.terms.parsing import parse_terms
from earnings.terms.selection import Question, find_rule, map_rules

TERMS = parse_terms(
    {
        "rewards": [
            {"id": "first", "percent": "30", "payments": {"from": 1, "to": 1}},
            {"id": "pro", "percent": "20", "when": {"properties": {"plan": ["pro", "team"]}}},
            {"id": "large", "percent": "5", "when": {"amount_from": 50000, "currency": "EUR"}},
            {"id": "rest", "percent": "10"},
            {"id": "trial", "event": "lead", "fixed": 300, "when": {"name": "trial"}},
        ],
        "overrides": {
            "links": {"summer": [{"id": "l", "percent": "1", "when": {"amount_below": 100}}]},
            "partners": {"alice": [{"id": "p", "percent": "2", "when": {"currency": "USD"}}]},
            "groups": {"vip": [{"id": "g", "percent": "3", "when": {"currency": ["USD", "PLN"]}}]},
        },
    }
)


def ask(link: str = "", partner: str = "bob", groups: tuple[str, ...] = (), **changed: Any) -> str:
    said: dict[str, Any] = {
        "kind": "sale",
        "currency": "EUR",
        "name": "",
        "amount_minor": 1000,
        "properties": {},
        "payment_number": 2,
        **changed,
    }
    rule = find_rule(TERMS, Question(**said), link, partner, groups)
    return rule.id if rule else ""


@pytest.mark.parametrize(
    ("asked", "rule"),
    [
        ({}, "program:rest"),
        ({"payment_number": 1}, "program:first"),
        ({"properties": {"plan": "team"}}, "program:pro"),
        ({"properties": {"plan": "free"}}, "program:rest"),
        ({"amount_minor": 50000}, "program:large"),
        ({"amount_minor": 50000, "currency": "PLN"}, "program:rest"),
        ({"link": "summer"}, "program:rest"),
        ({"link": "summer", "amount_minor": 99, "partner": "alice", "currency": "USD"}, "link:summer:l"),
        ({"partner": "alice", "currency": "USD", "groups": ("vip",)}, "partner:alice:p"),
        ({"partner": "alice", "currency": "PLN", "groups": ("vip",)}, "group:vip:g"),
        ({"groups": ("vip",)}, "program:rest"),
        ({"kind": "lead"}, ""),
        ({"kind": "lead", "name": "trial"}, "program:trial"),
    ],
)
def test_the_nearest_rule_that_fits_applies(asked: dict[str, Any], rule: str) -> None:
    assert ask(**asked) == rule


def test_every_rule_is_found_by_its_id() -> None:
    assert list(map_rules(TERMS)) == [
        "link:summer:l",
        "partner:alice:p",
        "group:vip:g",
        *(f"program:{name}" for name in ("first", "pro", "large", "rest", "trial")),
    ]

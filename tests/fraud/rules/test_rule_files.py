"""A rule says in its head what it is; a head that does not is refused; every rule runs."""

from datetime import date

import pytest

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_files import Parameter, Rule, RuleMalformed, parse_rule, read_rules
from fraud.runs.findings import collect_findings
from fraud.runs.spans import span_of_month
from warehouse.interface import Warehouse

GOOD = """-- description: Too fast
-- answers: which conversions are too fast
-- subject: conversion
-- class: sivt
-- family: timing
-- reason: timing
-- says: {lag} s
-- param: floor_seconds Float64 = 30 s, from click to order
-- param: pages String = "a b" where
-- param: kinds Array(String) = ["x", "y z"] of network
-- param: most Float64 = 4 weight
    findings as
    (
        select {floor_seconds:Float64}, {pages:String}, {kinds:Array(String)}
    )
"""


def test_the_head_of_a_rule_is_read() -> None:
    rule = parse_rule("050_too_fast.sql", GOOD)
    assert (rule.name, rule.subject, rule.traffic_class, rule.family) == ("too_fast", "conversion", "sivt", "timing")
    assert rule.parameters[0] == Parameter("floor_seconds", "Float64", 30, "s, from click to order")
    assert rule.defaults() == {"floor_seconds": 30, "pages": "a b", "kinds": ["x", "y z"], "most": 4}
    assert rule.statement.startswith("    findings as")


@pytest.mark.parametrize(
    ("line", "instead", "message"),
    [
        ("-- class: sivt\n", "", "class"),
        ("-- class: sivt", "-- class: bad", "class is one of"),
        ("-- family: timing", "-- family: clocks", "family is one of"),
        ("-- subject: conversion", "-- subject: order", "subject is one of"),
        ("-- says: {lag} s", "-- sez: {lag} s", "not a line"),
        ("-- says: {lag} s", "-- says: {lag} s\n-- says: again", "not a line"),
        ("-- says: {lag} s", "--", "not a line"),
        ("= 30 s", "= thirty s", "JSON value"),
        ("= 30 s, from", '= "30" s, from', "no Float64"),
        ("Float64 = 30 s", "Int8 = 30 s", "name Type"),
        ('["x", "y z"]', '"x"', r"no Array\(String\)"),
        ("-- param: most Float64 = 4 weight\n", "", "most"),
        ("{pages:String}, ", "", "does not use"),
        ("findings as", "found as", "no `findings`"),
    ],
)
def test_an_incomplete_or_wrong_head_is_rejected(line: str, instead: str, message: str) -> None:
    assert line in GOOD
    with pytest.raises(RuleMalformed, match=message):
        parse_rule("050_too_fast.sql", GOOD.replace(line, instead))


def test_a_file_without_number_is_rejected() -> None:
    with pytest.raises(RuleMalformed, match="NNN_name"):
        parse_rule("too_fast.sql", GOOD)


def test_no_single_family_but_the_partners_own_identity_can_hold_a_conversion() -> None:
    heavy = {rule.name for rule in read_rules() if float(str(rule.defaults()["most"])) >= 5}
    assert heavy == {"own_order"}
    assert all(float(str(rule.defaults()["most"])) <= 2.5 for rule in read_rules() if rule.family == "network")


def test_policy_rules_and_only_they_are_of_the_family_policy() -> None:
    assert all((rule.traffic_class == "policy") == (rule.family == "policy") for rule in read_rules())


@pytest.mark.parametrize("rule", read_rules(), ids=lambda rule: rule.name)
def test_a_rule_finds_nothing_where_there_is_nothing(warehouse: Warehouse, rule: Rule) -> None:
    facts = SiteFacts(1, {"alice": "alice"}, {}, frozenset(), {})
    for confirmed_only in (False, True):
        span = span_of_month(date(2026, 3, 1))
        collect_findings(warehouse, facts, rule, rule.defaults(), span, 1, confirmed_only=confirmed_only)
    assert len(warehouse.query("select rule from findings")) == 0

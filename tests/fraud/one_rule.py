"""A fraud run costs the planning of two statements for each rule: one is enough where the others would find nothing."""

from fraud.rules.rule_files import read_rules
from fraud.rules.rule_sets import RuleSet, save_rule_set
from tests.fixtures.event_rows import at
from warehouse.interface import Warehouse

ONE_RULE = RuleSet(off=frozenset(rule.name for rule in read_rules() if rule.name != "paid_click"))


def save_one_rule(warehouse: Warehouse, *site_ids: int) -> None:
    """The sites' own runs apply no other."""
    for site_id in site_ids:
        why = "the others find what is not asked"
        save_rule_set(warehouse, site_id, {"off": sorted(ONE_RULE.off)}, "member:1", why, at("2026-01-01"))

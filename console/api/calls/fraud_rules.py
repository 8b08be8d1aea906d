"""The calls that change what the rules do: rule sets with versions, allowances with an end."""

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from console.api.request import Asked, Call, Document, Table
from console.api.values import read_choice, read_optional_moment, refuse_unknown, require_text
from events.email import hash_email, normalise_email
from fraud.facts.allowances import KINDS, Allowance, list_allowances, make_allowance_id, save_allowance
from fraud.rules.rule_files import Rule, read_rules
from fraud.rules.rule_sets import RuleSet, query_rule_set, save_rule_set
from reports.errors import NothingFound, QuestionInvalid

_RULE_COLUMNS = ("rule", "description", "answers", "subject", "class", "family", "reason", "is_on", "parameters")
_ALLOWANCE_COLUMNS = ("allowance_id", "kind", "value", "valid_from", "valid_to", "changed_by", "why")
_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)


def list_rules(asked: Asked) -> Table:
    """Every rule with its parameters as the current rule set has them, and the set's thresholds."""
    rule_set = query_rule_set(asked.sources.warehouse, asked.site().site_id)
    rows = [_show_rule(rule, rule_set) for rule in read_rules()]
    return Table(_RULE_COLUMNS, rows, {"rule_set": {"version": rule_set.version, **rule_set.content()}})


def save_rules(asked: Asked) -> Document:
    """A new version of the rule set, and ``why``; conversions judged from now on are judged by it."""
    content = {name: value for name, value in asked.body.items() if name != "why"}
    site_id, why = asked.site().site_id, require_text(asked.body, "why")
    rule_set = save_rule_set(asked.sources.warehouse, site_id, content, asked.viewer.name, why, asked.now)
    return Document({"version": rule_set.version, **rule_set.content()}, status=201)


def list_site_allowances(asked: Asked) -> Table:
    """The allowances that nobody ended, expired ones too."""
    found = list_allowances(asked.sources.warehouse, asked.site().site_id)
    return Table(_ALLOWANCE_COLUMNS, [_show_allowance(allowance) for allowance in found])


def add_allowance(asked: Asked) -> Document:
    """What the rules pass over: ``kind`` and ``value``, ``valid_from`` (else always) and ``valid_to``, and ``why``."""
    refuse_unknown(asked.body, ("kind", "value", "valid_from", "valid_to", "why"))
    kind = read_choice(asked.body, "kind", KINDS, "")
    valid_to = read_optional_moment(asked.body, "valid_to")
    valid_from = read_optional_moment(asked.body, "valid_from") or _BEGINNING
    if valid_to is None or valid_to <= valid_from:
        raise QuestionInvalid("valid_to", "give the moment it ends, after its beginning")
    allowance = Allowance(
        allowance_id=make_allowance_id(),
        kind=kind,
        value=_read_allowed(asked, kind, require_text(asked.body, "value")),
        valid_from=valid_from,
        valid_to=valid_to,
        changed_by=asked.viewer.name,
        why=require_text(asked.body, "why"),
    )
    save_allowance(asked.sources.warehouse, asked.site().site_id, allowance, asked.now)
    return Document(_show_allowance(allowance), status=201)


def end_allowance(asked: Asked) -> Document:
    """The next run judges as if it had never been."""
    site_id, wanted = asked.site().site_id, asked.path["allowance_id"]
    found = {each.allowance_id: each for each in list_allowances(asked.sources.warehouse, site_id)}
    if wanted not in found:
        raise NothingFound("no such allowance on this site")
    save_allowance(asked.sources.warehouse, site_id, found[wanted], asked.now, is_active=False)
    return Document(_show_allowance(found[wanted]))


def _show_rule(rule: Rule, rule_set: RuleSet) -> dict[str, object]:
    values = rule_set.values(rule)
    parameters = [
        {"name": each.name, "type": each.type, "value": values[each.name], "default": each.default, "unit": each.unit}
        for each in rule.parameters
    ]
    return {
        "rule": rule.name,
        "description": rule.description,
        "answers": rule.answers,
        "subject": rule.subject,
        "class": rule.traffic_class,
        "family": rule.family,
        "reason": rule.reason,
        "is_on": rule.name not in rule_set.off,
        "parameters": parameters,
    }


def _show_allowance(allowance: Allowance) -> dict[str, object]:
    return {
        "allowance_id": allowance.allowance_id,
        "kind": allowance.kind,
        "value": allowance.value,
        "valid_from": allowance.valid_from.isoformat(),
        "valid_to": allowance.valid_to.isoformat(),
        "changed_by": allowance.changed_by,
        "why": allowance.why,
    }


def _read_allowed(asked: Asked, kind: str, value: str) -> str:
    """The value as events carry it: of an address its network, of an e-mail its hash."""
    if kind == "prefix":
        return _read_prefix(value)
    if kind == "partner":
        return value.lower()
    if kind == "visitor":
        return value
    normalised = normalise_email(value)
    if not normalised:
        raise QuestionInvalid("value", "give an e-mail address")
    return hash_email(asked.sources.secret, asked.site().site_id, normalised)


def _read_prefix(value: str) -> str:
    try:
        address = ip_address(value.partition("/")[0])
        return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
    except ValueError:
        raise QuestionInvalid("value", "give an address or network, like 203.0.113.7") from None


CALLS = (
    Call("GET", "/fraud/rules", list_rules, "The rules, their parameters and thresholds", parameters=("site", "format"),
         row="FraudRule"),
    Call("POST", "/fraud/rules", save_rules, "Save a new version of the rule set", parameters=("site",),
         body="NewRuleSet", row="RuleSet", changes=True),
    Call("GET", "/fraud/allowances", list_site_allowances, "What the rules pass over", parameters=("site", "format"),
         row="Allowance"),
    Call("POST", "/fraud/allowances", add_allowance, "Have the rules pass over a network, visitor, e-mail or partner",
         parameters=("site",), body="NewAllowance", row="Allowance", changes=True),
    Call("DELETE", "/fraud/allowances/{allowance_id}", end_allowance, "End an allowance",
         parameters=("allowance_id", "site"), row="Allowance", changes=True),
)  # fmt: skip

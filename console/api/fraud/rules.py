"""The calls that change what the rules do: rule sets with versions, allowances with an end."""

from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Annotated, Any

from msgspec import field

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, InstantText, Resource, SubjectKind, TrafficClass, choice
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import parse_choice, parse_moment, require_text
from console.errors import InvalidRequest, NothingFound
from events.email import hash_email, normalise_email
from fraud.facts.allowances import KINDS, Allowance, list_allowances, make_allowance_id, save_allowance
from fraud.rules.rule_files import Rule, read_rules
from fraud.rules.rule_sets import RuleSet, Thresholds, query_rule_set, save_rule_set
from registry.team.rights import Right

_BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)
KindName = Annotated[str, choice(KINDS)]


class FraudRule(Resource):
    """A rule with its parameters as the current rule set has them."""

    rule: str
    description: str
    answers: str
    subject: SubjectKind
    traffic_class: TrafficClass = field(name="class")
    family: str
    reason: str
    is_on: bool
    parameters: list[dict[str, Any]]


class NewRuleSet(Resource, kw_only=True):
    """`settings`: rule → parameter → value; `off`: rules that do not run; `programs`: id → [hold_at, reject_at]."""

    settings: dict[str, Any] = field(default_factory=dict)
    off: list[str] = field(default_factory=list)
    hold_at: float = Thresholds().hold_at
    reject_at: float = Thresholds().reject_at
    programs: dict[str, Any] = field(default_factory=dict)
    why: str


class SavedRuleSet(Resource):
    """A version of the rule set, whole."""

    version: Count
    settings: dict[str, Any]
    off: list[str]
    hold_at: float
    reject_at: float
    programs: dict[str, Any]


class Allowed(Resource):
    """An entry of the allow list: what the rules ignore, at or after `valid_from` and before `valid_to`."""

    allowance_id: str
    kind: KindName
    value: str
    valid_from: Instant
    valid_to: Instant
    changed_by: str
    why: str


class NewAllowance(Resource, kw_only=True):
    """`value` is an address or network, a visitor id, an e-mail address or a partner's code; see `kind`."""

    kind: KindName
    value: str
    valid_from: InstantText | None = None
    valid_to: InstantText
    why: str


def answer_rules(request: ApiRequest) -> Table:
    """Every rule with its parameters as the current rule set has them, and the set's thresholds."""
    rule_set = query_rule_set(request.dependencies.warehouse, request.site().site_id)
    rows = [_make_rule(rule, rule_set) for rule in read_rules()]
    return Table(rows, {"rule_set": {"version": rule_set.version, **rule_set.content()}})


def answer_create_rules(request: ApiRequest) -> Document:
    """A new version of the rule set, and ``why``; it applies from the next fraud run on."""
    content = {name: value for name, value in request.body.items() if name != "why"}
    site_id, why = request.site().site_id, require_text(request.body, "why")
    rule_set = save_rule_set(request.dependencies.warehouse, site_id, content, request.caller.name, why, request.now)
    return Document(SavedRuleSet(version=rule_set.version, **rule_set.content()))


def answer_allowances(request: ApiRequest) -> Table:
    """The allowances that nobody ended, expired ones too."""
    found = list_allowances(request.dependencies.warehouse, request.site().site_id)
    return Table([_make_allowance(allowance) for allowance in found])


def answer_create_allowance(request: ApiRequest) -> Document:
    site_id, body = request.site().site_id, parse_body(request.body, NewAllowance)
    kind = parse_choice({"kind": body.kind}, "kind", KINDS, "")
    valid_to = parse_moment(body.valid_to, "valid_to")
    valid_from = parse_moment(body.valid_from, "valid_from") or _BEGINNING
    if valid_to is None or valid_to <= valid_from:
        raise InvalidRequest("valid_to", "give a time later than valid_from")
    allowance = Allowance(
        allowance_id=make_allowance_id(),
        kind=kind,
        value=_parse_allowed(kind, body.value, request.dependencies.secret, site_id),
        valid_from=valid_from,
        valid_to=valid_to,
        changed_by=request.caller.name,
        why=body.why,
    )
    save_allowance(request.dependencies.warehouse, site_id, allowance, request.now)
    return Document(_make_allowance(allowance))


def answer_archive_allowance(request: ApiRequest) -> Document:
    """The next run judges as if it had never been."""
    site_id, wanted = request.site().site_id, request.path["allowance_id"]
    found = {each.allowance_id: each for each in list_allowances(request.dependencies.warehouse, site_id)}
    if wanted not in found:
        raise NothingFound("no such allowance on this site")
    save_allowance(request.dependencies.warehouse, site_id, found[wanted], request.now, is_active=False)
    return Document(_make_allowance(found[wanted]))


def _make_rule(rule: Rule, rule_set: RuleSet) -> FraudRule:
    values = rule_set.values(rule)
    parameters: list[dict[str, Any]] = [
        {"name": each.name, "type": each.type, "value": values[each.name], "default": each.default, "unit": each.unit}
        for each in rule.parameters
    ]
    return FraudRule(
        rule=rule.name,
        description=rule.description,
        answers=rule.answers,
        subject=rule.subject,
        traffic_class=rule.traffic_class,
        family=rule.family,
        reason=rule.reason,
        is_on=rule.name not in rule_set.off,
        parameters=parameters,
    )


def _make_allowance(allowance: Allowance) -> Allowed:
    return Allowed(
        allowance_id=allowance.allowance_id,
        kind=allowance.kind,
        value=allowance.value,
        valid_from=allowance.valid_from,
        valid_to=allowance.valid_to,
        changed_by=allowance.changed_by,
        why=allowance.why,
    )


def _parse_allowed(kind: str, value: str, secret: bytes, site_id: int) -> str:
    """The value as events carry it: of an address its network, of an e-mail its hash."""
    if kind == "prefix":
        return _parse_prefix(value)
    if kind == "partner":
        return value.lower()
    if kind == "visitor":
        return value
    normalised = normalise_email(value)
    if not normalised:
        raise InvalidRequest("value", "give an e-mail address")
    return hash_email(secret, site_id, normalised)


def _parse_prefix(value: str) -> str:
    try:
        address = ip_address(value.partition("/")[0])
        return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))
    except ValueError:
        raise InvalidRequest("value", "give an address or network, like 203.0.113.7") from None


_RULES, _ALLOWANCES, _TABLE = "/fraud/rules", "/fraud/allowances", ("site", "format")
# fmt: off
CALLS = (
    Call("list_rules", "GET", _RULES, answer_rules, "The rules, their parameters and thresholds", _TABLE,
         answer_type=FraudRule),
    Call("create_rule_set", "POST", _RULES, answer_create_rules, "Save a new version of the rule set", ("site",),
         NewRuleSet, SavedRuleSet, status=201, is_write=True, right=Right.SETTINGS),
    Call("list_allowances", "GET", _ALLOWANCES, answer_allowances, "The allow list", _TABLE, answer_type=Allowed),
    Call("create_allowance", "POST", _ALLOWANCES, answer_create_allowance,
         "Add a network, visitor, e-mail or partner to the allow list", ("site",), NewAllowance, Allowed,
         status=201, is_write=True),
    Call("archive_allowance", "DELETE", f"{_ALLOWANCES}/{{allowance_id}}", answer_archive_allowance,
         "End an allow-list entry", ("site",), answer_type=Allowed, is_write=True),
)

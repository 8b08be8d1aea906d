"""What every question about paths and credits has in common: its statement's beginning and its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from events.moments import DAY_MS
from registry.codes import SiteCodes
from reports.attribution.rules import Rules
from reports.exchange.exchange import Exchange
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

CONVERSIONS = {"sale": ("sale",), "lead": ("lead",), "all": ("sale", "lead")}
# Google Ads and GA4: 40 % the first, 40 % the last, 20 % evenly those between; half the credit after seven days.
POSITION_PERCENTS = (40, 20, 40)
HALF_LIFE_MS = 7 * DAY_MS


@dataclass(frozen=True, slots=True)
class CreditQuestion:
    """Which conversions, and how their credit is given; ``own_refs`` None: everybody's credit.

    ``conversion_ids``: only these; ``visitor_ids``: all browsers behind them, so that only their clicks are read.
    ``exchange``: into which currency money is converted.
    """

    site_id: int
    from_ms: int
    to_ms: int
    rules: Rules
    by: str = "partner"
    types: tuple[str, ...] = ("sale", "lead")
    models: tuple[str, ...] = ()
    own_refs: tuple[str, ...] | None = None
    position_percents: tuple[int, ...] = POSITION_PERCENTS
    half_life_ms: int = HALF_LIFE_MS
    conversion_ids: tuple[str, ...] = ()
    visitor_ids: tuple[str, ...] = ()
    exchange: Exchange | None = None


def join_credit_statement(package: str, name: str, *, has_past: bool = True) -> str:
    """A select over ``credits``; see ``join_path_statement``."""
    return join_path_statement(("reports.attribution", "credits"), (package, name), has_past=has_past)


def join_path_statement(*parts: tuple[str, str], has_past: bool = True, every_click: bool = False) -> str:
    """A select over ``paths``; quicker where ``has_past`` says that nothing precedes the period's touches.

    ``every_click``: its ``candidates`` are also the clicks of people without conversion.
    """
    expired = "expired_before" if has_past else "expired_never"
    names = ("people", expired, "clicks", "clicks_of_everybody" if every_click else "clicks_of_conversions", "paths")
    return join_statements(*(("reports.attribution", name) for name in names), *parts)


def choose_credit_statement(warehouse: Warehouse, question: CreditQuestion, package: str, name: str) -> str:
    """A select over ``credits``, the quicker one where the question allows it; one that converts stands beside it."""
    has_past = _has_past(warehouse, question)
    if question.exchange is None:
        return join_credit_statement(package, name, has_past=has_past)
    parts = (("reports.attribution", "credits"), ("reports.exchange", "converted"), (package, f"{name}_converted"))
    return join_path_statement(*parts, has_past=has_past)


def choose_path_statement(
    warehouse: Warehouse, question: CreditQuestion, package: str, name: str, *, every_click: bool = False
) -> str:
    """A select over ``paths``, the quicker one where the question allows it."""
    return join_path_statement((package, name), has_past=_has_past(warehouse, question), every_click=every_click)


def _has_past(warehouse: Warehouse, question: CreditQuestion) -> bool:
    """Whether anything was recorded before the touches of the question's period."""
    before_ms = question.from_ms - max(each.window_ms for each in question.rules.programs)
    statement = read_statement("reports.attribution", "past")
    return len(warehouse.query(statement, {"site_id": question.site_id, "before_ms": before_ms})) > 0


def narrow_question(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The same question about few conversions, with the browsers behind them looked up."""
    statement = read_statement("reports.attribution", "browsers")
    period: Mapping[str, Value] = {"from_ms": question.from_ms, "to_ms": question.to_ms}
    rows = warehouse.query(
        statement, {**period, "site_id": question.site_id, "conversion_ids": question.conversion_ids}
    )
    # Clicks that name no browser but the customer stand under the empty one.
    return replace(question, visitor_ids=("", *(str(row["visitor_id"]) for row in rows.dicts())))


def make_parameters(question: CreditQuestion, codes: SiteCodes) -> Mapping[str, Value]:
    """The typed parameters of paths.sql, credits.sql and the filter on whose credit is shown."""
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "types": question.types,
        "by": question.by,
        "conversion_ids": question.conversion_ids,
        "visitor_ids": question.visitor_ids,
        "models": question.models,
        "position_percents": question.position_percents,
        "half_life_ms": question.half_life_ms,
        "every_ref": question.own_refs is None,
        "own_refs": question.own_refs or (),
        **(question.exchange.make_parameters() if question.exchange else {}),
        **_describe_rules(question.rules),
        **_describe_codes(question.rules, codes),
    }


def _describe_rules(rules: Rules) -> dict[str, Value]:
    windows_ms = [each.window_ms for each in rules.programs]
    return {
        "program_ids": [each.program_id for each in rules.programs],
        "program_windows_ms": windows_ms,
        "program_models": [each.model for each in rules.programs],
        "default_model": rules.default.model,
        "window_ms": rules.window_ms,
        "longest_window_ms": max(windows_ms),
        "shortest_window_ms": min(windows_ms),
    }


def _describe_codes(rules: Rules, codes: SiteCodes) -> dict[str, Value]:
    return {
        "refs": codes.refs,
        "ref_partners": codes.ref_partners,
        "ref_programs": codes.ref_programs,
        "promo_codes": codes.promo_codes,
        "promo_partners": codes.promo_partners,
        "archived_codes": codes.archived_codes,
        "archived_ms": codes.archived_ms,
        "promo_first": [int(rules.find(program_id).promo_first) for program_id in codes.promo_programs],
    }

"""Which of a period's conversions are listed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from console.access import Caller
from console.api.reports.conversion import Conversion
from console.api.reports.conversion_state import ConversionState
from console.api.values import parse_choice, parse_integer, parse_text
from console.errors import AccessDenied, InvalidRequest
from database.sessions import Sessions, begin_read
from events.moments import from_milliseconds
from leads.lead import list_event_ids
from leads.stages import Stage
from reports.conversions.orders import query_ids_of
from reports.paths.question import CONVERSIONS, CreditQuestion
from warehouse.interface import Warehouse

REFUNDED, NOBODY = "refunded", "nobody"
# Leads of a period that one call asks the warehouse for.
MOST_LEADS = 5000
_FOR_THE_TEAM = ("q", "stage", "assigned")


@dataclass(frozen=True, slots=True)
class ConversionFilter:
    """Empty texts and 0 are no condition; ``assigned_to`` is a team member, ``is_assigned`` False: of nobody.

    ``types`` and ``named``, an order's or customer's id, are asked of the warehouse, what somebody said of a lead of
    the registry; the rest is seen in a row alone.
    """

    types: tuple[str, ...]
    is_refunded: bool = False
    state: str = ""
    named: str = ""
    stage: str = ""
    assigned_to: int = 0
    is_assigned: bool = True

    @property
    def needs_rows(self) -> bool:
        """Whether some conversions that are found do not fit."""
        return self.is_refunded or bool(self.state or self.stage or self.assigned_to) or not self.is_assigned

    @property
    def needs_leads(self) -> bool:
        """Whether only those fit of whom somebody has said something."""
        return self.stage not in ("", Stage.NEW) or bool(self.assigned_to)

    def fits(self, row: Conversion) -> bool:
        """What a person reads of it decides."""
        has_returns = row.refunded is not None and row.refunded.minor > 0
        return (
            (not self.is_refunded or has_returns)
            and self.state in ("", row.state)
            and self.stage in ("", row.stage)
            and self.assigned_to in (0, row.assigned_to)
            and (self.is_assigned or row.assigned_to is None)
        )


def parse_filter(query: Mapping[str, str], caller: Caller) -> ConversionFilter:
    """Raises ``InvalidRequest``, and ``AccessDenied`` for what a partner may not choose by."""
    if caller.partner_id is not None and (given := [name for name in _FOR_THE_TEAM if query.get(name)]):
        raise AccessDenied(f"only the site's team may choose conversions by {given[0]}")
    kind = parse_choice(query, "conversion", (*CONVERSIONS, REFUNDED), "all")
    types = CONVERSIONS["all" if kind == REFUNDED else kind]
    stage, assigned_to, is_assigned = _parse_lead(query)
    is_of_leads = bool(stage or assigned_to) or not is_assigned
    return ConversionFilter(
        types=tuple(each for each in types if each == "lead") if is_of_leads else types,
        is_refunded=kind == REFUNDED,
        state=parse_choice(query, "conversion_state", ("", *ConversionState), ""),
        named=parse_text(query, "q").strip(),
        stage=stage,
        assigned_to=assigned_to,
        is_assigned=is_assigned,
    )


def narrow_question(
    warehouse: Warehouse, sessions: Sessions, question: CreditQuestion, chosen: ConversionFilter
) -> CreditQuestion | None:
    """The question about those that the filter names; None: there are none."""
    if not chosen.types:
        return None
    ids: list[str] | None = None
    if chosen.named:
        ids = query_ids_of(warehouse, question.site_id, chosen.named, question.from_ms, question.to_ms)
    if chosen.needs_leads:
        leads = _list_leads(sessions, question, chosen)
        ids = leads if ids is None else list(set(ids) & set(leads))
    if ids is None:
        return question
    return replace(question, conversion_ids=tuple(ids)) if ids else None


def _parse_lead(query: Mapping[str, str]) -> tuple[str, int, bool]:
    stage, assigned = parse_choice(query, "stage", ("", *Stage), ""), query.get("assigned", "")
    if assigned == NOBODY:
        return stage, 0, False
    try:
        return stage, parse_integer(query, "assigned", 1, 2**31 - 1, 0), True
    except InvalidRequest:
        raise InvalidRequest("assigned", f"give the id of a team member, or {NOBODY}") from None


def _list_leads(sessions: Sessions, question: CreditQuestion, chosen: ConversionFilter) -> list[str]:
    stage = "" if chosen.stage == Stage.NEW else chosen.stage
    start, end = from_milliseconds(question.from_ms), from_milliseconds(question.to_ms)
    with begin_read(sessions) as session:
        found = list_event_ids(
            session,
            question.site_id,
            start,
            end,
            MOST_LEADS + 1,
            stage=stage,
            assigned_to=chosen.assigned_to,
        )
    if len(found) > MOST_LEADS:
        field = "stage" if chosen.stage else "assigned"
        raise InvalidRequest(field, f"more than {MOST_LEADS:,} leads of the period fit; choose a shorter period")
    return found

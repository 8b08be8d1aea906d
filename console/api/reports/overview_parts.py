"""Parts of the answer of GET /overview, made of what the reports and the ledger say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from msgspec import UNSET, UnsetType

from console.api.reports.overview_resources import (
    OverviewDay,
    OverviewEvent,
    OverviewFigures,
    OverviewMinute,
    OverviewPartner,
    OverviewSetup,
    OverviewTasks,
)
from earnings.figures.owed import Owed
from earnings.ledger.accounts import Account
from events.moments import from_milliseconds, to_milliseconds
from money.amount import Amount, add_money, list_amounts, make_amount
from registry.code_lookup import CodeLookup
from registry.enums import PartnerStatus
from reports.overview.live import LatestEvent, Minute, query_beginnings
from reports.overview.report import Figures, Overview
from warehouse.interface import Warehouse

_ROWS = 6


@dataclass(frozen=True, slots=True)
class MoneyFacts:
    """What the ledger says; ``draft_runs`` and ``payout_requests`` None: not for this caller."""

    owed: Owed
    draft_runs: int | None
    payout_requests: int | None
    has_terms: bool


def sum_up(overview: Overview, days: Sequence[datetime], owed: Owed) -> OverviewFigures:
    total = overview.sum_days([to_milliseconds(day) for day in days])
    return OverviewFigures(total.revenue, total.sales, total.leads, total.clicks, _owed_after(owed, days[-1].date()))


def make_day(overview: Overview, start: datetime, owed: Owed) -> OverviewDay:
    each = overview.days.get(to_milliseconds(start), Figures())
    return OverviewDay(start, each.revenue, each.sales, each.leads, each.clicks, _owed_after(owed, start.date()))


def _owed_after(owed: Owed, day: date) -> list[Amount]:
    """What was owed when the day ended: what is owed now, less what came later."""
    later = [{code: -minor for code, minor in moved.items()} for at, moved in owed.changes.items() if at > day]
    return list_amounts(add_money(owed.sum_accounts(), *later))


def list_partners(overview: Overview, codes: CodeLookup) -> list[OverviewPartner]:
    by_code = codes.map_by_own_code()
    return [
        OverviewPartner(code, by_code[code].id, by_code[code].name, each.sales, each.revenue)
        for code, each in list_top({code: each for code, each in overview.partners.items() if code in by_code})
    ]


def list_top(found: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    """Those that brought most money, then sales, then clicks."""

    def rank(item: tuple[str, Figures]) -> tuple[int, float, int, str]:
        name, each = item
        return -sum(each.revenue_minor.values()), -each.sales, -each.clicks, name

    return sorted(found.items(), key=rank)[:_ROWS]


def list_tasks(money: MoneyFacts, unmatched: int, applications: int | None) -> OverviewTasks:
    accounts = money.owed.by_account
    payable = {code: minor for code, minor in accounts.get(Account.PAYABLE, {}).items() if minor > 0}
    held = {code: minor for code, minor in accounts.get(Account.HELD, {}).items() if minor}
    return OverviewTasks(
        applications=applications,
        held_orders=money.owed.held_orders,
        held=list_amounts(held),
        payout_runs=money.draft_runs,
        payout_requests=money.payout_requests,
        payable=list_amounts(payable),
        unmatched_refunds=unmatched,
    )


def make_minute(minute: Minute) -> OverviewMinute:
    start = from_milliseconds(minute.minute_ms)
    return OverviewMinute(start, minute.visitors, minute.clicks, minute.leads, minute.sales)


def make_event(event: LatestEvent, codes: CodeLookup) -> OverviewEvent:
    owner = codes.find_owner(event.ref) if event.ref else None
    return OverviewEvent(
        event_id=event.event_id,
        type=event.type,
        timestamp=from_milliseconds(event.timestamp_ms),
        name=owner.name if owner else "",
        channel=event.channel,
        country=event.country,
        order_id=event.order_id,
        value=make_amount(event.amount_minor, event.currency) if event.currency else None,
    )


def find_setup(
    warehouse: Warehouse, site_id: int, codes: CodeLookup, money: MoneyFacts, *, has_sales: bool
) -> OverviewSetup | UnsetType:
    """The first steps, until there was a sale."""
    if has_sales:
        return UNSET
    seen = query_beginnings(warehouse, site_id)
    if seen.has_sale:
        return UNSET
    has_partner = any(partner.status == PartnerStatus.ACTIVE for partner in codes.partners)
    return OverviewSetup(seen.has_tag, seen.has_event, has_partner, money.has_terms)

"""The figures of a report as a mail has them: a small table, and a file with all rows.

The calls of the API compute them, asked as the reader of the mail, so they are those of the console.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from msgspec import UNSET

from console.access import Caller, SeenSite
from console.api.csv_files import write_spreadsheet
from console.api.fields import Resource
from console.api.reports import attribution, overview, partner_stats, redemptions
from console.api.reports.overview_resources import OverviewAnswer, OverviewDay
from console.api.request import ApiDependencies, ApiRequest, Call, Document, Table
from console.api.resources import partners
from money.amount import Amount
from registry.enums import PartnerKind, PartnerStatus, Role
from registry.report_mails import Days, DueReport
from registry.team.preferences import find_preferences
from registry.team.rights import RIGHTS

MOST_ROWS = 15
_MOST_PARTNERS = "10000"
# Each with what the page of partners chooses where its address says nothing.
_FILTERS = {"status": "", "kind": PartnerKind.PARTNER.value, "group": "", "tag": ""}
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MailedFigures:
    """``rows`` begin with the headings; ``left_out`` are further ones that the file alone has."""

    title: str
    page: str
    rows: Sequence[Sequence[str]]
    left_out: int
    csv: str


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks for which days; ``now`` is the moment of the mail."""

    dependencies: ApiDependencies
    due: DueReport
    days: Days
    now: datetime

    def ask(self, call: Call, query: Query) -> Table | Document:
        """The answer to whoever gets the mail, in the site's time zone and the reader's currency."""
        site, member = self.due.site, self.due.member
        seen = SeenSite(site.id, site.site_key, RIGHTS[Role(self.due.role)])
        caller = Caller(f"member:{member.id}", (seen,), member_id=member.id)
        period = {"from": str(self.days.first), "to": str(self.days.end), "tz": site.timezone}
        given = {**query, **period, "currency": self._find_currency(), "site": str(site.id)}
        known = {name: value for name, value in given.items() if name in call.parameters and value}
        answer = call.answer(ApiRequest(caller, {}, known, {}, self.dependencies, self.now))
        if not isinstance(answer, Table | Document):
            raise TypeError(f"{call.name} answers a file")
        return answer

    def _find_currency(self) -> str:
        rates = self.dependencies.rates
        currency = find_preferences(self.due.site, self.due.member).currency
        return currency if rates and currency in rates.read().list_currencies() else ""


def compute_figures(reader: Reader) -> MailedFigures:
    """Of the view, or of the overview."""
    view = reader.due.view
    if view is None:
        return _compute_overview(reader)
    rows, table = _COMPUTERS[view.page](reader, dict(parse_qsl(view.query, keep_blank_values=True)))
    page = f"{view.page}?{view.query}" if view.query else view.page
    return MailedFigures(view.name, page, rows[: MOST_ROWS + 1], max(0, len(rows) - MOST_ROWS - 1), table)


def _compute_overview(reader: Reader) -> MailedFigures:
    answer = reader.ask(_find_call(overview.CALLS, "read_overview"), {"compare": "previous"})
    found = answer.content if isinstance(answer, Document) else None
    if not isinstance(found, OverviewAnswer) or found.before is UNSET:
        raise TypeError("the overview has nothing before it")
    pairs = [dict(each.items()) for each in (found.totals, found.before)]
    rows = [[name.capitalize(), *(_show(each[name]) for each in pairs)] for name in found.totals.names()]
    return MailedFigures(
        "Overview",
        "/overview",
        [["", "These days", "As many days before"], *rows],
        0,
        _write_csv(Table(found.series, meta={"tz": reader.due.site.timezone}), OverviewDay),
    )


def _compute_attribution(reader: Reader, query: Query) -> tuple[list[list[str]], str]:
    call = _find_call(attribution.CALLS, "read_attribution")
    table = _ask_table(reader, call, query)
    rows = [_pick(row, "label" if "label" in row else "key", "conversions", "revenue") for row in _list_cells(table)]
    return [["", "Conversions", "Revenue"], *rows], _write_csv(table, call.answer_type)


def _compute_promo_codes(reader: Reader, query: Query) -> tuple[list[list[str]], str]:
    call = _find_call(redemptions.CALLS, "list_redemptions")
    table = _ask_table(reader, call, {})
    rows = [_pick(row, "code", "redemptions", "without_click", "value") for row in _list_cells(table)]
    return [["Code", "Redemptions", "Without a click", "Value"], *rows], _write_csv(table, call.answer_type)


def _compute_partners(reader: Reader, query: Query) -> tuple[list[list[str]], str]:
    call = _find_call(partner_stats.CALLS, "read_partner_stats")
    table = _ask_table(reader, call, {"interval": "total"})
    shown = _list_shown_partners(reader, {name: query.get(name, usual) for name, usual in _FILTERS.items()})
    kept = [row for row in table.rows if dict(row.items())["partner_id"] in shown]
    table = Table(kept, meta=table.meta)
    rows = [_pick(row, "name", "clicks", "leads", "sales", "revenue") for row in _list_cells(table)]
    return [["Partner", "Clicks", "Leads", "Sales", "Revenue"], *rows], _write_csv(table, call.answer_type)


def _list_shown_partners(reader: Reader, filters: Query) -> set[object]:
    """As the page of partners shows them: archived ones to whoever asks for these alone."""
    wanted = filters["status"] == PartnerStatus.ARCHIVED
    rows = _list_partners(reader, filters)
    return {row["partner_id"] for row in rows if wanted or row["status"] != PartnerStatus.ARCHIVED}


def _list_partners(reader: Reader, filters: Query) -> Iterator[dict[str, object]]:
    """All of them: the call answers so many at a time."""
    call, cursor = _find_call(partners.CALLS, "list_partners"), ""
    while True:
        table = _ask_table(reader, call, {**filters, "limit": _MOST_PARTNERS, "cursor": cursor})
        yield from _list_cells(table)
        if not table.more["next_cursor"]:
            return
        cursor = str(table.more["next_cursor"])


def _ask_table(reader: Reader, call: Call, query: Query) -> Table:
    answer = reader.ask(call, query)
    if not isinstance(answer, Table):
        raise TypeError(f"{call.name} answers no table")
    return answer


def _find_call(calls: Sequence[Call], name: str) -> Call:
    return next(call for call in calls if call.name == name)


def _list_cells(table: Table) -> list[dict[str, object]]:
    return [dict(row.items()) for row in table.rows]


def _pick(row: Mapping[str, object], *names: str) -> list[str]:
    return [_show(row[name]) for name in names]


def _show(cell: object) -> str:
    if isinstance(cell, list):
        return ", ".join(f"{each.format()} {each.currency}" for each in cell if isinstance(each, Amount)) or "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.2f}"
    return str(cell) or "–"


def _write_csv(table: Table, row: type[Resource]) -> str:
    return "".join(write_spreadsheet(table, row))


_COMPUTERS: Mapping[str, Callable[[Reader, Query], tuple[list[list[str]], str]]] = {
    "/attribution": _compute_attribution,
    "/promo-codes": _compute_promo_codes,
    "/partners": _compute_partners,
}

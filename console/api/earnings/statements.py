"""GET /statements and GET /statements/{period}: what a partner gets in writing, a month and a currency at a time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from console.api.earnings.own_partner import PartnerOfSite, find_account
from console.api.earnings.statement_resources import StatementDocument, StatementMonth, show_month, show_statement
from console.api.reports.partner_orders import hide_order_id
from console.api.request import ApiRequest, Call, Document, FileAnswer, Table
from console.api.values import parse_choice
from console.errors import InvalidRequest, NothingFound
from database.sessions import begin_read
from earnings.figures.statements import MonthlyBalance, query_months, query_statement
from earnings.runs.orders import parse_order
from earnings.statements.fonts import find_missing_letters
from earnings.statements.pdf import Look, write_statement_pdf
from earnings.statements.statement import Party, Statement, StatementInvalid
from earnings.statements.tables import write_statement_csv
from earnings.statements.workbook import write_statement_xlsx
from languages.catalogues import load_texts
from languages.language import Language, find_language
from languages.texts import Texts
from registry import models
from registry.accents import make_accent
from registry.brands import find_logo, name_shown

JSON, PDF = "json", "pdf"
WriteFile = Callable[[Statement, Texts], bytes]
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PDF_TYPE = "application/pdf"
_TABLES: Mapping[str, tuple[str, WriteFile]] = {
    "csv": ("text/csv; charset=utf-8", write_statement_csv),
    "xlsx": (_XLSX_TYPE, write_statement_xlsx),
}
_FORMATS = (PDF, *_TABLES)
_PERIOD = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def answer_list(request: ApiRequest) -> Table:
    """Since the partner's first entry, newest first."""
    site_id, given = request.site().site_id, request.query.get("partner", "")
    with begin_read(request.dependencies.sessions) as session:
        account = find_account(session, request.caller, site_id, given)
        found = query_months(session.connection(), site_id, account.code, account.site.timezone, request.now)
        return Table([show_month(each, account.code, request.now) for each in found])


def answer_statement(request: ApiRequest) -> Document | FileAnswer:
    """One month; the same bytes each time once the month has ended, as long as the site looks the same.

    A file is in the partner's language, or in the one that is asked for.
    """
    site_id, given = request.site().site_id, request.query.get("partner", "")
    period, currency = request.path["period"], request.query.get("currency", "")
    chosen = parse_choice(request.query, "format", (JSON, *_FORMATS), JSON)
    language = parse_choice(request.query, "language", ("", *Language), "")
    if not _PERIOD.fullmatch(period):
        raise NothingFound("no such month: give one like 2026-05")
    with begin_read(request.dependencies.sessions) as session:
        account = find_account(session, request.caller, site_id, given)
        balance = _choose_month(session, account, period, currency, request.now)
        made = _make_statement(session, account, balance, request.now)
        look = _find_look(session, account.site)
    shown = _show_references(made, account.site, request.dependencies.secret)
    if chosen == JSON:
        return Document(show_statement(shown, balance, account.code, request.now))
    texts = load_texts(find_language(language or account.partner.language) or Language.ENGLISH)
    return _make_file(shown, texts, balance, chosen, look)


def _choose_month(
    session: Session, account: PartnerOfSite, period: str, currency: str, now: datetime
) -> MonthlyBalance:
    """Without a currency the site's, or the first of those the partner has."""
    months = query_months(session.connection(), account.site.id, account.code, account.site.timezone, now)
    own = {each.currency: each for each in months if each.month.name == period}
    if not currency and own:
        currency = account.site.currency if account.site.currency in own else min(own)
    if currency not in own:
        raise NothingFound("no such statement: GET /statements lists the months and currencies that there are")
    return own[currency]


def _make_statement(session: Session, account: PartnerOfSite, balance: MonthlyBalance, now: datetime) -> Statement:
    site, partner = account.site, account.partner
    suffix = "" if balance.month.ends <= now else "-open"
    number = f"S-{site.id}-{partner.id}-{balance.month.name}-{balance.currency}{suffix}"
    parties = (Party(name_shown(site)), Party(partner.name))
    return query_statement(session.connection(), site.id, account.code, balance, number, parties)


def _show_references(statement: Statement, site: models.Site, secret: bytes) -> Statement:
    """As the partner sees his orders, whoever asks: there is one statement."""
    order_secret = None if site.partners_see_orders else secret

    def show(subject: str) -> str:
        name = parse_order(subject)
        if name is None:
            return _name_period(subject)
        if not name.order_id:
            return ""
        return name.order_id if order_secret is None else hide_order_id(order_secret, site.id, name.order_id)

    lines = tuple(replace(line, subject=show(line.subject)) for line in statement.lines)
    return replace(statement, lines=lines)


def _name_period(subject: str) -> str:
    """The period of a bonus or true-up, the id of an adjustment; a payout run as it is."""
    parts = subject.split(":")
    return parts[-1] if len(parts) < 3 else parts[-2]


def _find_look(session: Session, site: models.Site) -> Look:
    accent = make_accent(site.accent).light if site.accent else ""
    return Look(accent, find_logo(session, site.id) if site.logo_hash else b"")


def _make_file(statement: Statement, texts: Texts, balance: MonthlyBalance, chosen: str, look: Look) -> FileAnswer:
    files: dict[str, tuple[str, WriteFile]] = {**_TABLES, PDF: (_PDF_TYPE, partial(write_statement_pdf, look=look))}
    media_type, write = files[chosen]
    try:
        content = write(statement, texts)
    except StatementInvalid:
        letters = find_missing_letters(statement.site.name + statement.partner.name)
        raise InvalidRequest("format", f"the font of the PDF lacks letters {letters}: take csv or xlsx") from None
    return FileAnswer(f"statement-{balance.month.name}-{balance.currency}.{chosen}", media_type, content)


# fmt: off
CALLS = (
    Call("list_statements", "GET", "/statements", answer_list, "The months of which a partner has a statement",
         ("site", "partner", "format"), answer_type=StatementMonth, is_for_partners=True, has_figures=True),
    Call("read_statement", "GET", "/statements/{period}", answer_statement,
         "A partner's statement of a month, to read or as a file",
         ("site", "partner", "currency", "language", "format"), answer_type=StatementDocument, is_for_partners=True,
         has_figures=True, formats=(JSON, *_FORMATS)),
)

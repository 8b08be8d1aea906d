"""POST /partners/imports: many partners from a file or from rows, by the rules of `prm partner import`."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Annotated

from msgspec import Meta, field
from sqlalchemy.orm import Session

from console.api.bodies import parse_body
from console.api.fields import Count, Resource, choice
from console.api.mailing import check_mailing
from console.api.request import ApiRequest, Call, Document
from console.api.values import parse_choice, parse_integer
from console.errors import InvalidRequest
from database.sessions import begin_change
from outbound.requests import mail_partner_link
from registry.key_revocation import check_maker
from registry.partner_import import Imported, NewPartner, Outcome, import_partner
from registry.partners import get_partner
from registry.publication import change_registry
from registry.sites import get_program
from transfer.errors import TransferFailed
from transfer.partner_files import PartnerRow, read_partner_csv

MOST_ROWS = 2000
# Of all rows together: others wait while they are stored.
MOST_CODES = 2 * MOST_ROWS


class PartnerImportRow(Resource):
    """The first of `codes` names the partner."""

    name: str
    email: str = ""
    codes: list[str] = field(default_factory=list)
    promo_codes: list[str] = field(default_factory=list)


class PartnerImport(Resource):
    """Rows as JSON; or send a CSV file with `format=csv`."""

    rows: Annotated[list[PartnerImportRow], Meta(min_length=1, max_length=MOST_ROWS)]


class ImportedPartner(Resource):
    """A refused row says by `field` and `problem` why; `line` is that of the file, or the number of the row."""

    line: Count
    outcome: Annotated[str, choice(Outcome)]
    name: str
    email: str
    codes: list[str]
    promo_codes: list[str]
    field: str
    problem: str


class PartnerImportDone(Resource):
    """What became of each row, or with `preview` what would."""

    created: Count
    extended: Count
    unchanged: Count
    refused: Count
    mailed: Annotated[Count, Meta(description="New partners to whom a sign-in link is mailed")]
    rows: list[ImportedPartner]


class _Previewed(Exception):
    """Takes a transaction back."""


def answer_import(request: ApiRequest) -> Document:
    """Refused rows change nothing; the others count. The same file again changes nothing.

    With `mail`, whoever is created and has an e-mail address gets a link to sign in.
    """
    is_csv = request.query.get("format") == "csv"
    rows = _read_csv(request.content) if is_csv else _number_rows(parse_body(request.body, PartnerImport))
    if sum(len(row.codes) + len(row.promo_codes) for row in rows) > MOST_CODES:
        raise InvalidRequest("body", f"give at most {MOST_CODES:,} codes at once, or use `prm partner import`")
    is_preview = parse_choice(request.query, "preview", ("1", "0"), "0") == "1"
    is_mailed = parse_choice(request.query, "mail", ("1", "0"), "0") == "1"
    if is_mailed:
        check_mailing(sends_mail=request.dependencies.sends_mail)
    program = parse_integer(request.query, "program", 1, 2**31 - 1, 0) or None
    site_id, maker, dependencies = request.site().site_id, request.caller.name, request.dependencies
    done: list[Imported] = []
    if is_preview:
        with suppress(_Previewed), begin_change(dependencies.sessions) as session:
            done = _import_all(session, site_id, rows, program, maker)
            raise _Previewed
    else:
        with change_registry(dependencies.sessions, dependencies.redis) as session:
            check_maker(session, maker, request.now)
            done = _import_all(session, site_id, rows, program, maker)
            if is_mailed:
                _mail_links(session, site_id, _list_invited(rows, done), request.now)
    return Document(_show(rows, done, is_mailed=is_mailed))


def _read_csv(content: bytes) -> list[PartnerRow]:
    try:
        # Of a file of short lines no more rows are kept than it takes to refuse it.
        rows = list(islice(read_partner_csv(content), MOST_ROWS + 1))
    except TransferFailed as exc:
        raise InvalidRequest("body", str(exc)) from None
    if not rows:
        raise InvalidRequest("body", "the file has no rows under its headings", "missing")
    if len(rows) > MOST_ROWS:
        raise InvalidRequest("body", f"give at most {MOST_ROWS:,} rows at once, or use `prm partner import`")
    return rows


def _number_rows(body: PartnerImport) -> list[PartnerRow]:
    return [
        PartnerRow(number, each.name, each.email, tuple(each.codes), tuple(each.promo_codes))
        for number, each in enumerate(body.rows, 1)
    ]


def _import_all(
    session: Session, site_id: int, rows: Sequence[PartnerRow], program: int | None, maker: str
) -> list[Imported]:
    program_id = get_program(session, site_id, program).id
    return [
        Imported(Outcome.REFUSED, problem=row.problem, field="line")
        if row.problem
        else import_partner(session, site_id, _make_new(row), program_id, maker)
        for row in rows
    ]


def _make_new(row: PartnerRow) -> NewPartner:
    return NewPartner(row.name, row.email, row.codes, row.promo_codes)


def _list_invited(rows: Sequence[PartnerRow], done: Sequence[Imported]) -> list[int]:
    """The ids of the partners who are new and have an address."""
    return [
        each.partner_id for row, each in zip(rows, done, strict=True) if each.outcome is Outcome.CREATED and row.email
    ]


def _mail_links(session: Session, site_id: int, partner_ids: Sequence[int], now: datetime) -> None:
    for partner_id in partner_ids:
        mail_partner_link(session, get_partner(session, site_id, partner_id), now)


def _show(rows: Sequence[PartnerRow], done: Sequence[Imported], *, is_mailed: bool) -> PartnerImportDone:
    counts = Counter[str](each.outcome for each in done)
    shown = [
        ImportedPartner(
            line=row.number,
            outcome=each.outcome,
            name=row.name,
            email=row.email,
            codes=list(row.codes),
            promo_codes=list(row.promo_codes),
            field=each.field,
            problem=each.problem.removeprefix(f"{each.field}: "),
        )
        for row, each in zip(rows, done, strict=True)
    ]
    mailed = len(_list_invited(rows, done)) if is_mailed else 0
    return PartnerImportDone(
        counts["created"], counts["extended"], counts["unchanged"], counts["refused"], mailed, shown
    )


CALLS = (
    Call(
        "import_partners",
        "POST",
        "/partners/imports",
        answer_import,
        "Create many partners, and give those who exist the codes that they lack",
        parameters=("site", "program", "preview", "mail", "format"),
        body=PartnerImport,
        answer_type=PartnerImportDone,
        is_write=True,
        formats=("json", "csv"),
    ),
)

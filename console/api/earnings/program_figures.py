"""GET /programs/figures: each program by its present terms, its partners and what they are owed."""

from typing import Annotated

from msgspec import Meta

from console.api.fields import Count, Instant, Resource
from console.api.request import ApiRequest, Call, Table
from console.api.values import choose_texts
from database.sessions import begin_read
from earnings.figures.programs import query_program_balances
from earnings.runs.programs import query_programs
from earnings.terms.sentences import write_terms
from earnings.terms.versions import find_terms
from money.amount import Amount
from registry.sites import get_site, list_programs


class ProgramFigures(Resource):
    """`terms_version` and `valid_from` null: it has no terms, so nobody earns by it."""

    program_id: Count
    name: str
    terms_version: Count | None
    valid_from: Instant | None
    sentences: Annotated[list[str], Meta(description="The terms in force in plain words, the rewards first")]
    partners: Count
    owed: Annotated[list[Amount], Meta(description="Pending, held, payable and in a payout together")]


def answer_figures(request: ApiRequest) -> Table:
    """The default program first."""
    site_id, texts = request.site().site_id, choose_texts(request.query)
    with begin_read(request.dependencies.sessions) as session:
        currency = get_site(session, site_id).currency
        terms = query_programs(session, site_id)
        balances = query_program_balances(session, site_id)
        programs = [(program.id, program.name) for program in list_programs(session, site_id)]
    rows = []
    for program_id, name in programs:
        versions, balance = terms.versions[program_id], balances.get(program_id)
        present = find_terms(versions, request.now)
        owed = sorted(balance.owed.items()) if balance else []
        rows.append(
            ProgramFigures(
                program_id=program_id,
                name=name,
                terms_version=present.version if present else None,
                valid_from=present.valid_from if present else None,
                sentences=write_terms(present, currency, texts) if present else [],
                partners=balance.partners if balance else 0,
                owed=[Amount(minor, currency) for currency, minor in owed],
            )
        )
    return Table(rows)


CALLS = (
    Call(
        "list_program_figures",
        "GET",
        "/programs/figures",
        answer_figures,
        "Each program by its present terms, its partners and what they are owed",
        parameters=("site", "language", "format"),
        answer_type=ProgramFigures,
        has_figures=True,
    ),
)

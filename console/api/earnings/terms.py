"""/terms: the dated rules of a program, saved once and never changed."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, field

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, RegistryId, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.api.values import choose_texts
from console.errors import InvalidRequest
from database.sessions import begin_change, begin_read
from earnings.storage import SavedTerms, load_terms, save_terms
from earnings.terms.fields import TermsInvalid
from earnings.terms.sentences import write_terms
from earnings.terms.terms import Terms
from earnings.terms.versions import find_terms
from languages.catalogues import load_texts
from languages.language import Language
from languages.texts import Texts
from registry.changes import Subject, add_change
from registry.sites import get_program, get_site


class SavedVersion(Resource):
    """One version; `sentences` say its rules in plain words, an amount in the currency of the site."""

    version: Annotated[Count, Meta(description="Counts the versions of all programs of the site")]
    program_id: Count
    valid_from: Annotated[Instant, Meta(description="Sales from this moment on earn by it")]
    is_in_force: Annotated[bool, Meta(description="Whether a sale of this moment earns by it")]
    saved_at: Instant
    saved_by: str
    sentences: list[str]
    rules: Annotated[dict[str, Any], Meta(description="As they were given")]


class NewTerms(Resource):
    """`rules` as docs/money.md lists them; without `valid_from` they hold from now on, a program's first always."""

    rules: dict[str, Any] = field(default_factory=dict)
    program_id: Annotated[RegistryId | None, Meta(description="Default: the site's default program")] = None


def answer_list(request: ApiRequest) -> Table:
    """Every version in the order in which they were saved."""
    texts = choose_texts(request.query)
    with begin_read(request.dependencies.sessions) as session:
        site = get_site(session, request.site().site_id)
        saved = load_terms(session.connection(), site.id)
    return Table(list(_make_resources(saved, site.currency, texts, request.now)))


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewTerms)
    if not body.rules:
        raise InvalidRequest("rules", "give the rules of the terms", "missing")
    with begin_change(request.dependencies.sessions) as session:
        site = get_site(session, request.site().site_id)
        program = get_program(session, site.id, body.program_id)
        connection = session.connection()
        try:
            made = save_terms(connection, site.id, program.id, body.rules, request.caller.name, request.now)
        except TermsInvalid as exc:
            raise InvalidRequest(f"rules.{exc.field}", f"{exc.problem}; {exc.remedy}") from None
        add_change(session, site.id, Subject.TERMS, made.version, program_id=program.id)
        saved = load_terms(connection, site.id)
    rows = _make_resources(saved, site.currency, load_texts(Language.ENGLISH), request.now)
    return Document(next(each for each in rows if each.version == made.version))


def _make_resources(saved: list[SavedTerms], currency: str, texts: Texts, now: datetime) -> Iterator[SavedVersion]:
    parsed = {each.version: each.parse() for each in saved}
    programs = {each.program_id for each in saved}
    found = [find_terms([parsed[each.version] for each in saved if each.program_id == own], now) for own in programs]
    in_force = {terms.version for terms in found if terms}
    for each in saved:
        sentences = write_terms(parsed[each.version], currency, texts)
        yield _make_resource(each, parsed[each.version], sentences, each.version in in_force)


def _make_resource(saved: SavedTerms, terms: Terms, sentences: list[str], is_in_force: bool) -> SavedVersion:
    return SavedVersion(
        version=saved.version,
        program_id=saved.program_id,
        valid_from=terms.valid_from,
        is_in_force=is_in_force,
        saved_at=saved.saved_at,
        saved_by=saved.saved_by,
        sentences=sentences,
        rules=json.loads(saved.rules),
    )


# fmt: off
CALLS = (
    Call("list_terms", "GET", "/terms", answer_list, "The versions of the terms by which partners earn",
         ("site", "language", "format"), answer_type=SavedVersion),
    Call("create_terms", "POST", "/terms", answer_create, "Save a new version of a program's terms", ("site",),
         NewTerms, SavedVersion, status=201, is_write=True),
)

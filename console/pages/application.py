"""The public page of a program: anybody applies, without a session, a cookie or JavaScript.

Its answer is the same whether the address has a partner, an application, or neither.
"""

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.applications import receive_application
from console.brands import describe_brand
from console.cabinet_hosts import is_served
from console.pages.forms import parse_own_form
from console.pages.page_language import find_asked_language
from console.pages.public_limits import PublicAct, answer_too_often, count_act
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies, render
from console.shown_terms import ShownTerms, accept_terms, query_shown_terms
from database.errors import ChangedConcurrently
from database.sessions import begin_read, name_author
from languages.language import Language
from languages.sentence import Words, sentence
from registry.application_forms import ProgramForm, find_open_form
from registry.applications import GivenApplication
from registry.brands import name_shown
from registry.errors import RegistryConflict, RegistryInvalid, RegistryMissing
from registry.models import Program, Site
from registry.publication import change_registry

LOG = logging.getLogger(__name__)
# Ten long answers with three bytes a letter, as a form writes them.
MAX_APPLICATION_BYTES = 256 * 1024
# People do not see this field; programs that fill in every form do.
TRAP = "company_fax"
APPLICANT = "page"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page is made of."""

    site: Site
    program: Program
    form: ProgramForm
    terms: ShownTerms


def show_application(dependencies: PageDependencies, request: Request) -> Response:
    """The form, or the thanks."""
    with begin_read(dependencies.registry_sessions) as session:
        shown = _find_shown(session, dependencies, request)
    return _render(dependencies, request, shown, {}, is_done="done" in request.query_params)


async def post_application(dependencies: PageDependencies, request: Request) -> Response:
    """Stores the application and thanks."""
    given = await parse_own_form(request)
    return await run_in_threadpool(_apply, dependencies, request, given)


def _apply(dependencies: PageDependencies, request: Request, given: dict[str, str]) -> Response:
    with begin_read(dependencies.registry_sessions) as session:
        shown = _find_shown(session, dependencies, request)
    wait_seconds = count_act(dependencies.redis, PublicAct.APPLY, request)
    if wait_seconds:
        problem = ("", sentence("Too many applications came from here. Try again later."))
        return answer_too_often(_render(dependencies, request, shown, given, problem, 429), wait_seconds)
    try:
        if not given.get(TRAP):
            _store(dependencies, request, given)
    except RegistryInvalid as exc:
        return _render(dependencies, request, shown, given, (exc.field, describe_reason(exc)), 400)
    except RegistryConflict as exc:
        if exc.field == "terms_hash":
            return _render(dependencies, request, shown, given, ("terms", describe_reason(exc)), 409)
        # An address that waits already, or too many of all: the answer says neither.
        LOG.info("an application to program %d was not stored: %s", shown.program.id, exc.field)
    except ChangedConcurrently:
        # The same form was sent twice at once; one of the two is stored.
        LOG.info("an application to program %d came twice", shown.program.id)
    return RedirectResponse(f"{request.url.path}?{urlencode({'done': 1})}", 303)


def _store(dependencies: PageDependencies, request: Request, given: dict[str, str]) -> None:
    now = dependencies.now()
    sessions = name_author(dependencies.registry_sessions, APPLICANT)
    with change_registry(sessions, dependencies.redis) as session:
        shown = _find_shown(session, dependencies, request)
        if shown.terms.sentences and not given.get("accepts_terms"):
            raise RegistryInvalid("terms", "accept the terms to apply")
        receive_application(
            session,
            shown.site.id,
            shown.form,
            _parse_application(given, len(shown.form.questions), find_asked_language(request)),
            accept_terms(shown.terms, given.get("terms_hash", "")),
            now,
            created_by=APPLICANT,
            sends_mail=dependencies.sends_mail,
        )


def _parse_application(given: dict[str, str], questions: int, language: Language) -> GivenApplication:
    answers = {number: given.get(f"answers.{number}", "") for number in range(1, questions + 1)}
    return GivenApplication(given.get("name", ""), given.get("email", ""), given.get("website", ""), answers, language)


def _find_shown(session: Session, dependencies: PageDependencies, request: Request) -> Shown:
    path = request.path_params
    try:
        site, program, form = find_open_form(session, path["site_key"], path["program_id"])
    except RegistryMissing:
        raise HTTPException(404) from None
    if not is_served(request, site.id):
        raise HTTPException(404)
    return Shown(
        site,
        program,
        form,
        query_shown_terms(session, site, program.id, dependencies.now(), find_asked_language(request)),
    )


def _render(
    dependencies: PageDependencies,
    request: Request,
    shown: Shown,
    given: dict[str, str],
    problem: tuple[str, Words] = ("", ""),
    status: int = 200,
    *,
    is_done: bool = False,
) -> Response:
    field, reason = problem
    context = {
        "shop": name_shown(shown.site),
        "brand": describe_brand(shown.site),
        "program": shown.program.name,
        "terms": shown.terms,
        "questions": list(enumerate(shown.form.questions, 1)),
        "given": given,
        "field": field,
        "reason": reason,
        "trap": TRAP,
        "is_done": is_done,
    }
    return render(request, dependencies, "apply", context, status)

"""The first run: whoever opens the address that `prm up` prints makes the first login, an administrator."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages.forms import parse_own_form
from console.pages.page_access import choose_setup_step
from console.pages.page_language import find_asked_language
from console.pages.password_checks import ChecksBusy
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies, render
from console.pages.sign_in import let_in
from console.pages.sign_in_attempts import Attempt, count_attempt, count_failure, find_network
from console.pages.sign_in_limits import answer_busy, answer_too_many
from database.sessions import begin_change, begin_read
from languages.language import Language
from languages.sentence import Sentence, Words, sentence
from registry.errors import RegistryInvalid
from registry.logins import hash_password
from registry.team.members import check_address
from registry.team.setup import is_setup_open, is_setup_token, take_setup_token

_WRONG_LINK = sentence(
    "This address was used before, or a later start has printed another one. See the output of prm up."
)


def show_setup(dependencies: PageDependencies, request: Request) -> Response:
    """The form whose token is in the fragment (``#``) of the address; later it leads to what is left of the setup."""
    with begin_read(dependencies.registry_sessions) as session:
        if not is_setup_open(session):
            return RedirectResponse(choose_setup_step(session, request, dependencies.now()), 303)
    return _render(dependencies, request)


async def post_setup(dependencies: PageDependencies, request: Request) -> Response:
    """Asks for the administrator's address and password, if the token is right; once more in another language."""
    form = await parse_own_form(request)
    return await run_in_threadpool(_check, dependencies, request, {**form, "token": form.get("token", "").strip()})


async def post_administrator(dependencies: PageDependencies, request: Request) -> Response:
    """Makes the login, once; the next step is the first site."""
    form = await parse_own_form(request)
    answer = await run_in_threadpool(_check, dependencies, request, form)
    if answer.status_code != 200:
        return answer
    checks = dependencies.known_device_checks
    try:
        email = check_address(form.get("email", ""))
        with checks.reserve("setup"):
            password_hash = await checks.run(partial(hash_password, form.get("password", "")))
    except ChecksBusy:
        return answer_busy(partial(_render, dependencies, request, form))
    except RegistryInvalid as exc:
        return _render(dependencies, request, form, _describe_problem(exc), 400)
    return await run_in_threadpool(_make_administrator, dependencies, request, form, email, password_hash)


def _describe_problem(exc: RegistryInvalid) -> Sentence:
    reason = describe_reason(exc)
    if exc.field == "password":
        return sentence("Password: {reason}.", reason=reason)
    return sentence("Email: {reason}.", reason=reason)


def _check(dependencies: PageDependencies, request: Request, form: dict[str, str]) -> Response:
    """The second form, or why there is none.

    Guesses are slowed down, for each network apart; the right token is never kept out by those of somebody else.
    """
    with begin_read(dependencies.registry_sessions) as session:
        if is_setup_token(session, form.get("token", "")):
            return _render(dependencies, request, form)
    network = find_network(request.client.host if request.client else "")
    attempt = Attempt(f"setup\n{network}", network)
    wait_seconds = count_attempt(dependencies.redis, attempt)
    if wait_seconds:
        return answer_too_many(partial(_render, dependencies, request, {}), wait_seconds)
    count_failure(dependencies.redis, attempt)
    return _render(dependencies, request, {}, _WRONG_LINK, 401)


def _make_administrator(
    dependencies: PageDependencies, request: Request, form: dict[str, str], email: str, password_hash: str
) -> Response:
    with begin_change(dependencies.registry_sessions, "setup") as session:
        member = take_setup_token(session, form.get("token", ""), email, password_hash)
        if member is not None:
            # Whoever has read this page in a language goes on in it.
            language = find_asked_language(request)
            member.language = "" if language is Language.ENGLISH else language
    if member is None:
        return _render(dependencies, request, {}, _WRONG_LINK, 401)
    return let_in(dependencies, request, {"next": "/setup/site"}, member)


def _render(
    dependencies: PageDependencies,
    request: Request,
    form: dict[str, str] | None = None,
    problem: Words = "",
    status: int = 200,
) -> Response:
    given = form or {}
    context = {"token": given.get("token", ""), "email": given.get("email", ""), "problem": problem}
    return render(request, dependencies, "setup", context, status)

"""A partner asks for a sign-in link by his e-mail address; the answer is the same whoever has it."""

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.cabinet_hosts import find_host_brand
from console.pages.forms import parse_own_form
from console.pages.page_language import find_asked_language
from console.pages.partner_sign_in import render_partner_sign_in
from console.pages.public_limits import PublicAct, answer_too_often, count_act
from console.pages.reasons import describe_reason
from console.pages.renderer import PageDependencies
from database.sessions import begin_change
from languages.sentence import sentence
from outbound.requests import mail_sign_in_links
from registry.errors import RegistryInvalid

_DONE = sentence(
    "If a partner has this address, a mail with a sign-in link arrives within minutes. Look into your mailbox."
)


async def post_request(dependencies: PageDependencies, request: Request) -> Response:
    """Queues the mail."""
    form = await parse_own_form(request)
    if not dependencies.sends_mail:
        raise HTTPException(404)
    return await run_in_threadpool(_ask, dependencies, request, form.get("email", ""))


def _ask(dependencies: PageDependencies, request: Request, email: str) -> Response:
    wait_seconds = count_act(dependencies.redis, PublicAct.ASK_FOR_LINK, request)
    if wait_seconds:
        problem = sentence("Too many links were asked for from here. Try again later.")
        return answer_too_often(
            render_partner_sign_in(dependencies, request, problem=problem, status=429), wait_seconds
        )
    try:
        with begin_change(dependencies.registry_sessions) as session:
            brand = find_host_brand(request)
            language, site_id = find_asked_language(request), brand.site_id if brand else None
            mail_sign_in_links(session, email, dependencies.now(), language=language, site_id=site_id)
    except RegistryInvalid as exc:
        problem = sentence("E-mail address: {reason}.", reason=describe_reason(exc))
        return render_partner_sign_in(dependencies, request, problem=problem, status=400)
    return render_partner_sign_in(dependencies, request, done=_DONE)

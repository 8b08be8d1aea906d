"""The end of a report by mail, by the signed link in it: without signing in, and by whoever has the mail.

Opening the link asks first, since programs that look at mail open links too. A mailbox's own button posts at once
(RFC 8058), from no page of ours: the signature is all that is asked for.
"""

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.pages.renderer import PageDependencies, render
from database.sessions import begin_change, begin_read, name_author
from registry.models import ReportMail, TeamMember
from registry.payout_access import MAIL
from registry.report_mails import end_report_mail, is_end_signed


def show_end(dependencies: PageDependencies, request: Request) -> Response:
    """Asks, or says that it has ended."""
    mail_id = _parse_mail_id(dependencies, request)
    with begin_read(dependencies.registry_sessions) as session:
        mail = session.get(ReportMail, mail_id)
        return _render(dependencies, request, is_ended=mail is None, language=_find_language(session, mail))


async def post_end(dependencies: PageDependencies, request: Request) -> Response:
    """Ends it."""
    mail_id = _parse_mail_id(dependencies, request)
    language = await run_in_threadpool(_end, dependencies, mail_id)
    return _render(dependencies, request, is_ended=True, language=language)


def _end(dependencies: PageDependencies, mail_id: int) -> str:
    """The language of whoever got it."""
    with begin_change(name_author(dependencies.registry_sessions, MAIL)) as session:
        mail = session.get(ReportMail, mail_id)
        language = _find_language(session, mail)
        if mail is not None:
            end_report_mail(session, mail)
        return language


def _find_language(session: Session, mail: ReportMail | None) -> str:
    """Empty for one that has ended: nobody's."""
    return session.get_one(TeamMember, mail.member_id).language if mail else ""


def _parse_mail_id(dependencies: PageDependencies, request: Request) -> int:
    given, signature = (request.query_params.get(name, "") for name in ("mail", "signature"))
    mail_id = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    if not is_end_signed(dependencies.secret, mail_id, signature):
        raise HTTPException(404)
    return mail_id


def _render(dependencies: PageDependencies, request: Request, *, is_ended: bool, language: str) -> Response:
    return render(request, dependencies, "report-mail-end", {"is_ended": is_ended, "saved_language": language})

"""The two ways to sign in with a password: at the console, and at the partner's own pages.

They differ in what stands here; steps, bounds and pauses are the same (``sign_in``, ``own_account``,
``second_factor``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console.cookies import CODE_COOKIE, MEMBER_COOKIE, PARTNER_CODE_COOKIE, PARTNER_COOKIE
from registry.login_columns import LoginColumns
from registry.logins import LoginKind, find_login_by_email, find_login_by_session
from registry.partner_accounts import ACCOUNTS
from registry.partner_sessions import complete_link, end_partner_session, find_waiting_account, join_opened_partner
from registry.team.members import MEMBERS, find_member_by_email, find_member_by_session, sign_out

FindBySession = Callable[..., LoginColumns | None]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where one kind of login signs in; ``count_prefix`` keeps the counts of attempts of the two apart.

    ``admit`` is run when somebody was let in, with the token of the session that the browser had before. ``complete``
    gives what waited for the code and was no login's: the token of a session, or None.
    """

    kind: LoginKind[LoginColumns]
    path: str
    home: str
    cookie: str
    code_cookie: str
    page: str
    count_prefix: str
    find_by_email: Callable[[Session, str], LoginColumns | None]
    find_by_session: FindBySession
    end_session: Callable[[Session, str], None]
    admit: Callable[[Session, int, str, datetime], None]
    complete: Callable[[Session, str, datetime], str | None]


def _admit_anybody(session: Session, login_id: int, token: str, now: datetime) -> None:
    """Nothing is left to do."""


def _complete_nothing(session: Session, token: str, now: datetime) -> None:
    """Only logins wait."""


def _find_account_by_email(session: Session, email: str) -> LoginColumns | None:
    return find_login_by_email(session, ACCOUNTS, email)


TEAM = Entrance(
    kind=MEMBERS,
    path="/sign-in",
    home="/",
    cookie=MEMBER_COOKIE,
    code_cookie=CODE_COOKIE,
    page="sign-in",
    count_prefix="",
    find_by_email=find_member_by_email,
    find_by_session=find_member_by_session,
    end_session=sign_out,
    admit=_admit_anybody,
    complete=_complete_nothing,
)


def _find_account_by_session(
    session: Session, token: str, now: datetime, *, needs_code: bool = False
) -> LoginColumns | None:
    found = find_login_by_session(session, ACCOUNTS, token, now, needs_code=needs_code)
    return found or (find_waiting_account(session, token, now) if needs_code else None)


PARTNERS = Entrance(
    kind=ACCOUNTS,
    path="/partner/sign-in",
    home="/partner",
    cookie=PARTNER_COOKIE,
    code_cookie=PARTNER_CODE_COOKIE,
    page="partner-sign-in",
    count_prefix="partner\n",
    find_by_email=_find_account_by_email,
    find_by_session=_find_account_by_session,
    end_session=end_partner_session,
    admit=join_opened_partner,
    complete=complete_link,
)

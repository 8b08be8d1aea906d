"""Whoever is signed in gives the password once more, for what a session left open must not be enough."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from console.pages.page_access import find_marketer
from console.pages.password_checks import ChecksBusy
from console.pages.renderer import PageDependencies
from console.pages.sign_in_attempts import Attempt, count_attempt, forget_attempts
from database.sessions import begin_read
from registry.models import TeamMember
from registry.team.members import hash_password, is_password_of


class PasswordRejected(Exception):
    """The message says why and what to do; ``status`` is the answer's."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


async def check_own_password(dependencies: PageDependencies, request: Request, password: str) -> int:
    """The id of the signed-in team member; raises ``SignInNeeded`` or :class:`PasswordRejected`.

    Attempts are counted for the member apart from those at the sign-in page, where anybody can fail.
    """
    member = await run_in_threadpool(_find_member, dependencies, request)
    attempt = Attempt(member.email, "", f"signed in\n{member.id}")
    checks = dependencies.known_device_checks
    try:
        with checks.reserve(attempt.device):
            wait_seconds = await run_in_threadpool(count_attempt, dependencies.redis, attempt)
            if wait_seconds:
                raise PasswordRejected(f"Too many attempts. Try again in {wait_seconds} seconds.", 429)
            if not await checks.run(partial(is_password_of, member, password)):
                raise PasswordRejected("Your present password is another one.", 401)
    except ChecksBusy:
        raise _make_busy() from None
    await run_in_threadpool(forget_attempts, dependencies.redis, attempt)
    return member.id


async def hash_new_password(dependencies: PageDependencies, member_id: int, password: str) -> str:
    """What is stored of it; raises ``RegistryInvalid`` or :class:`PasswordRejected`."""
    checks = dependencies.known_device_checks
    try:
        with checks.reserve(f"signed in\n{member_id}"):
            return await checks.run(partial(hash_password, password))
    except ChecksBusy:
        raise _make_busy() from None


def _make_busy() -> PasswordRejected:
    return PasswordRejected("Too many people are signing in. Try again in a few seconds.", 429)


def _find_member(dependencies: PageDependencies, request: Request) -> TeamMember:
    with begin_read(dependencies.registry_sessions) as session:
        return find_marketer(session, request, dependencies.now()).member

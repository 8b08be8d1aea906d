"""Whoever is signed in gives the password once more, for what a session left open must not be enough."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from console.pages.entrance import TEAM, Entrance
from console.pages.page_access import SignInNeeded
from console.pages.password_checks import ChecksBusy
from console.pages.renderer import PageDependencies
from console.pages.sign_in_attempts import Attempt, count_attempt, forget_attempts
from console.pages.sign_in_limits import BUSY, describe_pause
from database.sessions import begin_read
from languages.sentence import Sentence, sentence
from registry.login_columns import LoginColumns
from registry.logins import hash_password, is_password_of


class PasswordRejected(Exception):
    """``words`` say why and what to do; ``status`` is the answer's."""

    def __init__(self, words: Sentence, status: int) -> None:
        super().__init__(str(words))
        self.words = words
        self.status = status


async def check_own_password(
    dependencies: PageDependencies, request: Request, password: str, entrance: Entrance = TEAM
) -> int:
    """The id of the signed-in login; raises ``SignInNeeded`` or :class:`PasswordRejected`.

    Attempts are counted apart from those at the sign-in page, where anybody can fail.
    """
    login = await run_in_threadpool(_find_login, dependencies, request, entrance)
    attempt = Attempt(login.email, "", name_asker(entrance, login.id))
    checks = dependencies.known_device_checks
    try:
        with checks.reserve(attempt.device):
            wait_seconds = await run_in_threadpool(count_attempt, dependencies.redis, attempt)
            if wait_seconds:
                raise PasswordRejected(describe_pause(wait_seconds), 429)
            if not await checks.run(partial(is_password_of, login, password)):
                raise PasswordRejected(sentence("Your present password is another one."), 401)
    except ChecksBusy:
        raise _make_busy() from None
    await run_in_threadpool(forget_attempts, dependencies.redis, attempt)
    return login.id


async def hash_new_password(dependencies: PageDependencies, asker: str, password: str) -> str:
    """What is stored of it; ``asker``: whose turn it uses up. Raises ``RegistryInvalid`` or ``PasswordRejected``."""
    checks = dependencies.known_device_checks
    try:
        with checks.reserve(asker):
            return await checks.run(partial(hash_password, password))
    except ChecksBusy:
        raise _make_busy() from None


def _make_busy() -> PasswordRejected:
    return PasswordRejected(BUSY, 429)


def name_asker(entrance: Entrance, login_id: int) -> str:
    """Whoever is signed in, in the counts of attempts and the queue of checks."""
    return f"{entrance.count_prefix}signed in\n{login_id}"


def _find_login(dependencies: PageDependencies, request: Request, entrance: Entrance) -> LoginColumns:
    with begin_read(dependencies.registry_sessions) as session:
        login = entrance.find_by_session(session, request.cookies.get(entrance.cookie, ""), dependencies.now())
    if login is None:
        raise SignInNeeded(entrance.path)
    return login

"""The second factor of a login: six digits that change every half minute (TOTP, RFC 6238), or a recovery code."""

from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP, random_base32
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.errors import RegistryConflict
from registry.login_columns import LoginColumns
from registry.logins import LoginKind
from registry.team.members import MEMBERS
from registry.tokens import make_recovery_code

Kind = LoginKind[LoginColumns]
RECOVERY_CODES = 10
_STEP_SECONDS = 30
# A clock may be half a minute off.
_STEPS_OFF = (0, -1, 1)


def begin_second_factor(session: Session, login_id: int, kind: Kind = MEMBERS) -> str:
    """A new secret, which counts once a code of it was confirmed; in base 32, for the app."""
    login = session.get_one(kind.login, login_id)
    if login.totp_since is not None:
        raise RegistryConflict("second_factor", "it is on already; switch it off first")
    login.totp_secret, login.totp_last_step = random_base32(), 0
    session.flush()
    return login.totp_secret


def describe_secret(login: LoginColumns) -> str:
    """The address that an app reads from a QR code."""
    return TOTP(login.totp_secret).provisioning_uri(name=login.email, issuer_name="prm")


def confirm_second_factor(session: Session, login_id: int, code: str, now: datetime, kind: Kind = MEMBERS) -> list[str]:
    """Switches it on if the code is right; the recovery codes, shown this once, or nothing."""
    login = session.get_one(kind.login, login_id, with_for_update=True)
    if login.totp_since is not None or not login.totp_secret or not _take_step(login, code, now):
        return []
    login.totp_since = now
    return _make_recovery_codes(session, kind, login_id)


def take_code(session: Session, login_id: int, code: str, now: datetime, kind: Kind = MEMBERS) -> bool:
    """Whether it is a code of the app or a recovery code; each is good once."""
    login = session.get_one(kind.login, login_id, with_for_update=True)
    if login.totp_since is not None and _take_step(login, code, now):
        session.flush()
        return True
    own = select(kind.recovery_code).where(
        kind.recovery_code.code_hash == hash_key(code.strip().lower()), kind.code_owner == login_id
    )
    recovery = session.scalar(own.with_for_update())
    if recovery is None:
        return False
    session.delete(recovery)
    session.flush()
    return True


def end_second_factor(session: Session, login_id: int, kind: Kind = MEMBERS) -> None:
    """The password alone is enough again; the recovery codes end."""
    login = session.get_one(kind.login, login_id)
    login.totp_secret, login.totp_since = "", None
    session.execute(delete(kind.recovery_code).where(kind.code_owner == login_id))
    session.flush()


def count_recovery_codes(session: Session, login_id: int, kind: Kind = MEMBERS) -> int:
    """How many were not used yet."""
    left = select(func.count()).select_from(kind.recovery_code).where(kind.code_owner == login_id)
    return session.scalar(left) or 0


def _take_step(login: LoginColumns, code: str, now: datetime) -> bool:
    given, totp = "".join(code.split()).encode(), TOTP(login.totp_secret)
    step_now = int(now.timestamp()) // _STEP_SECONDS
    for step in (step_now + off for off in _STEPS_OFF):
        if step > login.totp_last_step and compare_digest(totp.at(step * _STEP_SECONDS).encode(), given):
            # Neither this code nor an earlier one is good again, whoever saw it.
            login.totp_last_step = step
            return True
    return False


def _make_recovery_codes(session: Session, kind: Kind, login_id: int) -> list[str]:
    session.execute(delete(kind.recovery_code).where(kind.code_owner == login_id))
    codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    owner = {kind.code_owner.key: login_id}
    session.add_all(kind.make_recovery_code(code_hash=hash_key(code), **owner) for code in codes)
    session.flush()
    return codes

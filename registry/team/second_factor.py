"""The second factor of a team member: six digits that change every half minute (TOTP, RFC 6238), or a recovery code."""

from datetime import datetime
from hmac import compare_digest

from pyotp import TOTP, random_base32
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from events.snapshot import hash_key
from registry.errors import RegistryConflict
from registry.models import RecoveryCode, TeamMember
from registry.tokens import make_recovery_code

RECOVERY_CODES = 10
_STEP_SECONDS = 30
# A clock may be half a minute off.
_STEPS_OFF = (0, -1, 1)


def begin_second_factor(session: Session, member_id: int) -> str:
    """A new secret, which counts once a code of it was confirmed; in base 32, for the member's app."""
    member = session.get_one(TeamMember, member_id)
    if member.totp_since is not None:
        raise RegistryConflict("second_factor", "it is on already; switch it off first")
    member.totp_secret, member.totp_last_step = random_base32(), 0
    session.flush()
    return member.totp_secret


def describe_secret(member: TeamMember) -> str:
    """The address that an app reads from a QR code."""
    return TOTP(member.totp_secret).provisioning_uri(name=member.email, issuer_name="prm")


def confirm_second_factor(session: Session, member_id: int, code: str, now: datetime) -> list[str]:
    """Switches it on if the code is right; the recovery codes, shown this once, or nothing."""
    member = session.get_one(TeamMember, member_id, with_for_update=True)
    if member.totp_since is not None or not member.totp_secret or not _take_step(member, code, now):
        return []
    member.totp_since = now
    return _make_recovery_codes(session, member_id)


def take_code(session: Session, member_id: int, code: str, now: datetime) -> bool:
    """Whether it is a code of the app or a recovery code; each is good once."""
    member = session.get_one(TeamMember, member_id, with_for_update=True)
    if member.totp_since is not None and _take_step(member, code, now):
        session.flush()
        return True
    recovery = session.get(RecoveryCode, hash_key(code.strip().lower()), with_for_update=True)
    if recovery is None or recovery.member_id != member_id:
        return False
    session.delete(recovery)
    session.flush()
    return True


def end_second_factor(session: Session, member_id: int) -> None:
    """The password alone is enough again; the recovery codes end."""
    member = session.get_one(TeamMember, member_id)
    member.totp_secret, member.totp_since = "", None
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    session.flush()


def count_recovery_codes(session: Session, member_id: int) -> int:
    """How many were not used yet."""
    left = select(func.count()).select_from(RecoveryCode).where(RecoveryCode.member_id == member_id)
    return session.scalar(left) or 0


def _take_step(member: TeamMember, code: str, now: datetime) -> bool:
    given, totp = "".join(code.split()).encode(), TOTP(member.totp_secret)
    step_now = int(now.timestamp()) // _STEP_SECONDS
    for step in (step_now + off for off in _STEPS_OFF):
        if step > member.totp_last_step and compare_digest(totp.at(step * _STEP_SECONDS).encode(), given):
            # Neither this code nor an earlier one is good again, whoever saw it.
            member.totp_last_step = step
            return True
    return False


def _make_recovery_codes(session: Session, member_id: int) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.member_id == member_id))
    codes = [make_recovery_code() for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(code_hash=hash_key(code), member_id=member_id) for code in codes)
    session.flush()
    return codes

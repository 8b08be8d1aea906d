"""Persons whom the console was asked to erase: the requests, which `prm worker` carries out one after another."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.email import normalise_email
from registry.checks import check_choice, check_text
from registry.errors import RegistryConflict, RegistryInvalid
from registry.models import Erasure
from registry.sites import get_site

# A worker that has not ended one by then was killed; to erase twice does no harm.
_LONGEST = timedelta(hours=2)
_MAX_WAITING = 100


class ErasureKind(StrEnum):
    """By what a person is named."""

    EMAIL = "email"
    CUSTOMER = "customer"
    VISITOR = "visitor"


class ErasureState(StrEnum):
    """How far an erasure is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


def check_erasure(kind: str, value: str) -> tuple[ErasureKind, str]:
    """What names the person, or :class:`RegistryInvalid`."""
    chosen, named = ErasureKind(check_choice("kind", kind, tuple(ErasureKind))), check_text("value", value)
    if chosen is ErasureKind.EMAIL and not normalise_email(named):
        raise RegistryInvalid("value", "give an address like ada@example.com")
    return chosen, named


def create_erasure(session: Session, site_id: int, kind: str, value: str, *, asked_by: str) -> Erasure:
    """It waits for a worker."""
    chosen, named = check_erasure(kind, value)
    waiting = [each for each in list_erasures(session, site_id) if each.state == ErasureState.WAITING]
    if len(waiting) >= _MAX_WAITING:
        raise RegistryConflict("value", f"{_MAX_WAITING} erasures are waiting; see that `prm worker` runs")
    made = Erasure(
        site_id=get_site(session, site_id).id,
        kind=chosen.value,
        value=named,
        state=ErasureState.WAITING.value,
        asked_by=asked_by,
    )
    session.add(made)
    session.flush()
    return made


def list_erasures(session: Session, site_id: int) -> list[Erasure]:
    """The newest first."""
    return list(session.scalars(select(Erasure).where(Erasure.site_id == site_id).order_by(Erasure.id.desc())))


def begin_erasure(session: Session, now: datetime) -> Erasure | None:
    """The oldest one that waits, or that a killed worker has left; from now on it runs."""
    is_left = (Erasure.state == ErasureState.RUNNING.value) & (Erasure.began_at < now - _LONGEST)
    found = session.scalar(
        select(Erasure)
        .where((Erasure.state == ErasureState.WAITING.value) | is_left)
        .order_by(Erasure.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if found is not None:
        found.state, found.began_at = ErasureState.RUNNING.value, now
        session.flush()
    return found


def return_erasure(session: Session, erasure_id: int) -> None:
    """It waits again: what it needs is away."""
    session.get_one(Erasure, erasure_id).state = ErasureState.WAITING.value
    session.flush()


def end_erasure(
    session: Session, erasure_id: int, now: datetime, removed: Mapping[str, int], problem: str = ""
) -> Erasure:
    """It is done, or has failed with this problem; who was meant is forgotten."""
    found = session.get_one(Erasure, erasure_id)
    found.state = ErasureState.FAILED.value if problem else ErasureState.DONE.value
    found.value, found.ended_at, found.removed, found.problem = "", now, dict(removed), problem
    session.flush()
    return found

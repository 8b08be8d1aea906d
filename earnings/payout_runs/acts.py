"""A payout run is opened, partners are left out of its draft, it is approved or discarded."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from sqlalchemy import Connection

from database.sessions import Sessions, begin_change, begin_read
from earnings.payout_runs.actors import Actor
from earnings.payout_runs.drafting import compute_draft
from earnings.payout_runs.stored import list_runs, load_run
from earnings.payouts.records import LeftOut, PayerDetails, RunApproval, RunOpening, RunStep, StoredRun
from earnings.payouts.run import PayoutInvalid, RunState, SecondPersonNeeded, advance_run
from earnings.payouts.settlement import approve_run, needs_second_person
from earnings.storage import Head, Item, append, append_all
from earnings.storage.journal import lock_site
from registry.payout_requests import pay_requests

# Records stored by one statement.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewRun:
    """What somebody asks for; without ``payer`` it is that of the run before. See ``RunOpening``."""

    currency: str
    cutoff: datetime
    purpose: str
    payer: PayerDetails | None = None
    rates: tuple[tuple[str, str], ...] = ()
    execute_on: str = ""
    program_id: int = 0


def open_run(sessions: Sessions, site_id: int, asked: NewRun, actor: Actor, now: datetime) -> StoredRun:
    """A draft; raises ``PayoutInvalid`` for a cutoff to come: what is payable then is not known yet."""
    if asked.cutoff > now:
        raise PayoutInvalid("the cutoff is to come: give a moment that has passed")
    run_id = f"{now:%Y%m%d}-{token_hex(4)}"
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        earlier = list_runs(connection, site_id)
        payer = asked.payer or next((each.opening.payer for each in earlier if each.opening.payer), None)
        opening = RunOpening(
            run_id,
            asked.currency,
            asked.cutoff,
            actor.name,
            actor.person,
            now,
            asked.purpose,
            payer,
            asked.rates,
            asked.execute_on,
            asked.program_id,
        )
        append(connection, site_id, opening, now=now)
        return load_run(connection, site_id, run_id)


def approve(sessions: Sessions, site_id: int, run_id: str, digest: str, actor: Actor, now: datetime) -> StoredRun:
    """Freezes what the run would pay now, if that is what ``digest`` says; the same approval again changes nothing.

    Raises ``PayoutInvalid``, ``SecondPersonNeeded``, ``LedgerMoved``.
    """
    with begin_read(sessions) as session:
        stored = load_run(session.connection(), site_id, run_id)
        if stored.approval and (stored.approval.by, stored.approval.digest) == (actor.name, digest):
            return stored
        draft = compute_draft(session, site_id, stored, now)
    if draft.digest != digest:
        raise PayoutInvalid(f"the payout run {run_id} would pay something else by now: look at it again")
    if actor.is_key and needs_second_person(draft.run, draft.second_person_above):
        raise SecondPersonNeeded(f"the payout run {run_id} needs a second person: a key cannot be one")
    step = approve_run(draft.run, draft.book, actor.person, draft.second_person_above, now)
    approval = RunApproval(
        run_id,
        actor.name,
        now,
        digest,
        len(draft.items),
        draft.run.sum_gross(),
        sum(item.transfer for item in draft.run.items),
        tuple(sorted(draft.run.skipped.items())),
    )
    transactions = [replace(each, by=actor.name) for each in step.transactions]
    # With nobody to pay there is nothing left to do.
    ended = [] if draft.items else [RunStep(run_id, RunState.SETTLED, actor.name, now)]
    with begin_change(sessions) as session:
        connection = session.connection()
        store_all(connection, site_id, [*draft.items, approval, *transactions, *ended], draft.head, now)
        partners = {each.item.partner for each in draft.items}
        pay_requests(session, site_id, partners, draft.run.currency, run_id, actor.name, now)
        return load_run(connection, site_id, run_id)


def leave_out(
    sessions: Sessions,
    site_id: int,
    run_id: str,
    partner: str,
    note: str,
    actor: Actor,
    now: datetime,
    *,
    is_back: bool = False,
) -> StoredRun:
    """Takes a partner out of a draft, with ``is_back`` into it again; raises ``PayoutInvalid`` for any other run."""
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        stored = load_run(connection, site_id, run_id)
        if stored.run.state is not RunState.DRAFT:
            raise PayoutInvalid(f"the payout run {run_id} is {stored.run.state}: its items are frozen")
        if (partner in stored.left_out) is is_back:
            act = LeftOut(run_id, len(stored.acts) + 1, partner, actor.name, now, note, is_back)
            append(connection, site_id, act, now=now)
        return load_run(connection, site_id, run_id)


def discard(sessions: Sessions, site_id: int, run_id: str, actor: Actor, now: datetime) -> StoredRun:
    """Ends a draft; again changes nothing. Raises ``PayoutInvalid`` for a run that was approved."""
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        stored = load_run(connection, site_id, run_id)
        if stored.run.state is RunState.DISCARDED:
            return stored
        advance_run(stored.run, RunState.DISCARDED)
        append(connection, site_id, RunStep(run_id, RunState.DISCARDED, actor.name, now), now=now)
        return load_run(connection, site_id, run_id)


def store_all(connection: Connection, site_id: int, records: Sequence[Item], head: Head | None, now: datetime) -> None:
    """All in the caller's transaction, after ``head`` where it is given; raises ``LedgerMoved``."""
    for start in range(0, len(records), _AT_ONCE):
        head = append_all(connection, site_id, records[start : start + _AT_ONCE], head, now)

"""What the demo's partners earn and are paid, as people and runs would have done it at the moments of the story."""

from datetime import datetime, timedelta

from database.sessions import Sessions, begin_change, begin_read
from demo.cast import CAST
from demo.coffees import CURRENCY
from demo.rules import TERMS
from earnings.payees.stored_methods import NewMethod, add_method
from earnings.payout_runs.actors import Actor
from earnings.payout_runs.acts import NewRun, approve, open_run
from earnings.payout_runs.drafting import compute_draft
from earnings.payout_runs.exporting import export_file
from earnings.payout_runs.settling import Outcome, settle_by_hand
from earnings.payout_runs.stored import list_runs, load_run
from earnings.payouts.files.formats import FileFormat
from earnings.payouts.methods.sealing import PayoutKey
from earnings.payouts.records import PayerAccount, PayerDetails, StoredRun
from earnings.payouts.run import ItemState, RunState
from earnings.storage import load_terms, save_terms
from registry.partners import map_refs_to_partners
from registry.payout_methods import map_current_methods
from registry.sites import get_program

Keys = tuple[PayoutKey, ...]
_PAYER = PayerDetails(
    "Slow Kettle",
    (PayerAccount("iban", (("holder", "Slow Kettle"), ("iban", "DE02120300000000202051"))),),
)
# Between the approval of a run and the word of the bank.
_BANK = timedelta(days=2)


def save_rules(sessions: Sessions, site_id: int, actor: Actor, now: datetime) -> None:
    """The program's first terms, unless it has some."""
    with begin_change(sessions) as session:
        if not load_terms(session.connection(), site_id):
            program_id = get_program(session, site_id).id
            save_terms(session.connection(), site_id, program_id, TERMS, actor.name, now)


def add_methods(sessions: Sessions, site_id: int, keys: Keys, secret: bytes, beginning: datetime) -> None:
    """Where the partners are paid who have said so."""
    with begin_change(sessions) as session:
        known, partners = map_current_methods(session, site_id), map_refs_to_partners(session, site_id)
        for role in CAST:
            partner_id = partners[role.code]
            if role.iban and partner_id not in known:
                given = NewMethod("iban", {"holder": role.name.partition(",")[0], "iban": role.iban})
                add_method(session, keys, secret, site_id, partner_id, given, f"partner:{partner_id}", beginning)


def list_made_runs(sessions: Sessions, site_id: int) -> list[StoredRun]:
    """The payout runs that are there already, the first one first."""
    with begin_read(sessions) as session:
        return list_runs(session.connection(), site_id)[::-1]


def draft_payouts(sessions: Sessions, site_id: int, actor: Actor, now: datetime) -> StoredRun:
    """A payout run of everything that is payable."""
    return open_run(sessions, site_id, NewRun(CURRENCY, now, f"Commissions until {now:%d %B %Y}", _PAYER), actor, now)


def pay_run(sessions: Sessions, site_id: int, run_id: str, keys: Keys, actor: Actor, now: datetime) -> None:
    """Approved, given to the bank, and paid by it; goes on where an earlier call ended."""
    with begin_read(sessions) as session:
        stored = load_run(session.connection(), site_id, run_id)
        is_draft = stored.run.state is RunState.DRAFT
        digest = compute_draft(session, site_id, stored, now).digest if is_draft else ""
    if is_draft:
        stored = approve(sessions, site_id, run_id, digest, actor, now)
    export_file(sessions, keys, site_id, run_id, FileFormat.SEPA, 1, actor, now)
    outcomes = [Outcome(partner, ItemState.CONFIRMED) for partner in stored.items]
    settle_by_hand(sessions, site_id, run_id, outcomes, actor, now + _BANK)

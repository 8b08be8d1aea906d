"""Whom a payout run would pay if it were approved now; nothing is stored."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from earnings.ledger.book import Book
from earnings.payees.stored_methods import map_payees
from earnings.payouts.draft import draft_run
from earnings.payouts.payee import Payee
from earnings.payouts.records import FrozenItem, StoredRun
from earnings.payouts.run import PayoutRun
from earnings.runs.programs import Programs, query_programs
from earnings.storage import Head, find_head
from earnings.storage.codec import encode, write_canonical
from earnings.storage.posted import read_posted
from earnings.terms.terms import PayoutTerms
from earnings.terms.versions import find_terms
from registry.models import PayoutMethod
from registry.partners import list_partners
from registry.payout_methods import map_current_methods
from registry.payout_requests import list_requested


@dataclass(frozen=True, slots=True)
class Draft:
    """``digest`` changes with whom the run pays how much and where to, and with whom it skips.

    ``second_person_above``: the lowest limit of the programs whose partners it pays. ``head``: where the ledger ended.
    """

    run: PayoutRun
    items: tuple[FrozenItem, ...]
    digest: str
    second_person_above: int | None
    book: Book
    head: Head


def compute_draft(session: Session, site_id: int, stored: StoredRun, now: datetime) -> Draft:
    """As of now, by the payout terms that are in force now; raises ``PayoutInvalid`` unless it is a draft."""
    connection = session.connection()
    head = find_head(connection, site_id)
    book = Book(each.transaction for each in read_posted(connection, site_id))
    program_id = stored.opening.program_id
    payees = map_payees_with_terms(session, site_id, now, program_id)
    for partner in stored.left_out.keys() & payees.keys():
        payees[partner] = replace(payees[partner], is_held_for_review=True)
    for partner, currency in list_requested(session, site_id):
        if currency == stored.run.currency and partner in payees:
            payees[partner] = replace(payees[partner], has_requested=True)
    run = draft_run(stored.run, book, payees, PayoutTerms(), is_of_program=bool(program_id))
    methods = _map_methods(session, site_id)
    items = tuple(
        FrozenItem(item, methods[item.partner].id, methods[item.partner].kind, methods[item.partner].fingerprint)
        for item in run.items
    )
    limits = [
        terms.second_person_above[run.currency]
        for item in run.items
        if (terms := payees[item.partner].terms) and run.currency in terms.second_person_above
    ]
    return Draft(run, items, _hash(items, run), min(limits, default=None), book, head)


def map_payees_with_terms(session: Session, site_id: int, now: datetime, program_id: int = 0) -> dict[str, Payee]:
    """The partners of a program, 0: of all, with the payout terms that are in force."""
    programs = query_programs(session, site_id)
    found = map_payees(session, site_id)
    return {
        partner.own_code: replace(found[partner.own_code], terms=find_payout_terms(programs, partner.program_id, now))
        for partner in list_partners(session, site_id)
        if program_id in (0, partner.program_id)
    }


def _map_methods(session: Session, site_id: int) -> Mapping[str, PayoutMethod]:
    methods = map_current_methods(session, site_id)
    partners = list_partners(session, site_id)
    return {each.own_code: methods[each.id] for each in partners if each.id in methods}


def find_scheduled_cutoff(session: Session, site_id: int, program_id: int, now: datetime) -> datetime:
    """The latest by the program's schedule, in the site's zone; without a schedule, or for all programs, now."""
    programs = query_programs(session, site_id)
    schedule = find_payout_terms(programs, program_id, now).schedule if program_id else None
    return (schedule.find_last_cutoff(now, ZoneInfo(programs.timezone)) if schedule else None) or now


def find_payout_terms(programs: Programs, program_id: int, now: datetime) -> PayoutTerms:
    """Those in force, or of a program whose first terms are still to come, theirs."""
    versions = programs.versions.get(program_id, ())
    terms = find_terms(versions, now) or next(iter(versions), None)
    return terms.payout if terms else PayoutTerms()


def _hash(items: tuple[FrozenItem, ...], run: PayoutRun) -> str:
    content = [[encode(each) for each in items], sorted((name, str(reason)) for name, reason in run.skipped.items())]
    return hashlib.sha256(write_canonical(content).encode("ascii")).hexdigest()

"""Drafts a payout run: whom it pays how much, and whom it skips and why. Nothing is posted."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import Line
from earnings.payouts.payee import Payee
from earnings.payouts.run import Item, ItemState, PayoutInvalid, PayoutRun, RunState, Skipped
from earnings.terms.terms import UNIT_PPM, FeePayer, PayoutTerms
from money.split import round_half_away
from registry.enums import PartnerStatus


def draft_run(
    run: PayoutRun,
    book: Book,
    payees: Mapping[str, Payee],
    terms: PayoutTerms,
    *,
    is_of_program: bool = False,
) -> PayoutRun:
    """The run with its items and skipped partners as of now; raises ``PayoutInvalid`` unless it is a draft.

    Items that an interrupted approval has frozen stay: their money is reserved for this run. A run of a program names
    nobody else: ``payees`` are its partners, and ``is_of_program`` says so.
    """
    if run.state is not RunState.DRAFT:
        raise PayoutInvalid(f"the payout run {run.id} is {run.state}: its items are frozen")
    items, skipped = [], {}
    frozen = {each.partner: each for each in run.items if book.find_transaction(each.name_step(ItemState.RESERVED))}
    for partner in book.list_owners():
        if partner in frozen:
            items.append(frozen[partner])
            continue
        if is_of_program and partner not in payees:
            continue
        payee = payees.get(partner, Payee(partner, has_method=False))
        lines = list_payable(book, partner, run)
        if not lines:
            continue
        item, reason = draft_payment(run, payee, lines, terms)
        if reason:
            skipped[partner] = reason
        else:
            items.append(item)
    return replace(run, items=tuple(items), skipped=skipped)


def draft_payment(
    run: PayoutRun, payee: Payee, lines: list[tuple[Line, int]], terms: PayoutTerms
) -> tuple[Item, Skipped | None]:
    """What the run would pay for these lines by the payee's own terms, or else by ``terms``, and why it would not."""
    own = payee.terms or terms
    item = make_item(run, payee, lines, own)
    return item, find_obstacle(item, payee, run, own)


def list_payable(book: Book, partner: str, run: PayoutRun) -> list[tuple[Line, int]]:
    """What was payable at the cutoff and still is, and all that the partner owes by now."""
    found = []
    for line in book.list_owner(partner):
        balance = book.find_line(line)
        minor = min(balance.owed[Account.PAYABLE], balance.find_payable(run.cutoff))
        if line.currency == run.currency and minor:
            found.append((line, minor))
    return sorted(found, key=lambda each: each[0].id)


def make_item(run: PayoutRun, payee: Payee, lines: list[tuple[Line, int]], terms: PayoutTerms) -> Item:
    """What a payee would be paid for these lines, by the terms of payouts."""
    gross = sum(minor for _, minor in lines)
    fee = _round_rate(gross, terms.fee_ppm) + terms.fee_fixed.get(run.currency, 0)
    withholding, vat = _round_rate(gross, payee.withholding_ppm), _round_rate(gross, payee.vat_ppm)
    kept = fee if terms.fee_payer is FeePayer.PARTNER else 0
    return Item(
        run=run.id,
        partner=payee.partner,
        currency=run.currency,
        lines=tuple(lines),
        gross=gross,
        fee=fee,
        fee_payer=terms.fee_payer,
        withholding=withholding,
        vat=vat,
        transfer=gross - kept - withholding + vat,
        payout_currency=payee.payout_currency or run.currency,
    )


def find_obstacle(item: Item, payee: Payee, run: PayoutRun, terms: PayoutTerms) -> Skipped | None:
    """Why he is not paid by the run: the first reason that applies, None if he is."""
    is_new = payee.method_usable_from is not None and payee.method_usable_from > run.cutoff
    obstacles = {
        Skipped.BLOCKED: payee.status == PartnerStatus.BLOCKED,
        Skipped.NO_PAYOUT_METHOD: not payee.has_method,
        Skipped.NEGATIVE: item.gross < 0,
        Skipped.ZERO: item.gross == 0,
        Skipped.BELOW_MINIMUM: item.gross < terms.find_minimum(run.currency) or item.transfer <= 0,
        Skipped.TERMS_NOT_ACCEPTED: not payee.has_accepted_terms,
        Skipped.TAX_DATA_MISSING: not payee.has_tax_details,
        Skipped.METHOD_TOO_NEW: is_new,
        Skipped.HELD_REVIEW: payee.is_held_for_review,
        Skipped.NOT_REQUESTED: terms.needs_request and not payee.has_requested,
    }
    return next((reason for reason, applies in obstacles.items() if applies), None)


def _round_rate(minor: int, rate_ppm: int) -> int:
    return round_half_away(Fraction(minor * rate_ppm, UNIT_PPM))

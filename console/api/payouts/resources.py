"""Payout runs and their items as answers have them."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from console.api.fields import LABEL, Count, Instant, Resource, choice
from console.api.names import Names
from earnings.payout_runs.drafting import Draft
from earnings.payouts.files.payment import make_reference
from earnings.payouts.methods.destination import mask_method
from earnings.payouts.methods.kinds import MethodKind
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.records import FrozenItem, PayerAccount, StoredItem, StoredRun
from earnings.payouts.run import ItemState, RunState, Skipped
from earnings.payouts.settlement import convert_transfer, needs_second_person
from earnings.terms.terms import FeePayer
from money.amount import Amount


class PayoutItem(Resource):
    """One partner's payment: `transfer` is gross - the partner's fee - withholding + VAT.

    `sent` is what left, in the currency he is paid in, at `rate`; it is there once he was paid. Of a draft `state` is
    empty. `file`: the format of the file in which the payment left. `reference` stands on the bank statement. Partners
    are not shown `method_id`, `file` and `by`.
    """

    run_id: str
    partner: str
    partner_name: Annotated[str, LABEL]
    state: Annotated[str, choice(("", *ItemState))]
    gross: Amount
    fee: Amount
    fee_payer: Annotated[str, choice(FeePayer)]
    withholding: Amount
    vat: Amount
    transfer: Amount
    payout_currency: str
    sent: Amount | None
    rate: str
    reference: str
    method_kind: Annotated[str, choice(MethodKind)]
    changed_at: Instant | None
    note: str
    method_id: Count | UnsetType = UNSET
    file: str | UnsetType = UNSET
    by: str | UnsetType = UNSET


class SkippedPartner(Resource):
    """Who has payable money, or owes some, and is not paid; `note` and `by` where a person left him out."""

    partner: str
    partner_name: Annotated[str, LABEL]
    reason: Annotated[str, choice(Skipped)]
    note: str
    by: str
    by_name: Annotated[str, LABEL]


class PayoutRun(Resource):
    """The sums are of its items; a draft has none before it is looked at. `program_id` null: all programs."""

    run_id: str
    program_id: Count | None
    currency: str
    cutoff: Instant
    state: Annotated[str, choice(RunState)]
    created_by: str
    created_by_name: Annotated[str, LABEL]
    created_at: Instant
    approved_by: str
    approved_by_name: Annotated[str, LABEL]
    approved_at: Instant | None
    item_count: Count | None
    gross: Amount | None
    transfer: Amount | None
    purpose: str
    execute_on: str


class Payer(Resource):
    """Who pays, and the accounts that files pay from, of which few digits are shown."""

    name: str
    address: list[str]
    accounts: list[str]


class PayoutRunDetails(Resource):
    """`digest` is what an approval of a draft repeats: it changes with whom the run pays how much and where to.

    `needs_second_person`: whoever made the draft cannot approve it, nor can a key.
    """

    run: PayoutRun
    payer: Payer | None
    rates: dict[str, str]
    digest: Annotated[str, Meta(description="Of a draft: as of now; else that of the approval")]
    needs_second_person: bool
    payments: list[PayoutItem] = field(name="items")
    skipped: list[SkippedPartner]


def show_run(stored: StoredRun, names: Names) -> PayoutRun:
    """Without its items."""
    opening, approval = stored.opening, stored.approval
    return PayoutRun(
        run_id=opening.run,
        program_id=opening.program_id or None,
        currency=opening.currency,
        cutoff=opening.cutoff,
        state=stored.run.state,
        created_by=opening.created_by,
        created_by_name=names.name_caller(opening.created_by),
        created_at=opening.created_at,
        approved_by=approval.by if approval else "",
        approved_by_name=names.name_caller(approval.by) if approval else "",
        approved_at=approval.at if approval else None,
        item_count=approval.items if approval else None,
        gross=Amount(approval.gross, opening.currency) if approval else None,
        transfer=Amount(approval.transfer, opening.currency) if approval else None,
        purpose=opening.purpose,
        execute_on=stored.execute_on,
    )


def show_frozen(stored: StoredRun, names: Names) -> PayoutRunDetails:
    """A run with the items that were approved; of one that was discarded there are none."""
    digest = stored.approval.digest if stored.approval else ""
    items = [show_item(each, names) for each in stored.items.values()]
    return _show_details(stored, names, digest, False, items, stored.run.skipped.items())


def show_draft(stored: StoredRun, draft: Draft, names: Names) -> PayoutRunDetails:
    """A run with what it would pay now."""
    needs = needs_second_person(draft.run, draft.second_person_above)
    items = [_show(each, "", None, names) for each in draft.items]
    return _show_details(stored, names, draft.digest, needs, items, draft.run.skipped.items())


def show_item(stored: StoredItem, names: Names, *, is_own: bool = False) -> PayoutItem:
    """As the site sees it, or as the partner whose own it is."""
    shown = _show(stored.frozen, stored.item.state, stored, names)
    if not is_own:
        posted = stored.find_step(ItemState.POSTED)
        shown.method_id = stored.frozen.method_id
        shown.file = posted.file if posted else ""
        shown.by = stored.steps[-1].by if stored.steps else ""
    return shown


def _show(frozen: FrozenItem, state: str, stored: StoredItem | None, names: Names) -> PayoutItem:
    item = frozen.item
    paid = stored.find_step(ItemState.CONFIRMED) if stored else None
    last = stored.steps[-1] if stored and stored.steps else None
    sent = Amount(convert_transfer(item, _parse_rate(paid.rate)), item.payout_currency) if paid else None
    return PayoutItem(
        run_id=item.run,
        partner=item.partner,
        partner_name=names.name_partner(item.partner),
        state=state,
        gross=Amount(item.gross, item.currency),
        fee=Amount(item.fee, item.currency),
        fee_payer=item.fee_payer,
        withholding=Amount(item.withholding, item.currency),
        vat=Amount(item.vat, item.currency),
        transfer=Amount(item.transfer, item.currency),
        payout_currency=item.payout_currency,
        sent=sent,
        rate=paid.rate if paid else "",
        reference=make_reference(item.key),
        method_kind=frozen.kind,
        changed_at=last.at if last else None,
        note=last.note if last else "",
    )


def _show_details(
    stored: StoredRun,
    names: Names,
    digest: str,
    needs: bool,
    items: list[PayoutItem],
    skipped: Iterable[tuple[str, Skipped]],
) -> PayoutRunDetails:
    payer = stored.opening.payer
    return PayoutRunDetails(
        run=show_run(stored, names),
        payer=Payer(payer.name, list(payer.address), [_mask(each) for each in payer.accounts]) if payer else None,
        rates=dict(stored.opening.rates),
        digest=digest,
        needs_second_person=needs,
        payments=items,
        skipped=[_show_skipped(stored, names, partner, reason) for partner, reason in sorted(skipped)],
    )


def _show_skipped(stored: StoredRun, names: Names, partner: str, reason: Skipped) -> SkippedPartner:
    act = stored.left_out.get(partner) if reason is Skipped.HELD_REVIEW else None
    by = act.by if act else ""
    return SkippedPartner(
        partner, names.name_partner(partner), reason, act.note if act else "", by, names.name_caller(by)
    )


def _mask(account: PayerAccount) -> str:
    return mask_method(parse_method(account.kind, dict(account.fields)))


def _parse_rate(text: str) -> Fraction | None:
    return Fraction(text) if text else None

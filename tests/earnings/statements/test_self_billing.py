"""An invoice adds up, and is made for what is paid alone."""

import json
from dataclasses import replace
from datetime import date

import pytest

from earnings.payouts.run import Item, ItemState
from earnings.statements.self_billing import make_invoice, number_invoice, write_invoice_json
from earnings.statements.statement import Party, StatementInvalid
from earnings.terms.terms import FeePayer
from tests.earnings.payouts.batches import make_item
from tests.earnings.statements.samples import PARTNER, SITE

JUNE = (date(2026, 6, 1), date(2026, 7, 1))
# 100.00, of which 2.35 fee and 9.00 withholding, and 23.00 VAT.
ITEM = replace(make_item("anna", 10000), fee=235, fee_payer=FeePayer.PARTNER, withholding=900, vat=2300, transfer=11165)


def bill(item: Item = ITEM, number: str = "SB-2026-000007", supplier: Party = PARTNER) -> dict[str, object]:
    invoice = make_invoice(item, number, date(2026, 7, 1), JUNE, supplier, SITE, 230_000)
    assert write_invoice_json(invoice) == write_invoice_json(invoice)
    content: dict[str, object] = json.loads(write_invoice_json(invoice))
    return content


def test_its_amounts_add_up_to_the_transfer() -> None:
    content = bill()
    amounts = {name: each["minor"] for name, each in content.items() if isinstance(each, dict) and "minor" in each}
    expected = {"net": 10000, "vat": 2300, "gross": 12300, "withholding": 900, "fee": 235, "transfer": 11165}
    assert amounts == expected
    assert content["gross"] == {"minor": 12300, "currency": "EUR", "amount": "123.00"}
    assert (content["supplied_from"], content["supplied_to"]) == ("2026-06-01", "2026-07-01")


def test_a_fee_that_the_site_bears_is_not_on_it() -> None:
    content = bill(replace(ITEM, fee_payer=FeePayer.SITE, transfer=11400))
    assert content["fee"] == {"minor": 0, "currency": "EUR", "amount": "0.00"}


@pytest.mark.parametrize("state", [ItemState.FAILED, ItemState.RETURNED, ItemState.WITHDRAWN])
def test_nothing_is_billed_for_what_was_not_paid(state: ItemState) -> None:
    with pytest.raises(StatementInvalid, match="nothing is billed"):
        bill(replace(ITEM, state=state))


def test_an_invoice_needs_its_number_and_its_supplier() -> None:
    with pytest.raises(StatementInvalid, match="no number"):
        bill(number="")
    with pytest.raises(StatementInvalid, match="no supplier"):
        bill(supplier=Party(""))
    assert number_invoice(2026, 7) == "SB-2026-000007"
    with pytest.raises(StatementInvalid):
        number_invoice(2026, 0)

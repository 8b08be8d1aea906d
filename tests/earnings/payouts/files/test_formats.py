"""Each payment is in the file of its method, none is lost, and the same run is the same bytes."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.formats import FORMS, FileFormat, export_run
from earnings.payouts.files.payment import Payer, list_payments
from earnings.payouts.methods.kinds import IbanAccount, PaypalAccount
from earnings.payouts.methods.parsing import parse_method
from tests.earnings.payouts.batches import METHODS, PAYERS, make_batch, make_item, make_recipients, make_run


def list_carried(chosen: FileFormat, currency: str) -> list[str]:
    files = export_run(chosen, make_batch(currency)).files
    return [payment.recipient.partner for file in files for payment in file.payments]


@pytest.mark.parametrize(
    ("chosen", "currency", "carried"),
    [
        (FileFormat.SEPA, "EUR", ["anna", "carl", "fela"]),
        (FileFormat.SEPA, "PLN", []),
        (FileFormat.ELIXIR, "PLN", ["anna", "fela"]),
        (FileFormat.CLIENT_BANK, "RUB", ["boris"]),
        (FileFormat.PAYPAL, "EUR", ["dora"]),
        (FileFormat.WISE, "PLN", ["emil"]),
        (FileFormat.CSV, "EUR", list(METHODS)),
    ],
)
def test_a_format_carries_what_its_receiver_can_pay(chosen: FileFormat, currency: str, carried: list[str]) -> None:
    assert list_carried(chosen, currency) == carried
    left_out = [payment.recipient.partner for payment in export_run(chosen, make_batch(currency)).left_out]
    assert sorted([*carried, *left_out]) == sorted(METHODS)


@pytest.mark.parametrize("currency", list(PAYERS))
def test_no_payment_is_in_the_files_of_two_receivers(currency: str) -> None:
    carried = [name for chosen in FileFormat if chosen is not FileFormat.CSV for name in list_carried(chosen, currency)]
    assert len(carried) == len(set(carried))


@pytest.mark.parametrize("currency", list(PAYERS))
@pytest.mark.parametrize("chosen", list(FileFormat))
def test_the_same_run_is_the_same_bytes(chosen: FileFormat, currency: str) -> None:
    assert export_run(chosen, make_batch(currency)) == export_run(chosen, make_batch(currency))


def test_a_name_that_cannot_be_written_stops_the_file_and_names_everybody() -> None:
    strange = IbanAccount("王小", "DE89370400440532013000")
    run = make_run(make_item("anna", 1), make_item("wang", 2), make_item("xiao", 3))
    recipients = make_recipients(wang=strange, xiao=replace(strange, holder="・"))
    batch = replace(make_batch(), payments=list_payments(run, recipients))
    with pytest.raises(FileInvalid, match=r"Wang \(wang\) has .* write: 王小; Xiao \(xiao\) has .*: ・: ask them"):
        export_run(FileFormat.SEPA, batch)
    assert len(export_run(FileFormat.CSV, batch).files[0].payments) == 3


def test_the_payer_needs_an_account_of_the_format_and_a_name_that_it_can_write() -> None:
    batch = make_batch("PLN")
    foreign = replace(batch, payer=Payer("Shop", parse_method(*PAYERS["EUR"])))
    with pytest.raises(FileInvalid, match="Shop has no account that elixir pays from"):
        export_run(FileFormat.ELIXIR, foreign)
    with pytest.raises(FileInvalid, match="'王' has characters"):
        export_run(FileFormat.ELIXIR, replace(batch, purpose="王"))


def test_a_format_with_a_limit_is_split_and_nothing_is_lost() -> None:
    names = [f"p{number:04}" for number in range(1001)]
    paypal = {name: PaypalAccount(name, f"{name}@example.com") for name in names}
    method = parse_method(*METHODS["emil"])
    run = make_run(*(make_item(name, 100) for name in names))
    recipients = make_recipients(**paypal) | make_recipients(**dict.fromkeys(names, method))
    batch = replace(make_batch(), payments=list_payments(run, recipients))
    files = export_run(FileFormat.WISE, batch).files
    assert [len(file.payments) for file in files] == [1000, 1]
    assert [file.name for file in files] == ["payout-r1-wise-1.csv", "payout-r1-wise-2.csv"]
    assert sum((file.payments for file in files), ()) == batch.payments


def test_paypal_takes_one_currency_a_file() -> None:
    batch = make_batch("EUR", dora=100)
    mixed = replace(batch, payments=batch.payments + make_batch("PLN", dora=200).payments)
    names = [file.name for file in export_run(FileFormat.PAYPAL, mixed).files]
    assert names == ["payout-r1-paypal-EUR-1.csv", "payout-r1-paypal-PLN-2.csv"]


def test_no_cell_of_a_csv_begins_a_formula() -> None:
    evil = PaypalAccount('=HYPERLINK("http://x")', "+sum@example.com")
    recipients = make_recipients(evil=evil)
    run = make_run(make_item("evil", 100))
    payments = list_payments(run, {"evil": replace(recipients["evil"], name="@cmd\t=1")})
    batch = replace(make_batch(), payments=payments, purpose="-1+1")
    for chosen in (FileFormat.CSV, FileFormat.PAYPAL):
        (file,) = export_run(chosen, batch).files
        cells = [cell for row in csv.reader(StringIO(file.content.decode())) for cell in row]
        assert [cell for cell in cells if cell[:1] in "=+-@\t" and cell] == []


def test_the_name_of_a_file_has_no_path_in_it() -> None:
    batch = replace(make_batch(), run="../r 1")
    assert export_run(FileFormat.CSV, batch).files[0].name == "payout----r-1-csv-1.csv"
    assert set(FORMS) == set(FileFormat)

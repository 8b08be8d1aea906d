"""PayPal's, Wise's and the plain CSV, row by row."""

import csv
from io import StringIO

from earnings.payouts.files.formats import FileFormat, export_run
from tests.earnings.payouts.batches import METHODS, make_batch


def read_rows(chosen: FileFormat) -> list[list[str]]:
    (file,) = export_run(chosen, make_batch()).files
    assert file.content.count(b"\r\n") == file.content.count(b"\n")
    return list(csv.reader(StringIO(file.content.decode(), newline="")))


def find_reference(name: str) -> str:
    return next(each.reference for each in make_batch().payments if each.recipient.partner == name)


def test_paypal_has_no_head() -> None:
    reference = find_reference("dora")
    note = f"{reference} Partner commission June 2026"
    assert read_rows(FileFormat.PAYPAL) == [["dora@example.com", "10.03", "EUR", reference, note, "PAYPAL"]]


def test_wise_names_the_amount_that_arrives() -> None:
    head, row = read_rows(FileFormat.WISE)
    assert dict(zip(head, row, strict=True)) == {
        "name": "Emil & Sons",
        "recipientEmail": "emil@example.com",
        "paymentReference": find_reference("emil"),
        "receiverType": "BUSINESS",
        "amountCurrency": "target",
        "amount": "10.04",
        "sourceCurrency": "EUR",
        "targetCurrency": "EUR",
    }


def test_the_plain_csv_has_every_field_of_every_method() -> None:
    head, *rows = read_rows(FileFormat.CSV)
    for row, (name, (kind, fields)) in zip(rows, METHODS.items(), strict=True):
        cells = dict(zip(head, row, strict=True))
        assert (cells["partner"], cells["kind"]) == (name, kind)
        assert {field: cells[field] for field in fields} == fields

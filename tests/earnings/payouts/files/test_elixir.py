"""Elixir-O: sixteen fields a line, lines of 35 characters, Windows-1250."""

import csv
from dataclasses import replace
from io import StringIO

from earnings.payouts.files.formats import FileFormat, export_run
from earnings.payouts.files.payment import list_payments
from earnings.payouts.methods.kinds import PolishAccount
from tests.earnings.payouts.batches import make_batch, make_item, make_recipients, make_run

ACCOUNT = "61109010140000071219812874"


def read_lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("cp1250"), newline="")))


def test_each_field_of_a_line() -> None:
    (file,) = export_run(FileFormat.ELIXIR, make_batch("PLN")).files
    reference = file.payments[1].reference
    assert read_lines(file.content)[1] == [
        "110",
        "20260706",
        "1005",
        "10901014",
        "0",
        ACCOUNT,
        ACCOUNT,
        "Żółw Shop Ltd|ul. Długa 1|00-238 Warszawa",
        "Felicja Żółć-Łąkowa",
        "0",
        "10901014",
        f"{reference} Partner commission|June 2026",
        "",
        "",
        "51",
        reference,
    ]
    assert file.content.endswith(b"\r\n")


def test_signs_that_separate_never_come_from_a_name() -> None:
    name = 'Ann "Nan" | Sons, ' + "long name " * 20
    recipients = make_recipients(ann=PolishAccount(name, ACCOUNT))
    batch = replace(make_batch("PLN"), payments=list_payments(make_run(make_item("ann", 1, "PLN")), recipients))
    (line,) = read_lines(export_run(FileFormat.ELIXIR, batch).files[0].content)
    assert len(line) == 16
    holder = line[8].split("|")
    assert holder[0].startswith("Ann 'Nan' / Sons,")
    assert len(holder) == 4
    assert all(len(each) <= 35 for each in holder)

"""The ledger as CSV: no text of others in it is a formula."""

import csv
from dataclasses import replace

from earnings.export.csv_file import COLUMNS, write_csv
from earnings.storage.posted import Posted
from settings.csv_cells import unguard_cell
from tests.earnings.stories import click, day, play, sale


def read_lines(posted: Posted) -> list[dict[str, str]]:
    """The lines of the file, cells by their column."""
    return list(csv.DictReader(write_csv([posted])))


def test_an_orders_name_is_no_formula_and_amounts_stay_numbers() -> None:
    (transaction,) = play([click(0), sale(5, order="=1+1", amount=12340)], 6).transactions
    lines = read_lines(Posted(7, day(6), "abc", transaction))
    assert tuple(lines[0]) == COLUMNS
    named = [line["subject"] for line in lines if line["subject"]]
    assert (set(named), unguard_cell(named[0])) == ({"'=1+1"}, "=1+1")
    assert [(line["minor"], line["amount"]) for line in lines] == [("1234", "12.34"), ("-1234", "-12.34")]


def test_every_text_that_begins_with_a_sign_is_guarded() -> None:
    (transaction,) = play([click(0), sale(5)], 6).transactions
    postings = tuple(replace(each, owner="@owner") for each in transaction.postings)
    lines = read_lines(Posted(7, day(6), "abc", replace(transaction, key="=1+1", postings=postings)))
    assert [(line["key"], line["owner"]) for line in lines] == [("'=1+1", "'@owner")] * 2

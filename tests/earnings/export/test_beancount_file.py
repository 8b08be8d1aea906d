"""An entry in the text form, to the letter."""

from dataclasses import replace

from earnings.export.beancount_file import name_account, write_beancount
from earnings.ledger.accounts import Account
from earnings.ledger.transaction import Posting
from earnings.storage.posted import Posted
from tests.earnings.stories import click, day, play, sale

EXPECTED = """\
1970-01-01 open Expenses:Commissions
1970-01-01 open Liabilities:Partners:PA:Pending
2026-01-06 * "accrual" "direct/o\\"1/A//EUR#1"
  seq: 7
  hash: "abc"
  Expenses:Commissions  12.34 EUR
  Liabilities:Partners:PA:Pending  -12.34 EUR

"""


def test_an_entry_has_day_cause_key_and_both_sides() -> None:
    (transaction,) = play([click(0), sale(5, amount=12340)], 6).transactions
    key = transaction.key.replace("o1", 'o"1')
    quoted = replace(transaction, key=key)
    assert "".join(write_beancount([Posted(7, day(6), "abc", quoted)])) == EXPECTED


def test_two_owners_never_have_the_same_account() -> None:
    owners = ["a1", "a-1", "a:1", "A1", "a-3a-1", "ж1", "customer:1"]
    names = {name_account(Posting(Account.PAYABLE, 1, "EUR", owner)) for owner in owners}
    assert len(names) == len(owners)

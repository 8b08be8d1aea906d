"""From what is posted of a line to its target: its amount first, then the place it lies in."""

import pytest

from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.movements import Target, plan_line
from earnings.ledger.transaction import Line, LineKind
from tests.earnings.stories import day

LINE = Line(LineKind.DIRECT, "o1", "A", "EUR")
PENDING, HELD, PAYABLE = Account.PENDING, Account.HELD, Account.PAYABLE
Steps = list[tuple[int, Account | None]]


@pytest.mark.parametrize(
    ("steps", "causes", "owed"),
    [
        ([(10, PENDING)], ["accrual"], {PENDING: 10}),
        ([(10, HELD)], ["accrual"], {HELD: 10}),
        ([(10, PAYABLE)], ["accrual", "lock"], {PAYABLE: 10}),
        ([(0, PENDING)], [], {}),
        ([(10, PENDING), (10, PENDING)], ["accrual"], {PENDING: 10}),
        ([(10, PENDING), (4, PENDING)], ["accrual", "reduction"], {PENDING: 4}),
        ([(10, HELD), (4, HELD), (4, PENDING)], ["accrual", "reduction", "release"], {PENDING: 4}),
        ([(10, PAYABLE), (10, HELD)], ["accrual", "lock", "hold"], {HELD: 10}),
        ([(10, HELD), (10, PAYABLE)], ["accrual", "release"], {PAYABLE: 10}),
        ([(10, PENDING), (4, PAYABLE)], ["accrual", "reduction", "lock"], {PAYABLE: 4}),
        ([(10, PAYABLE), (12, None)], ["accrual", "lock", "accrual"], {PAYABLE: 12}),
        ([(10, PAYABLE), (0, PAYABLE), (10, PAYABLE)], ["accrual", "lock", "reduction", "accrual"], {PAYABLE: 10}),
    ],
)
def test_the_moves_of_a_line(steps: Steps, causes: list[str], owed: dict[Account, int]) -> None:
    book = Book()
    for number, (minor, account) in enumerate(steps):
        for transaction in plan_line(LINE, book.find_line(LINE), Target(minor, account, day(number), day(number))):
            book.add(transaction)
    assert [str(each.cause) for each in book.list_transactions()] == causes
    assert {account: minor for account, minor in book.find_line(LINE).owed.items() if minor} == owed
    assert [each.key for each in book.list_transactions()] == [f"{LINE.id}#{n}" for n in range(1, len(causes) + 1)]

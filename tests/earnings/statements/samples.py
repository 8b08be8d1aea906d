"""A statement with names in three scripts, and more lines than a page holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from earnings.ledger.transaction import Cause
from earnings.statements.statement import Balances, ChainHead, Party, Statement, StatementLine, check_statement

BEGINS, ENDS = datetime(2026, 5, 31, 22, tzinfo=UTC), datetime(2026, 6, 30, 22, tzinfo=UTC)
SITE = Party("Sklep Żółw Sp. z o.o.", ("ul. Świętokrzyska 1", "00-360 Warszawa"), "NIP 5260001246")
PARTNER = Party("Łukasz Гагарин <b>", ("Невский пр. 1",), "ИНН 500100732259")
CHANGES = [(Cause.ACCRUAL, 1234), (Cause.REDUCTION, -250), (Cause.PAID, -900), (Cause.PENALTY, -84)]


def make_statement(count: int = 4, currency: str = "EUR") -> Statement:
    """So many lines, one each six hours."""
    changes = [CHANGES[number % 4] for number in range(count)]
    lines = tuple(
        StatementLine(BEGINS + timedelta(hours=6 * number), cause, f"=order-{number}", minor, "Zażółć; Премия")
        for number, (cause, minor) in enumerate(changes)
    )
    opening = Balances(1200, 300, 4500)
    closing = replace(opening, pending=1200 + sum(line.minor for line in lines))
    parts = (SITE, PARTNER, currency, "Europe/Warsaw", BEGINS, ENDS, opening, lines, closing)
    return check_statement(Statement("S-2026-06-0007", *parts, ChainHead(1234, "ab" * 32)))

"""A partner's statement of one period and currency."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from earnings.ledger.transaction import Cause
from money.amount import Amount


class StatementInvalid(ValueError):
    """A statement that must not be given to anybody: its figures contradict one another."""


@dataclass(frozen=True, slots=True)
class Balances:
    """What a partner is owed, in minor units, by where it lies; ``payable`` below zero: he owes."""

    pending: int = 0
    held: int = 0
    payable: int = 0
    reserved: int = 0

    def sum(self) -> int:
        """All that is owed."""
        return self.pending + self.held + self.payable + self.reserved


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One change of what is owed, in minor units; ``subject`` is the order, period, adjustment or payout."""

    at: datetime
    cause: Cause
    subject: str
    minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The last entry of the partner's chain at the end of the period: later statements only add to it."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Party:
    """A company or person as invoices and statements name it; ``tax_id`` as it is printed, with its kind."""

    name: str
    address: tuple[str, ...] = ()
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """``begins`` included, ``ends`` excluded, both midnights of ``zone``; ``number`` is unique at the site."""

    number: str
    site: Party
    partner: Party
    currency: str
    zone: str
    begins: datetime
    ends: datetime
    opening: Balances
    lines: tuple[StatementLine, ...]
    closing: Balances
    chain: ChainHead

    def format(self, minor: int) -> str:
        """A decimal string without the currency."""
        return Amount(minor, self.currency).format()

    def localise(self, moment: datetime) -> datetime:
        """The moment on the clocks of the statement's zone."""
        return moment.astimezone(ZoneInfo(self.zone))


def check_statement(statement: Statement) -> Statement:
    """The statement; raises ``StatementInvalid`` unless opening and lines make the closing, all within the period."""
    total = statement.opening.sum() + sum(line.minor for line in statement.lines)
    if total != statement.closing.sum():
        wanted, found = statement.format(statement.closing.sum()), statement.format(total)
        raise StatementInvalid(f"{statement.number}: opening and lines make {found}, but the closing is {wanted}")
    if any(not statement.begins <= line.at < statement.ends for line in statement.lines):
        raise StatementInvalid(f"{statement.number}: a line is outside of the period")
    moments = [line.at for line in statement.lines]
    if moments != sorted(moments):
        raise StatementInvalid(f"{statement.number}: the lines are not in the order of time")
    return statement

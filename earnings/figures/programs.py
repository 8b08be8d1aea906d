"""The programs of a site in money: how many partners each has, and what they are owed."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy.orm import Session

from earnings.figures.balances import query_balances
from registry.partners import list_partners


@dataclass(frozen=True, slots=True)
class ProgramBalance:
    """``owed``: what is pending, held, payable and in a payout together, in minor units by currency."""

    partners: int
    owed: Counter[str]


def query_program_balances(session: Session, site_id: int) -> dict[int, ProgramBalance]:
    """By program, of the partners who are in it now; those without partners are not in it."""
    programs = {partner.own_code: partner.program_id for partner in list_partners(session, site_id)}
    found = {program_id: ProgramBalance(count, Counter()) for program_id, count in Counter(programs.values()).items()}
    for balance in query_balances(session.connection(), site_id):
        if balance.owner in programs:
            found[programs[balance.owner]].owed[balance.currency] += sum(balance.owed.values())
    return found

"""A statement as rows, and as a CSV file: the same rows stand in the XLSX file."""

from collections.abc import Iterator

from earnings.payouts.files.cells import write_rows
from earnings.statements.statement import Statement

HEAD = ("kind", "at", "cause", "subject", "note", "minor", "currency", "amount", "balance")


def write_statement_csv(statement: Statement) -> bytes:
    """A head, the opening, the lines, the closing and the head of the chain."""
    return write_rows([HEAD, *map(list, _list_rows(statement))])


def _list_rows(statement: Statement) -> Iterator[tuple[str, ...]]:
    balance, currency = statement.opening.sum(), statement.currency
    yield ("opening", _format_time(statement, 0), "", "", "", str(balance), currency, *_twice(statement, balance))
    for line in statement.lines:
        balance += line.minor
        at = statement.localise(line.at).isoformat(timespec="seconds")
        money = (str(line.minor), currency, statement.format(line.minor), statement.format(balance))
        yield ("line", at, str(line.cause), line.subject, line.note, *money)
    yield ("closing", _format_time(statement, 1), "", "", "", str(balance), currency, *_twice(statement, balance))
    chain = statement.chain
    yield ("chain", _format_time(statement, 1), "", str(chain.number), chain.hash, "", "", "", "")


def _twice(statement: Statement, minor: int) -> tuple[str, str]:
    return statement.format(minor), statement.format(minor)


def _format_time(statement: Statement, end: int) -> str:
    moment = statement.ends if end else statement.begins
    return statement.localise(moment).isoformat(timespec="seconds")

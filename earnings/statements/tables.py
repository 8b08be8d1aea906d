"""A statement as rows, and as a CSV file: the same rows stand in the XLSX file."""

from collections.abc import Iterator

from earnings.ledger.transaction import Cause
from earnings.payouts.files.cells import write_rows
from earnings.statements import wording
from earnings.statements.statement import Statement
from languages.language import Language
from languages.sentence import word
from languages.texts import Texts

HEAD = ("kind", "at", "cause", "subject", "note", "minor", "currency", "amount", "balance")
# For people who read another language; programs read the English file, whose words are those of the API.
_COLUMNS = (
    word("statement column", "Kind"),
    word("statement column", "Time"),
    word("statement column", "What"),
    word("statement column", "Reference"),
    word("statement column", "Note"),
    word("statement column", "In the smallest unit"),
    word("statement column", "Currency"),
    word("statement column", "Amount"),
    word("statement column", "Balance"),
)
_KINDS = {
    "opening": wording.OPENING,
    "line": word("statement", "Line"),
    "closing": wording.CLOSING,
    "chain": word("statement", "Ledger entry"),
}


def write_statement_csv(statement: Statement, texts: Texts) -> bytes:
    """A head, the opening, the lines, the closing and the head of the chain."""
    if texts.language is Language.ENGLISH:
        return write_rows([HEAD, *map(list, _list_rows(statement))])
    head = [texts.write(each) for each in _COLUMNS]
    return write_rows([head, *(_translate(row, texts) for row in _list_rows(statement))])


def _translate(row: tuple[str, ...], texts: Texts) -> list[str]:
    """The words of a row; its numbers and times are for spreadsheets, in the form that they have everywhere."""
    kind, at, cause, *rest = row
    return [texts.write(_KINDS[kind]), at, texts.write(wording.CAUSES[Cause(cause)]) if cause else "", *rest]


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

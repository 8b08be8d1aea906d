"""A statement as an XLSX workbook: texts are texts, never formulas, and amounts are numbers with their decimals."""

from datetime import datetime
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from earnings.statements import wording
from earnings.statements.statement import Statement
from languages.texts import Texts
from money.amount import minor_digits

_FIRST_LINE = 8
_WIDTHS = (18, 22, 30, 36, 14, 14)


def write_statement_xlsx(statement: Statement, texts: Texts) -> bytes:
    """One sheet: who and when, the opening, the lines, the closing, the chain."""
    content = BytesIO()
    # Nothing is put into a cell but what this module writes by its kind.
    workbook = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The file has no clock of its own: the same statement is the same file.
    workbook.set_properties({"title": wording.write_title(texts, statement), "created": _strip_zone(statement.ends)})
    sheet = workbook.add_worksheet(texts.write(wording.TITLE))
    _write_sheet(statement, texts, workbook, sheet)
    workbook.close()
    return content.getvalue()


def _write_sheet(statement: Statement, texts: Texts, workbook: Workbook, sheet: Worksheet) -> None:
    digits = minor_digits(statement.currency)
    bold = workbook.add_format({"bold": True})
    money = workbook.add_format({"num_format": "0." + "0" * digits if digits else "0"})
    total = workbook.add_format({"bold": True, "num_format": "0." + "0" * digits if digits else "0"})
    moment = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    for row, (label, text) in enumerate(_list_head(statement, texts)):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, text)
    for column, name in enumerate(wording.COLUMNS):
        sheet.write_string(_FIRST_LINE - 1, column, texts.write(name), bold)
    end = _write_lines(statement, texts, sheet, money, moment)
    _write_total(statement, sheet, _FIRST_LINE, texts.write(wording.OPENING), statement.opening.sum(), total)
    _write_total(statement, sheet, end, texts.write(wording.CLOSING), statement.closing.sum(), total)
    for row, (account, name) in enumerate(wording.BALANCES, end + 1):
        sheet.write_string(row, 1, texts.write(name))
        sheet.write_number(row, 5, _scale(statement, getattr(statement.closing, account)), money)
    sheet.write_string(end + 6, 0, wording.describe_chain(texts, statement))
    sheet.freeze_panes(_FIRST_LINE, 0)


def _write_lines(statement: Statement, texts: Texts, sheet: Worksheet, money: Format, moment: Format) -> int:
    """The row after the last one."""
    row, balance = _FIRST_LINE + 1, statement.opening.sum()
    for row, line in enumerate(statement.lines, _FIRST_LINE + 1):
        balance += line.minor
        sheet.write_datetime(row, 0, _strip_zone(statement.localise(line.at)), moment)
        sheet.write_string(row, 1, texts.write(wording.CAUSES[line.cause]))
        sheet.write_string(row, 2, line.subject)
        sheet.write_string(row, 3, line.note)
        sheet.write_number(row, 4, _scale(statement, line.minor), money)
        sheet.write_number(row, 5, _scale(statement, balance), money)
    return row + 1 if statement.lines else row


def _write_total(statement: Statement, sheet: Worksheet, row: int, label: str, minor: int, total: Format) -> None:
    sheet.write_string(row, 1, label, total)
    sheet.write_number(row, 5, _scale(statement, minor), total)


def _list_head(statement: Statement, texts: Texts) -> list[tuple[str, str]]:
    lines = (
        (wording.TITLE, statement.number),
        (wording.FROM, statement.site.name),
        (wording.TO, statement.partner.name),
        (wording.PERIOD, wording.describe_period(texts, statement)),
        (wording.CURRENCY, statement.currency),
    )
    return [(texts.write(label), text) for label, text in lines]


def _scale(statement: Statement, minor: int) -> float:
    """The nearest binary number: what a spreadsheet holds for every amount, and shows with its decimals."""
    return minor / float(10 ** minor_digits(statement.currency))


def _strip_zone(moment: datetime) -> datetime:
    """A spreadsheet knows no zones; the statement names its own."""
    return moment.replace(tzinfo=None)

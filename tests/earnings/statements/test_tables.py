"""CSV and XLSX hold the same figures; no text in them is a formula."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from earnings.statements.tables import write_statement_csv
from earnings.statements.workbook import write_statement_xlsx
from languages.catalogues import load_texts
from languages.language import Language
from settings.csv_cells import unguard_cell
from tests.earnings.statements.samples import make_statement

ENGLISH = load_texts(Language.ENGLISH)


def read_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def test_the_rows_of_the_csv() -> None:
    rows = read_rows(write_statement_csv(make_statement(2), ENGLISH))
    assert [row["kind"] for row in rows] == ["opening", "line", "line", "closing", "chain"]
    assert [row["balance"] for row in rows[:4]] == ["60.00", "72.34", "69.84", "69.84"]
    assert [row["minor"] for row in rows[1:3]] == ["1234", "-250"]
    assert (rows[1]["at"], rows[1]["cause"], rows[2]["amount"]) == ("2026-06-01T00:00:00+02:00", "accrual", "-2.50")
    assert (rows[1]["subject"], unguard_cell(rows[1]["subject"])) == ("'=order-0", "=order-0")
    assert (rows[4]["subject"], rows[4]["note"]) == ("1234", "ab" * 32)


@pytest.mark.parametrize(
    ("currency", "amounts"), [("EUR", [12.34, -2.5]), ("JPY", [1234, -250]), ("KWD", [1.234, -0.25])]
)
def test_the_sheet_has_the_amounts_as_numbers_with_the_digits_of_the_currency(
    currency: str, amounts: list[float]
) -> None:
    sheet = load_workbook(BytesIO(write_statement_xlsx(make_statement(2, currency), ENGLISH))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(min_row=9, values_only=True))
    assert [row[1] for row in rows[:4]] == ["Opening balance", "Commission", "Refund or change", "Closing balance"]
    assert [row[4] for row in rows[1:3]] == amounts
    assert rows[1][2] == "=order-0"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize("count", [0, 4])
def test_the_same_statement_is_the_same_file(count: int) -> None:
    statement = make_statement(count)
    assert write_statement_csv(statement, ENGLISH) == write_statement_csv(statement, ENGLISH)
    assert write_statement_xlsx(statement, ENGLISH) == write_statement_xlsx(statement, ENGLISH)


def test_the_workbook_holds_no_moment_but_the_end_of_the_period() -> None:
    with ZipFile(BytesIO(write_statement_xlsx(make_statement(), ENGLISH))) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", properties)) == {"2026-06-30T22:00:00Z"}

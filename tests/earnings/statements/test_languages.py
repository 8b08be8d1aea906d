"""A statement in the language of its partner: the words, the days, the separators of amounts; the figures stay."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from earnings.ledger.transaction import Cause
from earnings.statements import wording
from earnings.statements.fonts import find_missing_letters
from earnings.statements.pdf import write_statement_pdf
from earnings.statements.statement import Balances, Statement
from earnings.statements.tables import write_statement_csv
from earnings.statements.workbook import write_statement_xlsx
from languages.catalogues import TRANSLATED, load_texts
from languages.language import Language
from languages.texts import Texts
from tests.earnings.statements.samples import make_statement

WRITERS = (write_statement_pdf, write_statement_csv, write_statement_xlsx)


def make_rich_statement() -> Statement:
    """Whoever has thousands sees what separates them."""
    statement = make_statement()
    return replace(
        statement,
        opening=Balances(1200, 300, 12_345_678),
        closing=replace(statement.closing, payable=12_345_678),
    )


def read_text(content: bytes) -> str:
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            Language.RUSSIAN,
            (
                "Отчёт S-2026-06-0007",
                "с 01.06.2026 по 30.06.2026 (Europe/Warsaw), EUR",
                "Остаток на начало",
                "Комиссия",
                "Возврат или изменение",
                "123 456,78",
                "-9,00",
                "Запись 1234 в вашей книге",
                "Страница 1 из 1",
                "Премия",
            ),
        ),
        (
            Language.POLISH,
            (
                "Zestawienie S-2026-06-0007",
                "od 01.06.2026 do 30.06.2026 (Europe/Warsaw), EUR",
                "Saldo końcowe",
                "Prowizja",
                "Zwrot lub zmiana",
                "123 456,78",
                "Strona 1 z 1",
            ),
        ),
    ],
)
def test_the_pdf_is_in_the_language(language: Language, shown: tuple[str, ...]) -> None:
    text = read_text(write_statement_pdf(make_rich_statement(), load_texts(language)))
    assert [each for each in shown if each not in text] == []
    assert "Statement" not in text


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_font_has_a_letter_for_all_that_stands_in_a_statement(language: Language) -> None:
    texts = load_texts(language)
    words = [*wording.CAUSES.values(), *wording.COLUMNS, *(label for _, label in wording.BALANCES), wording.NO_LINES]
    written = [*map(texts.write, words), wording.describe_chain(texts, make_statement()), texts.format_amount("1234.5")]
    assert find_missing_letters("".join(written)) == ""


def test_the_sheet_has_its_words_in_russian_and_its_amounts_as_numbers() -> None:
    content = write_statement_xlsx(make_statement(2), load_texts(Language.RUSSIAN))
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert sheet.title == "Отчёт"
    assert rows[7][:6] == ("День", "Операция", "Основание", "Примечание", "Сумма", "Остаток")
    assert rows[9][1] == "Комиссия"
    assert rows[9][4] == 12.34


def test_the_csv_has_its_head_and_words_in_russian_and_its_amounts_as_everywhere() -> None:
    english, russian = (
        list(csv.reader(StringIO(write_statement_csv(make_statement(2), load_texts(each)).decode(), newline="")))
        for each in (Language.ENGLISH, Language.RUSSIAN)
    )
    assert russian[0][:5] == ["Вид", "Время", "Операция", "Основание", "Примечание"]
    assert [row[0] for row in russian[1:]] == [
        "Остаток на начало",
        "Строка",
        "Строка",
        "Остаток на конец",
        "Запись в книге",
    ]
    assert [row[2] for row in russian[2:4]] == ["Комиссия", "Возврат или изменение"]
    assert [row[5:] for row in russian[1:]] == [row[5:] for row in english[1:]]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_statement_in_the_same_language_is_the_same_file(
    write: Callable[[Statement, Texts], bytes],
) -> None:
    files = {language: write(make_statement(), load_texts(language)) for language in Language}
    assert len(set(files.values())) == len(Language)
    assert all(write(make_statement(), load_texts(language)) == content for language, content in files.items())


def test_every_cause_has_a_word() -> None:
    assert set(wording.CAUSES) == set(Cause)

"""The PDF holds every figure and letter of the statement, and is the same bytes each time."""

from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader

from earnings.statements.pdf import Look, write_statement_pdf
from earnings.statements.statement import Party, StatementInvalid
from languages.catalogues import load_texts
from languages.language import Language
from tests.earnings.statements.samples import make_statement

ENGLISH = load_texts(Language.ENGLISH)


def read_pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def test_names_figures_and_the_chain_can_be_read_in_it() -> None:
    (page,) = read_pages(write_statement_pdf(make_statement(), ENGLISH))
    shown = (
        "Statement S-2026-06-0007",
        "2026-06-01 to 2026-06-30 (Europe/Warsaw), EUR",
        "Sklep Żółw Sp. z o.o.",
        "Łukasz Гагарин <b>",
        "Премия",
        "12.34",
        "-9.00",
        "60.00",
        "Entry 1234 of your ledger, SHA-256 " + "ab" * 32,
        "Page 1 of 1",
    )
    assert [text for text in shown if text not in page] == []


def test_the_sites_logo_and_colour_are_on_it() -> None:
    logo = BytesIO()
    Image.new("RGBA", (640, 160), "#c02020").save(logo, "PNG")
    content = write_statement_pdf(make_statement(), ENGLISH, Look("#7a1fa0", logo.getvalue()))
    [page] = PdfReader(BytesIO(content)).pages
    assert len(page.images) == 1
    # The title alone is in the colour.
    drawn = page.get_contents()
    assert drawn is not None
    assert drawn.get_data().count(b".478431 .121569 .627451 rg") == 1
    assert content == write_statement_pdf(make_statement(), ENGLISH, Look("#7a1fa0", logo.getvalue()))


def test_the_same_statement_is_the_same_file() -> None:
    content = write_statement_pdf(make_statement(90), ENGLISH)
    assert content == write_statement_pdf(make_statement(90), ENGLISH)
    # Its own date is not the clock's.
    assert b"/CreationDate (D:20000101000000+00'00')" in content


def test_each_page_has_the_head_of_the_table_and_its_number() -> None:
    pages = read_pages(write_statement_pdf(make_statement(90), ENGLISH))
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Reference" in page


def test_a_month_without_any_change_says_so() -> None:
    assert "Nothing changed in this period." in read_pages(write_statement_pdf(make_statement(0), ENGLISH))[0]


def test_a_letter_that_the_font_lacks_is_an_error_and_no_empty_box() -> None:
    with pytest.raises(StatementInvalid, match="no letters for 王"):
        write_statement_pdf(replace(make_statement(), partner=Party("王")), ENGLISH)


def test_a_note_of_many_pages_is_cut() -> None:
    statement = make_statement()
    lines = tuple(replace(line, note="word" * 5000) for line in statement.lines)
    pages = read_pages(write_statement_pdf(replace(statement, lines=lines), ENGLISH))
    assert "…" in pages[0]
    assert len(pages) < 5

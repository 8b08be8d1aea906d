"""A statement as PDF: the same statement is the same file, byte for byte."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Image, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from earnings.statements import wording
from earnings.statements.fonts import BOLD, REGULAR, find_missing_letters, register_fonts
from earnings.statements.statement import Party, Statement, StatementInvalid
from languages.texts import Texts

_INK, _GREY, _RULE = HexColor("#1a1a1a"), HexColor("#5c5c5c"), HexColor("#c8c8c8")
_MARGIN = 18 * mm
# Of the frame that the document puts everything in.
_PADDING = 6
_LOGO_WIDTH, _LOGO_HEIGHT = 60 * mm, 15 * mm
_WIDTHS = (22 * mm, 31 * mm, 40 * mm, 32 * mm, 22 * mm, 22 * mm)
# A row must fit on a page; the other files have the whole text.
_LONGEST_TEXT = 600
_BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9, leading=12, textColor=_INK, splitLongWords=1)
_SMALL = ParagraphStyle("small", parent=_BODY, fontSize=7.5, leading=10, textColor=_GREY)
_STRONG = ParagraphStyle("strong", parent=_BODY, fontName=BOLD)
_RIGHT = ParagraphStyle("right", parent=_BODY, alignment=2)
_RIGHT_STRONG = ParagraphStyle("right strong", parent=_STRONG, alignment=2)
_TITLE = ParagraphStyle("title", parent=_STRONG, fontSize=17, leading=22)


@dataclass(frozen=True, slots=True)
class Look:
    """The site's colour, and its logo as a PNG; empty where it has none."""

    accent: str = ""
    logo: bytes = b""


PLAIN = Look()


def write_statement_pdf(statement: Statement, texts: Texts, look: Look = PLAIN) -> bytes:
    """A4 pages; raises ``StatementInvalid`` for a text that the font cannot show."""
    register_fonts()
    if missing := find_missing_letters(_collect_texts(statement)):
        raise StatementInvalid(f"{statement.number}: the font has no letters for {missing}")
    pages = _build(statement, texts, 0, look)[1]
    return _build(statement, texts, pages, look)[0]


def _build(statement: Statement, texts: Texts, pages: int, look: Look) -> tuple[bytes, int]:
    """The document and how many pages it has; the number must be known before it is written on each."""
    content = BytesIO()
    document = SimpleDocTemplate(
        content,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=22 * mm,
        title=wording.write_title(texts, statement),
        author=statement.site.name,
        invariant=1,
    )
    draw: Callable[[Canvas, SimpleDocTemplate], None] = partial(_draw_foot, statement, texts, pages)
    document.build(_list_parts(statement, texts, look), onFirstPage=draw, onLaterPages=draw)
    return content.getvalue(), document.page


def _list_parts(statement: Statement, texts: Texts, look: Look) -> list[Flowable]:
    return [
        *_make_logo(look),
        _write(wording.write_title(texts, statement), _colour(_TITLE, look)),
        _write(f"{wording.describe_period(texts, statement)}, {statement.currency}", _BODY),
        Spacer(0, 6 * mm),
        _make_parties(statement, texts),
        Spacer(0, 6 * mm),
        _make_balances(statement, texts),
        Spacer(0, 6 * mm),
        _make_lines(statement, texts),
        Spacer(0, 6 * mm),
        _write(wording.describe_chain(texts, statement), _SMALL),
    ]


def _make_logo(look: Look) -> list[Flowable]:
    if not look.logo:
        return []
    width, height = ImageReader(BytesIO(look.logo)).getSize()
    shrink = min(_LOGO_WIDTH / width, _LOGO_HEIGHT / height)
    logo = Image(BytesIO(look.logo), width * shrink, height * shrink, mask="auto", hAlign="LEFT")
    return [logo, Spacer(0, 5 * mm)]


def _colour(style: ParagraphStyle, look: Look) -> ParagraphStyle:
    return ParagraphStyle("in colour", parent=style, textColor=HexColor(look.accent)) if look.accent else style


def _make_parties(statement: Statement, texts: Texts) -> Table:
    roles = ((wording.FROM, statement.site), (wording.TO, statement.partner))
    cells = [[_describe_party(texts.write(role), party) for role, party in roles]]
    table = Table(cells, colWidths=[84.5 * mm, 84.5 * mm], hAlign="LEFT")
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0)]))
    return table


def _describe_party(role: str, party: Party) -> list[Flowable]:
    lines = [*party.address, *([party.tax_id] if party.tax_id else [])]
    return [_write(role, _SMALL), _write(party.name, _STRONG), *(_write(line, _BODY) for line in lines)]


def _make_balances(statement: Statement, texts: Texts) -> Table:
    """Where the money lay at the beginning and at the end."""
    head = ["", *map(texts.write, [*(label for _, label in wording.BALANCES), wording.TOTAL])]
    rows = [[_write(head[0], _SMALL), *(_write(label, _RIGHT) for label in head[1:])]]
    for label, balances in ((wording.OPENING, statement.opening), (wording.CLOSING, statement.closing)):
        amounts = [getattr(balances, name) for name, _ in wording.BALANCES]
        cells = [_write(texts.format_amount(statement.format(minor)), _RIGHT) for minor in amounts]
        total = _write(texts.format_amount(statement.format(balances.sum())), _RIGHT_STRONG)
        rows.append([_write(texts.write(label), _STRONG), *cells, total])
    return _rule(Table(rows, colWidths=[39 * mm, *[26 * mm] * 5], hAlign="LEFT"))


def _make_lines(statement: Statement, texts: Texts) -> Flowable:
    if not statement.lines:
        return _write(texts.write(wording.NO_LINES), _BODY)
    *names, amount, balance_name = map(texts.write, wording.COLUMNS)
    rows = [
        [*(_write(name, _STRONG) for name in names), _write(amount, _RIGHT_STRONG), _write(balance_name, _RIGHT_STRONG)]
    ]
    balance = statement.opening.sum()
    for line in statement.lines:
        balance += line.minor
        day, cause = texts.format_day(statement.localise(line.at)), texts.write(wording.CAUSES[line.cause])
        amounts = [texts.format_amount(statement.format(minor)) for minor in (line.minor, balance)]
        cells = [_write(text, _BODY) for text in (day, cause, line.subject, line.note)]
        rows.append([*cells, *(_write(text, _RIGHT) for text in amounts)])
    return _rule(Table(rows, colWidths=_WIDTHS, repeatRows=1, hAlign="LEFT"))


def _rule(table: Table) -> Table:
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 0.8, _INK),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, _RULE),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return table


def _draw_foot(statement: Statement, texts: Texts, pages: int, canvas: Canvas, document: SimpleDocTemplate) -> None:
    canvas.setFont(REGULAR, 7.5)
    canvas.setFillColor(_GREY)
    title = wording.write_title(texts, statement)
    canvas.drawString(_MARGIN + _PADDING, 12 * mm, f"{statement.site.name} · {title}")
    text = wording.describe_page(texts, document.page, pages)
    canvas.drawRightString(A4[0] - _MARGIN - _PADDING, 12 * mm, text)


def _write(text: str, style: ParagraphStyle) -> Paragraph:
    """Texts of partners are no markup; what is cut ends with three points."""
    shown = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}…"
    return Paragraph(escape(shown), style)


def _collect_texts(statement: Statement) -> str:
    parties = [text for each in (statement.site, statement.partner) for text in (each.name, *each.address, each.tax_id)]
    lines = [text for line in statement.lines for text in (line.subject, line.note)]
    return "".join([statement.number, *parties, *lines])

"""A mail as HTML beside its text: the site's logo, name and colour over the same sentences.

Nothing in it is loaded from anywhere, so nobody learns when it is read: the logo travels with the mail.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from sqlalchemy.orm import Session

from registry.accents import make_accent
from registry.brands import find_logo, name_shown
from registry.models import Site

LOGO_ID = "logo@prm"
_USUAL_ACCENT = "#1f6a9e"
_URL = re.compile(r"https?://[^\s<>\"]+")
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="color-scheme" content="light"></head>
<body style="margin:0;background:#f6f7f8">
<div style="max-width:36rem;margin:0 auto;padding:20px;color:#1b2026;font:15px/1.5 system-ui,'Segoe UI',sans-serif">
<div style="padding:14px 20px;background:#ffffff;border-top:4px solid {accent}">{logo}<strong
 style="color:{accent};font-size:18px">{name}</strong></div>
<div style="padding:6px 20px 18px;background:#ffffff;overflow-wrap:break-word">{body}</div></div></body></html>
"""
_LOGO = f'<img src="cid:{LOGO_ID}" alt="" height="40" style="display:block;margin-bottom:6px">'
_CELL = '<td style="padding:4px 16px 4px 0;border-bottom:1px solid #e6e9ec{more}">{text}</td>'


@dataclass(frozen=True, slots=True)
class MailBrand:
    """``logo`` is a PNG, or empty."""

    name: str
    accent: str = _USUAL_ACCENT
    logo: bytes = b""


def find_mail_brand(session: Session, site_id: int | None) -> MailBrand | None:
    """None for a mail of no one site, and for a site that chose nothing: their mails are text alone."""
    site = session.get(Site, site_id) if site_id is not None else None
    if site is None or not (site.shown_name or site.accent or site.logo_hash):
        return None
    return make_mail_brand(session, site)


def make_mail_brand(session: Session, site: Site) -> MailBrand:
    """How a mail of this site looks, whatever it chose."""
    accent = make_accent(site.accent).light if site.accent else _USUAL_ACCENT
    return MailBrand(name_shown(site), accent, find_logo(session, site.id))


def write_html(text: str, brand: MailBrand, rows: Sequence[Sequence[str]] = (), language: str = "en") -> str:
    """The paragraphs of the text; ``rows`` stand after the first one as a table, its first row and column as heads."""
    first, *others = [_write_paragraph(each) for each in text.strip().split("\n\n")]
    body = "".join([first, _write_table(rows), *others])
    logo = _LOGO if brand.logo else ""
    return _PAGE.format(language=language, accent=brand.accent, logo=logo, name=escape(brand.name), body=body)


def _write_paragraph(text: str) -> str:
    linked = _URL.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text, quote=False))
    return f"<p>{linked.replace(chr(10), '<br>')}</p>"


def _write_table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    written = "".join(_write_row(row, is_head=not number) for number, row in enumerate(rows))
    return f'<table role="presentation" style="border-collapse:collapse;margin:10px 0">{written}</table>'


def _write_row(row: Sequence[str], *, is_head: bool) -> str:
    name, *figures = (escape(each) for each in row)
    weight = ";font-weight:600" if is_head else ";white-space:nowrap"
    cells = [_CELL.format(more=";vertical-align:top", text=name)]
    # One amount of several under the other, so that a table fits on a phone.
    lines = (each.replace(", ", ",<br>") for each in figures)
    cells += [_CELL.format(more=f";text-align:right;vertical-align:top{weight}", text=each) for each in lines]
    return f"<tr>{''.join(cells)}</tr>"

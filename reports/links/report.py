"""Clicks and sales of each short link."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from registry.code_lookup import CodeLookup
from reports.attribution.credit import Credit
from reports.attribution.report import report_credits
from reports.paths.question import CreditQuestion
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """``credit`` is that of clicks on the link, whoever earns by them, under the programs' models."""

    clicks: int = 0
    visitors: int = 0
    credit: Credit = field(default_factory=Credit)


class _ClickRow(msgspec.Struct, frozen=True, gc=False):
    code: str
    clicks: int
    visitors: int


def report_links(
    warehouse: Warehouse, codes: CodeLookup, question: CreditQuestion, link_codes: Sequence[str]
) -> Mapping[str, LinkFigures]:
    """Code of a link → its figures; a link without any is absent."""
    asked = replace(question, by="link", models=(question.rules.model,))
    credits = report_credits(warehouse, codes, asked)[question.rules.model]
    parameters: dict[str, Value] = {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "link_codes": link_codes,
    }
    rows = warehouse.query(read_statement("reports.links", "clicks"), parameters).parse(_ClickRow)
    clicks = {row.code: row for row in rows}
    return {
        code: LinkFigures(
            clicks[code].clicks if code in clicks else 0,
            clicks[code].visitors if code in clicks else 0,
            credits.get(code, Credit()),
        )
        for code in link_codes
        if code in clicks or code in credits
    }

"""By which evidence conversions are judged: confirmed ones by what is confirmed alone, all others by everything.

Otherwise anybody could frame a partner, whose ref is known, with sales that a browser invents.
"""

from collections.abc import Collection

from fraud.runs.spans import Span
from fraud.runs.turns import CLICK
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

# Values of the parameter `confirmed_only` of every rule.
EVERYTHING, CONFIRMED_ONLY = False, True


def query_evidence(warehouse: Warehouse, site_id: int, subjects: Collection[str], span: Span) -> list[bool]:
    """The kinds of evidence that rules about these subjects take in a span: one for each kind of conversions in it."""
    if CLICK in subjects:
        # No click is confirmed.
        return [EVERYTHING]
    rows = warehouse.query(
        read_statement("fraud.runs", "kinds_of_conversions"), {"site_id": site_id, **span.parameters()}
    )
    return [is_confirmed for (is_confirmed,) in rows.parse_tuples(tuple[bool])] or [EVERYTHING]

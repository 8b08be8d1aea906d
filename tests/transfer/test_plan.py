"""What becomes of each column is said, and what cannot be meant is refused."""

from typing import Any

import pytest

from tracker.parsing.event import KNOWN_FIELDS
from transfer.errors import TransferFailed
from transfer.event_files import DERIVED_FIELDS
from transfer.reading.plan import Choices, FieldNames, make_rule
from transfer.reading.records import Record
from transfer.reading.rule import make_rows

NAMES = FieldNames(KNOWN_FIELDS, DERIVED_FIELDS)
OWN = ["Type", " Timestamp", "Order ID", "Amount", "Currency", "affiliate", "country"]
CELLS = {
    "type": "sale", "timestamp": "2026-10-01T10:00:00Z", "order_id": "T1", "amount": "49", "currency": "eur",
    "affiliate": "alice", "country": "DE",
}  # fmt: skip


def plan(names: list[str], **choices: Any) -> Any:
    return make_rule(names, Choices(**choices), NAMES, {"alice@blog.example": "alice"}, "EUR")


def test_a_column_that_is_no_field_is_unknown_and_not_read() -> None:
    rule, uses = plan(OWN)
    assert [each.column for each in uses if not each.is_known] == ["affiliate"]
    assert [each.column for each in uses if not each.fields] == ["affiliate", "country"]
    [row] = make_rows(Record(2, CELLS), rule)
    assert row.fields == {
        "type": "sale", "timestamp": 1790848800000, "order_id": "T1", "amount": 49, "currency": "EUR",
    }  # fmt: skip


def test_a_mapped_column_and_major_units_make_the_event_right() -> None:
    rule, uses = plan(OWN, columns={"Affiliate": "ref"}, is_major=True, constants={"promo_code": "X"})
    assert all(each.is_known for each in uses)
    [row] = make_rows(Record(2, CELLS), rule)
    assert (row.fields["ref"], row.fields["amount"], row.fields["promo_code"]) == ("alice", 4900, "X")


def test_a_partner_may_be_named_by_his_address() -> None:
    rule, _ = plan(OWN, columns={"affiliate": "partner_email"})
    [row] = make_rows(Record(2, {**CELLS, "affiliate": "Alice@blog.example"}), rule)
    assert row.fields["ref"] == "alice"
    [row] = make_rows(Record(3, {**CELLS, "affiliate": "x@y.example"}), rule)
    assert (row.field, row.problem) == ("partner_email", "unknown_partner")


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"columns": {"affiliate": "partner"}}, "partner is no field"),
        ({"constants": {"import_id": "x"}}, "import_id is no field"),
        ({"columns": {"affiliates": "ref"}}, "no column affiliates"),
        ({"preset": "affiliatewp"}, "exports commissions"),
    ],
)
def test_what_cannot_be_meant_is_refused(choices: dict[str, Any], words: str) -> None:
    with pytest.raises(TransferFailed, match=words):
        plan(OWN, **choices)


def test_of_two_columns_of_one_name_none_is_chosen() -> None:
    with pytest.raises(TransferFailed, match="several columns Amount"):
        plan(["type", "timestamp", "order_id", "amount", "currency", "Amount"])
    plan([*OWN, "comment", "comment"])


def test_a_preset_is_found_by_the_headings_and_takes_the_sites_currency_where_there_is_none() -> None:
    rule, _ = plan(["external_id", "amount", "created_at", "affiliate_email", "program"])
    assert (rule.preset and rule.preset.name, rule.constants["currency"], rule.is_major) == ("tapfiliate", "EUR", True)

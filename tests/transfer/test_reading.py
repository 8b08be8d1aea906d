"""Files as people have them become the right events."""

import io
from pathlib import Path
from typing import Any

import pytest

from transfer.event_files import read_rows
from transfer.reading.dialect import Dialect, detect_dialect
from transfer.reading.presets import BY_NAME, detect_preset
from transfer.reading.records import name_column, read_columns
from transfer.reading.rule import Row, Rule

STRIPE = """id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Refunded date (UTC),Status,Customer ID,Customer Email,Invoice ID,client_reference_id (metadata)
ch_1,2026-09-01 10:15:22,49.90,0.00,eur,TRUE,,Paid,cus_1,a@mail.example,in_1,vis-1
ch_2,2026-09-03 23:59:01,"1,250.00",250.00,usd,TRUE,2026-09-10 08:00:00,Partial Refund,cus_2,b@mail.example,,
ch_3,2026-09-04 00:00:30,5000,0,jpy,TRUE,,Paid,cus_3,c@mail.example,,
ch_4,2026-09-05 09:00:00,20.00,0.00,eur,FALSE,,Failed,cus_4,d@mail.example,,
"""  # noqa: E501
SHOPIFY = """Name,Email,Financial Status,Paid at,Currency,Total,Discount Code,Created at,Lineitem name,Refunded Amount,Note Attributes
#1001,a@mail.example,paid,2026-10-07 08:11:07 +0200,EUR,47.30,ALICE10,2026-10-07 08:11:07 +0200,Mask,0.00,"gift: yes
prm_visitor: vis-1"
#1001,a@mail.example,,,,,,2026-10-07 08:11:07 +0200,Serum,,
#1002,b@mail.example,partially_refunded,2026-10-25 02:30:00 +0100,EUR,84.90,,2026-10-25 02:29:00 +0100,Cream,40.00,
#1003,c@mail.example,pending,,EUR,14.90,,2026-10-26 10:00:00 +0100,Soap,0.00,
"""  # noqa: E501
CODES = {"alice@blog.example": "alice"}


def read(text: str, name: str = "", **options: Any) -> list[Row]:
    """The rows of such a CSV file, by a preset or as they are."""
    preset = BY_NAME.get(name)
    columns = preset.columns if preset else None
    constants = {**(preset.constants if preset else {}), **options.pop("constants", {})}
    rule = Rule(columns, constants, preset=preset, is_major=bool(preset), codes=CODES, **options)
    return list(read_rows(io.BytesIO(text.encode()), "csv", rule))


def test_stripe_payments_are_sales_by_their_invoice_and_totals_given_back() -> None:
    rows = read(STRIPE, "stripe")
    events = [row.fields for row in rows if not row.ignored]
    assert [(each["type"], each["order_id"], each.get("amount", each.get("refunded_total")), each["currency"])
            for each in events] == [
        ("sale", "in_1", 4990, "EUR"), ("sale", "ch_2", 125000, "USD"), ("refund", "ch_2", 25000, "USD"),
        ("sale", "ch_3", 5000, "JPY"),
    ]  # fmt: skip
    assert events[0] | {"visitor_id": "vis-1", "customer_id": "cus_1", "payment_id": "ch_1"} == events[0]
    assert (events[0]["timestamp"], events[2]["timestamp"]) == (1788257722000, 1789027200000)
    assert [row.ignored for row in rows if row.ignored] == ["status is Failed"]


def test_shopify_orders_are_one_sale_each_with_the_visitor_of_the_cart() -> None:
    rows = read(SHOPIFY, "shopify")
    events = [row.fields for row in rows if not row.ignored]
    assert [(each["type"], each["order_id"], each.get("amount", each.get("refunded_total"))) for each in events] == [
        ("sale", "1001", 4730), ("sale", "1002", 8490), ("refund", "1002", 4000),
    ]  # fmt: skip
    assert (events[0]["visitor_id"], events[0]["promo_code"], events[0]["timestamp"]) == (
        "vis-1", "ALICE10", 1791353467000,
    )  # fmt: skip
    assert [row.ignored for row in rows if row.ignored] == ["further line of an order", "financial_status is pending"]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("woocommerce", "order_number,order_date,status,order_total,order_currency,billing_email,coupon_items\n"
         "77,2026-10-01 10:00:00,wc-completed,12.50,EUR,a@b.example,\n",
         {"type": "sale", "order_id": "77", "amount": 1250, "currency": "EUR", "email": "a@b.example"}),
        ("rewardful", "stripe_customer_id,first_name,last_name,email,token,created_at\n"
         "cus_1,A,B,alice@blog.example,,2025-01-01\n",
         {"type": "lead", "customer_id": "cus_1", "ref": "alice", "name": "customer"}),
        ("tapfiliate", "external_id,amount,created_at,affiliate_email,program,currency\n"
         "T1,19.99,2026-01-02T03:04:05Z,Alice@blog.example,p,usd\n",
         {"type": "sale", "order_id": "T1", "amount": 1999, "currency": "USD", "ref": "alice"}),
        ("postaffiliatepro", "[[COMMISSIONS]]\n!TRANSID,!USERID,!RSTATUS,!RTYPE,!DATEINSERTED,!ORDERID,!TOTALCOST\n"
         "t,alice,A,S,2026-01-02 00:00:00,P1,80\n",
         {"type": "sale", "order_id": "P1", "amount": 8000, "ref": "alice", "currency": "EUR"}),
        ("firstpromoter", "event_id,sale_amount,currency,created_at,promoter_email\n"
         "F1,10,EUR,2026-01-02,alice@blog.example\n",
         {"type": "sale", "order_id": "F1", "amount": 1000, "ref": "alice"}),
        ("goaffpro", "order_number,total,currency,created_at,ref_code\n#G1,10.5,EUR,2026-01-02,alice\n",
         {"type": "sale", "order_id": "G1", "amount": 1050, "ref": "alice"}),
    ],
)  # fmt: skip
def test_each_preset_reads_its_columns(name: str, text: str, expected: dict[str, object]) -> None:
    options: dict[str, Any] = {"constants": {"currency": "EUR"}} if name == "postaffiliatepro" else {}
    [row] = read(text, name, **options)
    assert not row.problem, row
    assert row.fields | expected == row.fields
    if BY_NAME[name].signatures:
        names = list(map(name_column, read_columns(io.BytesIO(text.encode()), "csv", Dialect())))
        assert detect_preset(names) is BY_NAME[name]


def test_a_partner_whom_nobody_knows_is_a_refused_row() -> None:
    [row] = read(
        "external_id,amount,created_at,affiliate_email,program,currency\nT1,1,2026-01-02,x@y.example,p,EUR\n",
        "tapfiliate",
    )
    assert (row.field, row.problem) == ("partner_email", "unknown_partner")


def test_our_own_fields_are_no_preset() -> None:
    assert detect_preset(["type", "timestamp", "order_id", "amount", "currency", "ref"]) is None


TEXT = "Type;Order_ID;Name\r\nsale;#1;Müller\r\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode(), Dialect("utf-8-sig", ";")),
        (TEXT.encode("utf-8-sig"), Dialect("utf-8-sig", ";")),
        (TEXT.encode("utf-16"), Dialect("utf-16", ";")),
        (TEXT.encode("utf-16-le"), Dialect("utf-16-le", ";")),
        (TEXT.encode("utf-16-be"), Dialect("utf-16-be", ";")),
        (TEXT.encode("cp1252"), Dialect("cp1252", ";")),
        (b"sep=|\n" + TEXT.encode().replace(b";", b"|"), Dialect("utf-8-sig", "|")),
        (TEXT.encode().replace(b";", b"\t"), Dialect("utf-8-sig", "\t")),
        (TEXT.encode().replace(b";", b","), Dialect("utf-8-sig", ",")),
    ],
)
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, content: bytes, expected: Dialect) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)
    found = detect_dialect(file)
    assert found == expected
    with file.open("rb") as opened:
        [row] = read_rows(opened, "csv", dialect=found)
    assert row.fields == {"type": "sale", "order_id": "#1", "name": "Müller"}


def test_a_damaged_row_of_a_file_in_utf_8_does_not_make_it_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes("name,order_id\nMüller,1\n".encode() + b"M\xfcller,2\n")
    with file.open("rb") as opened:
        rows = list(read_rows(opened, "csv", dialect=detect_dialect(file)))
    assert [row.problem for row in rows] == ["", "not UTF-8"]


def test_what_is_given_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(b"a;b,c\n")
    assert detect_dialect(file, "cp1252", ";") == Dialect("cp1252", ";")


def test_an_encoding_that_nobody_can_find_out_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes("type,name\nsale,Łódź\n".encode("cp1250"))
    with file.open("rb") as opened:
        [row] = read_rows(opened, "csv", dialect=detect_dialect(file, "cp1250"))
    assert row.fields["name"] == "Łódź"

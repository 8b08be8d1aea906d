"""Fields become a method in its normal form, or an error that names the field."""

from dataclasses import replace

import pytest

from earnings.payouts.methods.kinds import IbanAccount, PolishAccount, find_kind
from earnings.payouts.methods.parsing import MethodInvalid, list_fields, load_method, parse_method
from tests.earnings.payouts.batches import METHODS, RUSSIAN

RUSSIAN_PERSON = {**RUSSIAN, "holder": "Борис", "inn": "500100732259"}


@pytest.mark.parametrize("name", METHODS)
def test_every_kind_is_read_and_written_alike(name: str) -> None:
    kind, fields = METHODS[name]
    method = parse_method(kind, fields)
    assert find_kind(method) == kind
    assert list_fields(method) == fields
    assert load_method(kind, fields) == method


def test_blanks_small_letters_and_a_leading_pl_do_not_matter() -> None:
    given = {"holder": " Anna  W. ", "iban": "pl61 1090 1014 0000 0712 1981 2874", "bic": "wbkpplpp"}
    assert parse_method("iban", given) == IbanAccount("Anna W.", "PL61109010140000071219812874", "WBKPPLPP")
    given = {"holder": "Anna", "account": "PL 61-1090-1014-0000-0712-1981-2874", "bic": ""}
    assert parse_method("pl_account", given) == PolishAccount("Anna", "61109010140000071219812874")


@pytest.mark.parametrize(
    ("kind", "fields", "field"),
    [
        ("cheque", {}, "kind"),
        ("iban", {"holder": "Anna"}, "iban"),
        ("iban", {"iban": "DE89370400440532013000"}, "holder"),
        ("iban", {"holder": "Anna", "iban": "DE88370400440532013000"}, "iban"),
        ("iban", {"holder": "Anna", "iban": "DE89370400440532013000", "bic": "X"}, "bic"),
        ("iban", {"holder": "Anna", "iban": "DE89370400440532013000", "bic": "WBKPPLPP"}, "bic"),
        ("iban", {"holder": "Anna", "iban": "DE89370400440532013000", "email": "a@b.example"}, "email"),
        ("iban", {"holder": "=Anna", "iban": "DE89370400440532013000"}, "holder"),
        ("iban", {"holder": "A" * 141, "iban": "DE89370400440532013000"}, "holder"),
        ("iban", {"holder": "Anna\x00", "iban": "DE89370400440532013000"}, "holder"),
        ("pl_account", {"holder": "Anna", "account": "61109010140000071219812875"}, "account"),
        ("ru_account", {**RUSSIAN_PERSON, "account": "40817810700000000002"}, "account"),
        ("ru_account", {**RUSSIAN_PERSON, "bik": "44525225"}, "bik"),
        ("ru_account", {**RUSSIAN_PERSON, "bik": "044525974"}, "account"),
        ("ru_account", {**RUSSIAN_PERSON, "correspondent_account": "30101810145250000974"}, "correspondent_account"),
        ("ru_account", {**RUSSIAN_PERSON, "inn": "500100732258"}, "inn"),
        ("ru_account", {**RUSSIAN_PERSON, "kpp": "770701001"}, "kpp"),
        ("ru_account", {**RUSSIAN_PERSON, "inn": "7707083893", "kpp": "77"}, "kpp"),
        ("ru_account", {**RUSSIAN_PERSON, "bank": ""}, "bank"),
        ("paypal", {"holder": "Dora", "email": "dora"}, "email"),
        ("paypal", {"holder": "Dora", "email": "=cmd@example.com"}, "email"),
        ("paypal", {"holder": "Dora", "email": "a,+b@example.com"}, "email"),
        ("wise", {"holder": "Emil", "email": "emil@example.com", "is_business": "yes"}, "is_business"),
        ("other", {"holder": "Gela"}, "text"),
        ("other", {"holder": "Gela", "text": "x" * 501}, "text"),
    ],
)
def test_what_cannot_be_paid_to_names_its_field(kind: str, fields: dict[str, str], field: str) -> None:
    with pytest.raises(MethodInvalid) as caught:
        parse_method(kind, fields)
    assert caught.value.field == field
    assert caught.value.reason


def test_stored_details_that_were_changed_are_not_paid_to() -> None:
    kind, fields = METHODS["carl"]
    with pytest.raises(MethodInvalid):
        load_method(kind, {**fields, "iban": "DE88370400440532013000"})
    with pytest.raises(MethodInvalid):
        load_method(kind, {**fields, "iban": "de89 3704 0044 0532 0130 00"})


def test_a_company_has_a_kpp() -> None:
    method = parse_method("ru_account", {**RUSSIAN_PERSON, "inn": "7707083893", "kpp": "770701001"})
    assert list_fields(method)["kpp"] == "770701001"
    assert replace(method, holder="x") != method

"""Statements in 1CClientBankExchange."""

import pytest

from earnings.payouts.results.client_bank import parse_client_bank
from earnings.payouts.results.reported import Outcome, ResultsInvalid
from money.amount import Amount

REFERENCE = "PRMCICLU672743FW"
HEAD = "1CClientBankExchange\r\nВерсияФормата=1.03\r\nКодировка=Windows\r\n"


def make_document(*fields: str) -> str:
    lines = ["СекцияДокумент=Платежное поручение", *fields, f"НазначениеПлатежа={REFERENCE} x=y", "КонецДокумента"]
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize(
    ("field", "outcome"), [("ДатаСписано", Outcome.CONFIRMED), ("ДатаПоступило", Outcome.RETURNED)]
)
def test_booked_documents(encoding: str, field: str, outcome: Outcome) -> None:
    text = HEAD + make_document("Сумма=259.00", f"{field}=07.07.2026") + make_document("Сумма=1", "ДатаСписано=")
    (each,) = parse_client_bank((text + "КонецФайла\r\n").encode(encoding))
    assert (each.reference, each.outcome, each.amount) == (REFERENCE, outcome, Amount(25900, "RUB"))
    assert each.place == "line 4"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "its first line"),
        ("Номер=1", "its first line"),
        (HEAD + "СекцияДокумент=Платежное поручение\r\nНомер=1", "line 4: .* cut off"),
        (HEAD + make_document("Сумма=1.234", "ДатаСписано=07.07.2026"), "line 4: '1.234' is not an amount"),
    ],
)
def test_what_cannot_be_read_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ResultsInvalid, match=message):
        parse_client_bank(text.encode("cp1251"))

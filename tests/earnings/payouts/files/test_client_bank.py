"""1CClientBankExchange: its sections, the payer's and the partner's details, Windows-1251; read back as a statement."""

from earnings.payouts.files.formats import FileFormat, export_run
from earnings.payouts.results.client_bank import parse_client_bank
from tests.earnings.payouts.batches import make_batch


def test_the_file_line_by_line() -> None:
    (file,) = export_run(FileFormat.CLIENT_BANK, make_batch("RUB", boris=259_00)).files
    reference = file.payments[0].reference
    lines = file.content.decode("cp1251").split("\r\n")
    assert lines[0] == "1CClientBankExchange"
    assert lines[-2:] == ["КонецФайла", ""]
    fields = dict(line.partition("=")[::2] for line in lines)
    assert (
        fields
        | {
            "ВерсияФормата": "1.03",
            "Кодировка": "Windows",
            "ДатаСоздания": "01.07.2026",
            "ВремяСоздания": "09:30:00",
            "РасчСчет": "40817810700000000001",
            "Сумма": "259.00",
            "Дата": "06.07.2026",
            "ПлательщикИНН": "7707083893",
            "ПлательщикКПП": "770701001",
            "Получатель": "ИНН 500100732259 Борис Ёлкин",
            "Получатель1": "Борис Ёлкин",
            "ПолучательСчет": "40817810700000000001",
            "ПолучательБИК": "044525225",
            "ПолучательКорсчет": "30101810400000000225",
            "ПолучательКПП": "",
            "НазначениеПлатежа": f"{reference} Partner commission June 2026",
            "Номер": "1",
        }
        == fields
    )


def test_an_order_that_the_bank_has_not_booked_is_no_result() -> None:
    (file,) = export_run(FileFormat.CLIENT_BANK, make_batch("RUB")).files
    assert parse_client_bank(file.content) == ()

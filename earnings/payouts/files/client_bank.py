"""Transfers in roubles between accounts in Russia: 1CClientBankExchange 1.03, Windows-1251.

The names of sections and fields are those of 1C's standard for the exchange with programs of banks:
https://v8.1c.ru/tekhnologii/obmen-dannymi-i-integratsiya/standarty-i-formaty/standart-obmena-s-sistemami-klient-banka/
"""

from collections.abc import Sequence
from datetime import date

from earnings.payouts.files.characters import allow_encoding, fit_text
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.payment import Batch, Payment
from earnings.payouts.methods.kinds import RussianAccount

ENCODING = "cp1251"
FIRST_LINE = "1CClientBankExchange"
_LONGEST_NAME = 160
_LONGEST_PURPOSE = 210
_allows = allow_encoding(ENCODING)


def write_client_bank(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """One payment order for each payment in roubles to an account in Russia; ``part`` changes nothing in it."""
    payer = _get_account(batch.payer.account)
    lines = [FIRST_LINE, *_list_header(batch, payer)]
    for number, payment in enumerate(payments, 1):
        lines += _list_document(batch, payment, number, payer)
    return "".join(f"{line}\r\n" for line in [*lines, "КонецФайла"]).encode(ENCODING)


def fit_client_bank(text: str) -> str:
    """In the characters of Windows-1251."""
    return fit_text(text, _allows)


def _list_header(batch: Batch, payer: RussianAccount) -> list[str]:
    day = _format_day(batch.execute_on)
    return [
        "ВерсияФормата=1.03",
        "Кодировка=Windows",
        "Отправитель=prm",
        "Получатель=",
        f"ДатаСоздания={_format_day(batch.created_at)}",
        f"ВремяСоздания={batch.created_at:%H:%M:%S}",
        f"ДатаНачала={day}",
        f"ДатаКонца={day}",
        f"РасчСчет={payer.account}",
        "Документ=Платежное поручение",
    ]


def _list_document(batch: Batch, payment: Payment, number: int, payer: RussianAccount) -> list[str]:
    return [
        "СекцияДокумент=Платежное поручение",
        f"Номер={number}",
        f"Дата={_format_day(batch.execute_on)}",
        f"Сумма={payment.amount.format()}",
        *_list_party("Плательщик", payer, batch.payer.name),
        *_list_party("Получатель", _get_account(payment.recipient.method), payment.recipient.method.holder),
        "ВидПлатежа=",
        "ВидОплаты=01",
        "Очередность=5",
        f"НазначениеПлатежа={fit_client_bank(batch.describe(payment))[:_LONGEST_PURPOSE].rstrip()}",
        "КонецДокумента",
    ]


def _list_party(role: str, account: RussianAccount, holder: str) -> list[str]:
    name = fit_client_bank(holder)[:_LONGEST_NAME].rstrip()
    return [
        f"{role}Счет={account.account}",
        f"{role}=ИНН {account.inn} {name}",
        f"{role}ИНН={account.inn}",
        f"{role}КПП={account.kpp}",
        f"{role}1={name}",
        f"{role}РасчСчет={account.account}",
        f"{role}Банк1={fit_client_bank(account.bank)[:_LONGEST_NAME].rstrip()}",
        f"{role}БИК={account.bik}",
        f"{role}Корсчет={account.correspondent_account}",
    ]


def _format_day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _get_account(method: object) -> RussianAccount:
    if not isinstance(method, RussianAccount):
        raise FileInvalid("1CClientBankExchange needs accounts in Russia: give the payer's with its БИК")
    return method

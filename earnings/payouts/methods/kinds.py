"""The kinds of payout method, one dataclass each; every text in them has been checked and is in its normal form."""

from dataclasses import dataclass
from enum import StrEnum


class MethodKind(StrEnum):
    """What a partner is paid by."""

    IBAN = "iban"
    POLISH_ACCOUNT = "pl_account"
    RUSSIAN_ACCOUNT = "ru_account"
    PAYPAL = "paypal"
    WISE = "wise"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class IbanAccount:
    """A bank account by IBAN; ``bic`` is empty where the bank is found by the IBAN alone."""

    holder: str
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class PolishAccount:
    """``account`` is the NRB, 26 digits."""

    holder: str
    account: str


@dataclass(frozen=True, slots=True)
class RussianAccount:
    """``account`` has 20 digits, ``bik`` 9; ``kpp`` is empty for people, who have an ``inn`` of 12 digits."""

    holder: str
    account: str
    bik: str
    bank: str
    correspondent_account: str
    inn: str
    kpp: str = ""


@dataclass(frozen=True, slots=True)
class PaypalAccount:
    """PayPal knows its account by ``email``."""

    holder: str
    email: str


@dataclass(frozen=True, slots=True)
class WiseAccount:
    """Wise asks the owner of ``email`` for the bank account; ``is_business``: a company, not a person."""

    holder: str
    email: str
    is_business: bool = False


@dataclass(frozen=True, slots=True)
class OtherMethod:
    """What somebody does by hand, in free text."""

    holder: str
    text: str


Method = IbanAccount | PolishAccount | RussianAccount | PaypalAccount | WiseAccount | OtherMethod

CLASSES: dict[MethodKind, type[Method]] = {
    MethodKind.IBAN: IbanAccount,
    MethodKind.POLISH_ACCOUNT: PolishAccount,
    MethodKind.RUSSIAN_ACCOUNT: RussianAccount,
    MethodKind.PAYPAL: PaypalAccount,
    MethodKind.WISE: WiseAccount,
    MethodKind.OTHER: OtherMethod,
}


def find_kind(method: Method) -> MethodKind:
    """The kind that the dataclass stands for."""
    return next(kind for kind, each in CLASSES.items() if isinstance(method, each))


def find_iban(method: Method) -> str:
    """The IBAN, of a Polish account too; empty where there is none."""
    if isinstance(method, PolishAccount):
        return f"PL{method.account}"
    return method.iban if isinstance(method, IbanAccount) else ""


def find_polish_account(method: Method) -> str:
    """The 26 digits of an account in Poland, however it was given; empty for any other."""
    iban = find_iban(method)
    return iban.removeprefix("PL") if iban.startswith("PL") else ""

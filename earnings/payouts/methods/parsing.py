"""Fields as somebody gave them become a payout method, or an error that names the field and what to give."""

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict

from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from earnings.payouts.methods.account_checks import (
    is_bik,
    is_correspondent_account,
    is_inn,
    is_kpp,
    is_polish_account,
    is_russian_account,
)
from earnings.payouts.methods.kinds import (
    CLASSES,
    IbanAccount,
    Method,
    MethodKind,
    OtherMethod,
    PaypalAccount,
    PolishAccount,
    RussianAccount,
    WiseAccount,
    find_kind,
)

_LONGEST_HOLDER = 140
_LONGEST_TEXT = 500
_SEPARATORS = re.compile(r"[\s\-\u00a0]+")
# What a spreadsheet may run as a formula never begins a name or an address.
_BEGINS_FORMULA = re.compile(r"[=+\-@'＝＋－＠]")
# Narrower than the standard: nothing in it needs quotes in a CSV file or could begin a formula.
_EMAIL = re.compile(r"[a-z0-9][a-z0-9._%+-]*@[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+")

Fields = Mapping[str, str]


class MethodInvalid(ValueError):
    """``field`` cannot be used; ``reason`` says what to give."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def parse_method(kind: str, fields: Fields) -> Method:
    """The method of the fields that are not empty; raises ``MethodInvalid``, also for a field of another kind."""
    if kind not in CLASSES:
        raise MethodInvalid("kind", "give one of " + ", ".join(CLASSES))
    chosen = MethodKind(kind)
    given = {name: text.strip() for name, text in fields.items() if text.strip()}
    known = list(CLASSES[chosen].__dataclass_fields__)
    if foreign := sorted(set(given) - set(known)):
        raise MethodInvalid(foreign[0], f"{chosen} has no such field; it has {', '.join(known)}")
    return _PARSERS[chosen](given)


def list_fields(method: Method) -> dict[str, str]:
    """The inverse: the fields from which ``parse_method`` makes the same method."""
    values = {
        name: ("1" if value else "") if isinstance(value, bool) else value for name, value in asdict(method).items()
    }
    return {name: value for name, value in values.items() if value}


def load_method(kind: str, fields: Fields) -> Method:
    """A method as it was stored: checked again, so what was changed in the database is not paid to."""
    method = parse_method(kind, fields)
    if list_fields(method) != dict(fields) or find_kind(method) != kind:
        raise MethodInvalid("kind", "the stored details are not in their normal form; add the method again")
    return method


def _parse_iban(given: Fields) -> IbanAccount:
    try:
        iban = IBAN(_require(given, "iban", "give the IBAN of the account"))
    except SchwiftyException:
        raise MethodInvalid("iban", "not an IBAN: compare it with the bank's, digit by digit") from None
    return IbanAccount(_parse_holder(given), str(iban), _parse_bic(given.get("bic", ""), iban))


def _parse_bic(text: str, iban: IBAN) -> str:
    if not text:
        return ""
    try:
        bic = BIC(text)
    except SchwiftyException:
        raise MethodInvalid("bic", "not a BIC: give 8 or 11 characters like DEUTDEFF") from None
    if bic.country_code != iban.country_code:
        raise MethodInvalid("bic", f"the bank is in {bic.country_code}, the IBAN's account in {iban.country_code}")
    return str(bic)


def _parse_polish(given: Fields) -> PolishAccount:
    digits = (
        _strip_separators(_require(given, "account", "give the 26 digits of the account")).upper().removeprefix("PL")
    )
    if not is_polish_account(digits):
        raise MethodInvalid(
            "account", "not an account number (NRB): 26 digits, the first two of which check the others"
        )
    return PolishAccount(_parse_holder(given), digits)


def _parse_russian(given: Fields) -> RussianAccount:
    account, bik, inn, correspondent = (
        _strip_separators(_require(given, name, reason))
        for name, reason in (
            ("account", "give the 20 digits of the account"),
            ("bik", "give the nine digits of the bank's БИК"),
            ("inn", "give the ИНН of the account's holder"),
            ("correspondent_account", "give the bank's correspondent account"),
        )
    )
    kpp = _strip_separators(given.get("kpp", "")).upper()
    _check(is_bik(bik), "bik", "not a БИК: nine digits that begin with 04")
    _check(is_russian_account(account, bik), "account", "its check digit does not fit this БИК: compare both")
    fits = is_correspondent_account(correspondent, bik)
    _check(fits, "correspondent_account", "not the account of this bank: 20 digits from 301 to the end of the БИК")
    _check(
        is_inn(inn), "inn", "not an ИНН: 10 digits of a company or 12 of a person, the last of which check the others"
    )
    _check(not kpp or is_kpp(kpp), "kpp", "not a КПП: nine characters like 770101001")
    _check(not kpp or len(inn) == 10, "kpp", "only a company has a КПП; this ИНН is a person's")
    bank = _parse_name("bank", _require(given, "bank", "give the name of the bank"))
    return RussianAccount(_parse_holder(given), account, bik, bank, correspondent, inn, kpp)


def _parse_paypal(given: Fields) -> PaypalAccount:
    return PaypalAccount(_parse_holder(given), _parse_email(given))


def _parse_wise(given: Fields) -> WiseAccount:
    business = given.get("is_business", "")
    _check(business in {"", "0", "1"}, "is_business", "give 1 for a company, 0 for a person")
    return WiseAccount(_parse_holder(given), _parse_email(given), business == "1")


def _parse_other(given: Fields) -> OtherMethod:
    text = _require(given, "text", "say how the partner is paid")
    _check(
        text.isprintable() and len(text) <= _LONGEST_TEXT, "text", f"give up to {_LONGEST_TEXT} printable characters"
    )
    return OtherMethod(_parse_holder(given), text)


def _parse_holder(given: Fields) -> str:
    return _parse_name("holder", _require(given, "holder", "give the name of the account's holder"))


def _parse_name(field: str, text: str) -> str:
    name = " ".join(text.split())
    _check(
        name.isprintable() and len(name) <= _LONGEST_HOLDER, field, f"give up to {_LONGEST_HOLDER} printable characters"
    )
    _check(not _BEGINS_FORMULA.match(name), field, "begin with a letter or a digit")
    return name


def _parse_email(given: Fields) -> str:
    address = _require(given, "email", "give the address of the account").lower()
    _check(bool(_EMAIL.fullmatch(address)) and len(address) <= 127, "email", "give an address like ada@example.com")
    return address


def _require(given: Fields, field: str, reason: str) -> str:
    if field not in given:
        raise MethodInvalid(field, reason)
    return given[field]


def _check(fits: bool, field: str, reason: str) -> None:
    if not fits:
        raise MethodInvalid(field, reason)


def _strip_separators(text: str) -> str:
    return _SEPARATORS.sub("", text)


_PARSERS: Mapping[MethodKind, Callable[[Fields], Method]] = {
    MethodKind.IBAN: _parse_iban,
    MethodKind.POLISH_ACCOUNT: _parse_polish,
    MethodKind.RUSSIAN_ACCOUNT: _parse_russian,
    MethodKind.PAYPAL: _parse_paypal,
    MethodKind.WISE: _parse_wise,
    MethodKind.OTHER: _parse_other,
}

"""Check digits of accounts and tax numbers: whether a number can exist at all, not whether it does."""

import re

# Of ISO 7064 MOD 97-10, with the country's letters P and L as 25 and 21.
_POLAND = "2521"
# Order of the Bank of Russia 579-P and its letter of 8 September 1997: the weights repeat over 23 digits.
_RUSSIAN_WEIGHTS = (7, 1, 3)
_INN_OF_COMPANY = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_OF_PERSON = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def is_polish_account(digits: str) -> bool:
    """26 digits whose first two are the check digits of the rest."""
    if not _has_digits(digits, 26):
        return False
    return int(digits[2:] + _POLAND + digits[:2]) % 97 == 1


def is_russian_account(account: str, bik: str) -> bool:
    """20 digits that belong to a bank of this БИК: the key is over the bank's number and the account."""
    if not _has_digits(account, 20) or not is_bik(bik):
        return False
    # An account at an office of the central bank itself, like one of the treasury, uses two other digits.
    bank = f"0{bik[4:6]}" if bik[6:] in {"000", "001", "002"} else bik[6:]
    return _sum_russian(bank + account) % 10 == 0


def is_correspondent_account(account: str, bik: str) -> bool:
    """The account of a bank at the central bank: begins with 301 and ends with the last digits of its БИК."""
    if not _has_digits(account, 20) or not is_bik(bik) or not account.startswith("301"):
        return False
    return account.endswith(bik[6:]) and _sum_russian(f"0{bik[4:6]}{account}") % 10 == 0


def is_bik(bik: str) -> bool:
    """Nine digits, the first two of which are Russia's."""
    return _has_digits(bik, 9) and bik.startswith("04")


def is_inn(inn: str) -> bool:
    """A tax number: 10 digits of a company with one check digit, 12 of a person with two."""
    if _has_digits(inn, 10):
        return _compute_inn_digit(inn, _INN_OF_COMPANY) == int(inn[9])
    if not _has_digits(inn, 12):
        return False
    return all(_compute_inn_digit(inn, weights) == int(inn[len(weights)]) for weights in _INN_OF_PERSON)


def is_kpp(kpp: str) -> bool:
    """Why a company is registered where it is: nine characters, the fifth and sixth of which may be letters."""
    return re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", kpp) is not None


def _has_digits(text: str, count: int) -> bool:
    return len(text) == count and text.isascii() and text.isdigit()


def _sum_russian(digits: str) -> int:
    return sum(int(digit) * _RUSSIAN_WEIGHTS[place % 3] % 10 for place, digit in enumerate(digits))


def _compute_inn_digit(inn: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(inn, weights, strict=False)) % 11 % 10

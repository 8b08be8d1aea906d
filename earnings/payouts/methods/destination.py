"""Where a method sends money: masked for people, and as a keyed hash by which two methods are compared."""

import hmac

from earnings.payouts.methods.kinds import (
    IbanAccount,
    Method,
    OtherMethod,
    PaypalAccount,
    PolishAccount,
    RussianAccount,
    WiseAccount,
    find_iban,
    find_kind,
)

_SHOWN = 4
_PURPOSE = b"payout destination\0"


def mask_method(method: Method) -> str:
    """What its owner recognises and nobody else can use, like ``PL·· ···· 2874`` or ``a···@example.com``."""
    if isinstance(method, IbanAccount | PolishAccount):
        iban = find_iban(method)
        return f"{iban[:2]}·· ···· {iban[-_SHOWN:]}"
    if isinstance(method, RussianAccount):
        return f"···· {method.account[-_SHOWN:]}"
    if isinstance(method, PaypalAccount | WiseAccount):
        local, _, domain = method.email.partition("@")
        return f"{local[0]}···@{domain}"
    return ""


def fingerprint_method(method: Method, key: bytes, site_id: int) -> str:
    """The same for the same destination at one site, however it was entered; of another site it says nothing.

    The holder's name is no part of it: one account under two names is what it is to find.
    """
    content = f"{site_id}\0{_describe_destination(method)}".encode()
    return hmac.digest(key, _PURPOSE + content, "sha256").hex()


def _describe_destination(method: Method) -> str:
    if isinstance(method, IbanAccount | PolishAccount):
        return f"iban:{find_iban(method)}"
    if isinstance(method, RussianAccount):
        return f"ru:{method.bik}:{method.account}"
    if isinstance(method, OtherMethod):
        return f"other:{' '.join(method.text.casefold().split())}"
    return f"{find_kind(method)}:{method.email}"

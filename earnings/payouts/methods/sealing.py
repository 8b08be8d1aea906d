"""Details of payout methods, encrypted by AES-256-GCM with keys that are kept outside the database.

The first key encrypts, all of them decrypt, so a key is replaced by putting a new one before it. What was encrypted is
bound to the row it belongs to (``context``): details copied into another partner's row cannot be decrypted there.
"""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from earnings.payouts.methods.kinds import Method, find_kind
from earnings.payouts.methods.parsing import MethodInvalid, list_fields, load_method

NONCE_BYTES = 12
_KEY_BYTES = 32
_FORM = "aesgcm1"


class DetailsUnreadable(ValueError):
    """Stored details cannot be decrypted: the key is not there, or they are of another row, or were changed."""


class PayoutKeysInvalid(ValueError):
    """A text that is no list of keys."""


@dataclass(frozen=True, slots=True)
class PayoutKey:
    """``id`` names the key in what it encrypted, and says nothing of it."""

    id: str
    secret: bytes


def parse_keys(text: str) -> tuple[PayoutKey, ...]:
    """Keys of 64 hexadecimal digits, separated by commas or white space, the current one first."""
    words = text.replace(",", " ").split()
    if not words:
        raise PayoutKeysInvalid("there is no key: give 64 hexadecimal digits")
    return tuple(map(_parse_key, words))


def seal_method(method: Method, keys: tuple[PayoutKey, ...], context: str, nonce: bytes) -> str:
    """The encrypted details as text; ``nonce`` are random bytes that were never used before."""
    content = json.dumps([find_kind(method), list_fields(method)], ensure_ascii=False, separators=(",", ":"))
    encrypted = AESGCM(keys[0].secret).encrypt(nonce, content.encode(), context.encode())
    return f"{_FORM}.{keys[0].id}.{urlsafe_b64encode(nonce + encrypted).decode()}"


def open_method(sealed: str, keys: tuple[PayoutKey, ...], context: str) -> Method:
    """What ``seal_method`` encrypted in the same context; raises ``DetailsUnreadable``."""
    form, _, rest = sealed.partition(".")
    key_id, _, encoded = rest.partition(".")
    key = next((each for each in keys if each.id == key_id), None)
    if form != _FORM or key is None:
        raise DetailsUnreadable(f"the payout key {key_id or '?'} is missing: put it back behind the current one")
    try:
        bytes_ = urlsafe_b64decode(encoded)
        kind, fields = json.loads(
            AESGCM(key.secret).decrypt(bytes_[:NONCE_BYTES], bytes_[NONCE_BYTES:], context.encode())
        )
        return load_method(kind, fields)
    except (InvalidTag, Base64Error, ValueError) as exc:
        if isinstance(exc, MethodInvalid):
            raise
        raise DetailsUnreadable("the details were changed in the database, or belong to another partner") from exc


def find_key_id(sealed: str) -> str:
    """Which key encrypted it."""
    return sealed.split(".")[1] if sealed.count(".") else ""


def _parse_key(word: str) -> PayoutKey:
    try:
        secret = bytes.fromhex(word)
    except ValueError:
        secret = b""
    if len(secret) != _KEY_BYTES:
        raise PayoutKeysInvalid("a payout key has 64 hexadecimal digits: `openssl rand -hex 32` prints one")
    return PayoutKey(hashlib.sha256(b"payout key\0" + secret).hexdigest()[:8], secret)

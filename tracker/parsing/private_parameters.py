"""Takes values out of URLs that are personal or secret: by the name of their parameter, or as an e-mail address."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import unquote

CleanUrl = Callable[[str], str]
_MAX_HARMLESS = 10_000
# Most visitors of a moment are on few pages.
_CACHED_URLS = 1_000

# In lower case. A name matches as a whole or by its last word, so `email` also stands for `customer[email]`.
PRIVATE_NAMES = frozenset({
    "email", "mail", "emailaddress", "useremail", "login", "username", "user", "phone", "telephone", "tel",
    "mobile", "phonenumber", "firstname", "first_name", "lastname", "last_name", "fullname", "full_name",
    "surname", "street", "postcode", "postalcode", "zip", "zipcode", "birthday", "birthdate", "dob", "ssn",
    "iban", "bic", "card", "cardnumber", "cvv", "cvc", "password", "passwd", "passwort", "pass", "pwd", "otp",
    "pin", "token", "accesstoken", "authtoken", "idtoken", "refreshtoken", "jwt", "secret", "apikey", "key",
    "auth", "authorization", "session", "sessionid", "sid", "sig", "signature", "credentials", "nonce",
})  # fmt: skip
_NAME = re.compile(r"[?&;#]([^=&;?#]*)=")
_PARAMETER = re.compile(r"[?&;#]([^=&;?#]*)=([^&;#]*)")
_LAST_WORD = re.compile(r"([a-z0-9]+)[\W_]*$")
_EMAIL = re.compile(r"[^@%]+(?:%(?!(?:25)*40)[0-9a-f]{2}[^@%]*)*(?:@|%(?:25)*40)[^@]*[.][^@]", re.IGNORECASE)


def make_url_cleaner(further_names: Iterable[str] = ()) -> CleanUrl:
    """A function of a URL to the same one with private values empty; ``further_names`` are the operator's own."""
    private = PRIVATE_NAMES | {name.lower() for name in further_names}

    def is_private(name: str) -> bool:
        folded = unquote(name).lower()
        if folded in private:
            return True
        word = _LAST_WORD.search(folded)
        return word is not None and word[1] in private

    def clean(found: re.Match[str]) -> str:
        name, value = found.groups()
        if value and (is_private(name) or _EMAIL.match(value)):
            return found[0][: -len(value)]
        return found[0]

    # Names that are not private: on a site there are few, and most of them in every URL.
    harmless: set[str] = set()

    @lru_cache(_CACHED_URLS)
    def clean_url(url: str) -> str:
        if "=" not in url:
            return url
        names = _NAME.findall(url)
        if harmless.issuperset(names) and not _may_hold_email(url):
            return url
        if len(harmless) < _MAX_HARMLESS:
            harmless.update(name for name in names if not is_private(name))
        return _PARAMETER.sub(clean, url)

    return clean_url


def _may_hold_email(url: str) -> bool:
    return "@" in url or ("%" in url and ("%40" in url or "%2540" in url))

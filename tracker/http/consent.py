"""What a visitor allowed, by the headers of a request: for short links, where no page and so no tag runs."""

from urllib.parse import parse_qsl

from events.enums import Consent
from tracker.http.request_head import Headers

# Written by the snippet on the site's own domain.
MEMORY_COOKIE = "prm_ref"
_FULL, _NONE = Consent.FULL.value, Consent.NONE.value
# The values of ``prm('consent', value)``.
_CHOICES = {"granted": _FULL, "session": Consent.SESSION.value, "denied": _NONE}
_SIGNALS = (b"sec-gpc", b"dnt")


def find_consent(headers: Headers, are_signals_honoured: bool) -> str:
    """One of ``Consent``: what the visitor chose on the site, else what the browser signals, else full."""
    chosen = _CHOICES.get(_parse_choice(headers))
    if chosen is not None:
        return chosen
    is_denied = are_signals_honoured and any(headers.get(name) == b"1" for name in _SIGNALS)
    return _NONE if is_denied else _FULL


def _parse_choice(headers: Headers) -> str:
    for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == MEMORY_COOKIE:
            return dict(parse_qsl(value)).get("consent", "")
    return ""

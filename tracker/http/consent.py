"""What a visitor allowed, as far as the head of a request tells: where no page and so no tag is there to say it."""

from urllib.parse import parse_qsl

from events.enums import Consent
from tracker.http.body import Headers

# Written by the snippet on the site's own domain.
MEMORY_COOKIE = "prm_ref"
_FULL, _NONE = Consent.FULL.value, Consent.NONE.value
# The words of ``prm('consent', word)``.
_TOLD = {"granted": _FULL, "session": Consent.SESSION.value, "denied": _NONE}
_SIGNALS = (b"sec-gpc", b"dnt")


def read_consent_of_request(headers: Headers, are_signals_honoured: bool) -> str:
    """One of ``Consent``: what the visitor told the site's tag, else what his browser signals, else full."""
    told = _TOLD.get(_read_told(headers))
    if told is not None:
        return told
    is_refused = are_signals_honoured and any(headers.get(name) == b"1" for name in _SIGNALS)
    return _NONE if is_refused else _FULL


def _read_told(headers: Headers) -> str:
    for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == MEMORY_COOKIE:
            return dict(parse_qsl(value)).get("consent", "")
    return ""

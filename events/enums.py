"""The closed sets of values, spelled once for JavaScript, Python, SQL and JSON."""

from collections.abc import Mapping
from enum import StrEnum


class EventType(StrEnum):
    """Everything that can be recorded."""

    CLICK = "click"
    PAGEVIEW = "pageview"
    ENGAGE = "engage"
    EVENT = "event"
    LEAD = "lead"
    SALE = "sale"
    REFUND = "refund"
    DISPUTE = "dispute"
    IDENTIFY = "identify"


class Source(StrEnum):
    """Who reported an event; ``SIGNED`` is a browser with the signature of the site's server."""

    BROWSER = "browser"
    PIXEL = "pixel"
    REDIRECT = "redirect"
    SIGNED = "signed"
    IMPORT = "import"
    SERVER = "server"


# How far a report is believed; of several reports of one order the one that is trusted most stands.
TRUST: Mapping[Source, int] = {
    Source.PIXEL: 1,
    Source.BROWSER: 2,
    Source.REDIRECT: 2,
    Source.SIGNED: 3,
    Source.IMPORT: 4,
    Source.SERVER: 5,
}
CONFIRMED_TRUST = TRUST[Source.SIGNED]


class ConversionsFrom(StrEnum):
    """Whose reports of leads or sales a site takes for conversions: these and all that are trusted more."""

    BROWSER = "browser"
    SIGNED = "signed"
    SERVER = "server"


# An import is the site's own word as well; it counts where the site's servers do.
LEAST_TRUST: Mapping[str, int] = {
    ConversionsFrom.BROWSER: TRUST[Source.BROWSER],
    ConversionsFrom.SIGNED: TRUST[Source.SIGNED],
    ConversionsFrom.SERVER: TRUST[Source.IMPORT],
}


class DisputeState(StrEnum):
    """How a dispute of a payment stands."""

    OPENED = "opened"
    WON = "won"
    LOST = "lost"


class Traffic(StrEnum):
    """Classes of traffic, reported apart and never deleted; only ``HUMAN`` counts as people."""

    HUMAN = "human"
    BOT = "bot"
    PREFETCH = "prefetch"
    PREVIEW = "preview"
    TEST = "test"


class Consent(StrEnum):
    """What the visitor allowed when the event was made."""

    FULL = "full"
    SESSION = "session"
    NONE = "none"


class Rejection(StrEnum):
    """Why the tracker rejected a beacon or an event; the value of ``X-PRM-Rejected`` and of ``rejected[].reason``."""

    INVALID_JSON = "invalid_json"
    INVALID_UTF8 = "invalid_utf8"
    NOT_AN_EVENT = "not_an_event"
    TOO_DEEP = "too_deep"
    TOO_MANY_EVENTS = "too_many_events"
    BODY_TOO_LARGE = "body_too_large"
    NO_EVENTS = "no_events"
    UNKNOWN_SITE = "unknown_site"
    FOREIGN_ORIGIN = "foreign_origin"
    UNKNOWN_TYPE = "unknown_type"
    UNKNOWN_FIELD = "unknown_field"
    SERVER_ONLY = "server_only"
    MISSING = "missing"
    NOT_A_STRING = "not_a_string"
    NOT_AN_INTEGER = "not_an_integer"
    NOT_A_UUID = "not_a_uuid"
    NOT_A_TIMESTAMP = "not_a_timestamp"
    NOT_A_CURRENCY = "not_a_currency"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_AN_EMAIL = "not_an_email"
    NOT_A_URL = "not_a_url"
    NOT_FLAT = "not_flat"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    NOT_A_NAME = "not_a_name"
    NOT_BY_PIXEL = "not_by_pixel"
    WRONG_SIGNATURE = "wrong_signature"
    AMOUNT_ABOVE_CEILING = "amount_above_ceiling"
    TOO_MANY_SALES = "too_many_sales"
    OUT_OF_RANGE = "out_of_range"
    CONTROL_CHARACTER = "control_character"
    INVALID_ENCODING = "invalid_encoding"
    INVALID_KEY = "invalid_key"
    HEAD_TOO_LARGE = "head_too_large"
    URL_TOO_LONG = "url_too_long"
    TOO_SLOW = "too_slow"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"


class DuplicateReason(StrEnum):
    """Why an accepted event was not stored a second time."""

    EVENT_IN_BATCH = "event_in_batch"
    EVENT_STORED = "event_stored"
    ORDER_IN_BATCH = "order_in_batch"
    ORDER_STORED = "order_stored"
    BELOW_SALES_FROM = "below_sales_from"


class Scope(StrEnum):
    """What a secret key may do; a key has one scope or more, and none contains another."""

    EVENTS = "events"
    REPORTS = "reports"
    ADMIN = "admin"
    PAY = "pay"
    FRIENDS = "friends"

"""OpenAPI 3.1 of the tracker's calls, with the bounds of this installation's settings."""

from typing import Any

from events.enums import Consent, DisputeState, EventType, Rejection, Traffic
from events.test_outcome import State
from settings import TrackerSettings
from tracker.parsing.fields import MAX_IDENTIFIER, MAX_USER_AGENT
from tracker.parsing.rejection import STATUS

Schema = dict[str, Any]

_TEXT: Schema = {"type": ["string", "null"]}
_IDENTIFIER: Schema = {"type": ["string", "null"], "maxLength": MAX_IDENTIFIER}
_IDENTIFIERS = (
    "visitor_id", "customer_id", "ref", "sub_id", "link", "promo_code", "name", "order_id", "refund_id",
    "subscription_id", "payment_id", "import_id",
)  # fmt: skip
_TIME: Schema = {"oneOf": [{"type": "integer"}, {"type": "string", "format": "date-time"}, {"type": "null"}]}
_REJECTED: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["index", "field", "reason"],
        "properties": {
            "index": {"type": "integer", "minimum": 0},
            "field": {"type": "string"},
            "reason": {"type": "string", "enum": [reason.value for reason in Rejection]},
        },
    },
}
_OUTCOME: Schema = {
    "type": "object",
    "required": ["accepted", "rejected"],
    "properties": {
        "accepted": {"type": "integer", "minimum": 0},
        "rejected": _REJECTED,
        "warnings": {**_REJECTED, "description": "Fields left out of events that were accepted"},
    },
}

_TEST_OUTCOME: Schema = {
    "type": "object",
    "required": ["state", "reason", "channel", "ref", "credit"],
    "properties": {
        "state": {"type": "string", "enum": [state.value for state in State]},
        "reason": {"type": "string", "description": "What it waits for, what it repeats, or why it cannot be stored"},
        "channel": {"type": "string"},
        "ref": {"type": "string"},
        "credit": {
            "type": ["object", "null"],
            "description": "Whether the ref is a partner's, and the rules by which it earns; null until that is known",
            "required": ["is_known", "model", "window_days"],
            "properties": {
                "is_known": {"type": "boolean"},
                "model": {"type": "string"},
                "window_days": {"type": "integer", "minimum": 0},
            },
        },
    },
}


def describe_tracker(settings: TrackerSettings) -> Schema:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "prm tracker", "version": "1", "description": "Accepts events and redirects short links."},
        "paths": {
            "/e": {"post": _describe_beacon(settings), "get": _describe_test_outcome()},
            "/e.gif": {"get": _describe_pixel()},
            "/v1/events": {"post": _describe_batch(settings)},
            "/r/{code}": {"get": _describe_link()},
            "/prm.js": {"get": _describe_text("The tag", "text/javascript", 304, 503)},
            "/health/live": {"get": _describe_text("Whether the process answers", "text/plain")},
            "/health/ready": {"get": _describe_text("Whether events can be accepted", "text/plain", 503)},
            "/metrics": {
                "get": _describe_text("Counts of all workers, for clients of listed networks", "text/plain", 404)
            },
        },
        "components": {
            "schemas": {"Event": _describe_event(), "Outcome": _OUTCOME},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": "A site's secret key"}},
        },
    }


def _describe_event() -> Schema:
    enums = {"type": EventType, "consent": Consent, "traffic": Traffic, "state": DisputeState}
    fields: Schema = {name: {"type": "string", "enum": [each.value for each in kind]} for name, kind in enums.items()}
    fields |= dict.fromkeys(_IDENTIFIERS, _IDENTIFIER) | dict.fromkeys(("timestamp", "sent_at"), _TIME)
    fields |= dict.fromkeys(("site", "url", "referrer", "email", "ip"), _TEXT)
    fields["event_id"] = {"type": ["string", "null"], "format": "uuid"}
    fields["amount"] = {"type": ["integer", "null"], "minimum": 0, "description": "In the currency's smallest unit"}
    fields["refunded_total"] = {**fields["amount"], "description": "All of the order that was given back so far"}
    fields["version"] = {"type": ["integer", "null"], "minimum": 0, "description": "The highest gives the amount"}
    fields["signature"] = {"type": ["string", "null"], "description": "HMAC by the site's signing key"}
    fields["currency"] = {"type": ["string", "null"], "description": "ISO 4217"}
    fields["user_agent"] = {"type": ["string", "null"], "description": f"Cut to {MAX_USER_AGENT} characters"}
    fields["properties"] = {"type": ["object", "null"], "maxProperties": 20}
    return {"type": "object", "required": ["type"], "properties": fields}


def _describe_body(most: int) -> Schema:
    event = {"$ref": "#/components/schemas/Event"}
    return {"oneOf": [event, {"type": "array", "items": event, "minItems": 1, "maxItems": most}]}


def _describe_beacon(settings: TrackerSettings) -> Schema:
    body = {"schema": _describe_body(settings.max_beacon_events)}
    return {
        "summary": "Events from a page of the site, which Origin or Referer names",
        "requestBody": {"required": True, "content": {"application/json": body, "text/plain": body}},
        "responses": {"202": _describe_accepted(), **_describe_rejections(400, 403, 408, 413, 415, 429, 431, 503)},
    }


def _describe_test_outcome() -> Schema:
    names = {"site": {"type": "string"}, "event_id": {"type": "string", "format": "uuid"}}
    parameters = [{"name": name, "in": "query", "required": True, "schema": schema} for name, schema in names.items()]
    known = {"description": "As far as it is known", "content": {"application/json": {"schema": _TEST_OUTCOME}}}
    return {
        "summary": "Outcome of a test event; any other event is reported as waiting",
        "parameters": parameters,
        "responses": {"200": known, **_describe_rejections(400, 403, 408, 414, 429, 431, 503)},
    }


def _describe_batch(settings: TrackerSettings) -> Schema:
    content = {
        "application/json": {"schema": _describe_body(settings.max_batch_events)},
        "application/x-ndjson": {"schema": {"type": "string", "description": "An event a line"}},
    }
    return {
        "summary": "Events from a server; the good ones are accepted, the others named by their index",
        "security": [{"key": []}],
        "requestBody": {"required": True, "content": content},
        "responses": {"202": _describe_accepted(), **_describe_rejections(400, 401, 403, 408, 413, 415, 429, 431, 503)},
    }


def _describe_pixel() -> Schema:
    names = ("site", "type", "ref", "url", "visitor_id")
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    picture = {"description": "A transparent picture", "content": {"image/gif": {}}}
    return {
        "summary": "One event by query string",
        "parameters": parameters,
        "responses": {"200": picture, **_describe_rejections(400, 403, 408, 414, 429, 431, 503)},
    }


def _describe_link() -> Schema:
    code = {"name": "code", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    answers = {200: "The link's picture", 302: "To its destination", 404: "No such link", 410: "Expired", 503: "Later"}
    return {
        "summary": "Records the click on a short link and redirects; with .png or .svg its QR code",
        "parameters": [code],
        "responses": {str(status): {"description": text} for status, text in answers.items()},
    }


def _describe_text(summary: str, media_type: str, *further: int) -> Schema:
    answers: Schema = {"200": {"description": summary, "content": {media_type: {}}}}
    return {
        "summary": summary,
        "responses": answers
        | {str(status): {"description": "Not modified, not found, or temporarily unavailable"} for status in further},
    }


def _describe_accepted() -> Schema:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Outcome"}}}
    return {
        "description": "Safe, whichever process dies next; no body if all events of a page are",
        "content": content,
    }


def _describe_rejections(*statuses: int) -> Schema:
    return {str(status): _describe_rejection(status) for status in statuses}


def _describe_rejection(status: int) -> Schema:
    reasons = [reason.value for reason, its_status in STATUS.items() if its_status == status]
    header = {"description": "Why", "schema": {"type": "string", "enum": reasons}}
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Outcome"}}}
    return {"description": ", ".join(reasons), "headers": {"X-PRM-Rejected": header}, "content": content}

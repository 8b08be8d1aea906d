"""Parses lines of JSON by a table: which key holds what, in Caddy, Traefik, Cloudflare Logpush and nginx."""

from collections.abc import Callable, Mapping

import orjson

from transfer.access_logs.request import Fields

# For each field the keys that may hold it, the first that is there counts; a dot leads into an object. Headers are
# found whatever their case.
Keys = Mapping[str, tuple[str, ...]]

CADDY: Keys = {
    "time": ("ts",),
    "address": ("request.client_ip", "request.remote_ip", "request.remote_addr"),
    "forwarded_for": ("request.headers.x-forwarded-for",),
    "method": ("request.method",),
    "target": ("request.uri",),
    "status": ("status",),
    "referrer": ("request.headers.referer",),
    "agent": ("request.headers.user-agent",),
    "host": ("request.host",),
    "purpose": ("request.headers.sec-purpose", "request.headers.purpose"),
    "destination": ("request.headers.sec-fetch-dest",),
    "content_type": ("resp_headers.content-type",),
}
TRAEFIK: Keys = {
    "time": ("startutc", "time", "startlocal"),
    "address": ("clienthost", "clientaddr"),
    "forwarded_for": ("request_x-forwarded-for",),
    "method": ("requestmethod",),
    "target": ("requestpath",),
    "status": ("downstreamstatus", "originstatus"),
    "referrer": ("request_referer",),
    "agent": ("request_user-agent",),
    "host": ("requesthost", "requestaddr"),
    "scheme": ("requestscheme",),
    "purpose": ("request_sec-purpose", "request_purpose"),
    "destination": ("request_sec-fetch-dest",),
    "content_type": ("downstream_content-type",),
}
CLOUDFLARE: Keys = {
    "time": ("edgestarttimestamp",),
    "address": ("clientip",),
    "method": ("clientrequestmethod",),
    "target": ("clientrequesturi", "clientrequestpath"),
    "status": ("edgeresponsestatus",),
    "referrer": ("clientrequestreferer",),
    "agent": ("clientrequestuseragent",),
    "host": ("clientrequesthost",),
    "scheme": ("clientrequestscheme",),
    "content_type": ("edgeresponsecontenttype",),
}
# Names of nginx's variables, as people use them in `log_format … escape=json`.
NGINX: Keys = {
    "time": ("time_iso8601", "time_local", "msec", "@timestamp", "timestamp", "time"),
    "address": ("remote_addr",),
    "forwarded_for": ("http_x_forwarded_for", "x_forwarded_for"),
    "method": ("request_method", "method"),
    "target": ("request_uri", "uri"),
    "query": ("args", "query_string"),
    "request": ("request",),
    "status": ("status",),
    "referrer": ("http_referer", "http_referrer", "referer", "referrer"),
    "agent": ("http_user_agent", "user_agent"),
    "host": ("host", "http_host"),
    "scheme": ("scheme",),
}


def make_json_parser(keys: Keys) -> Callable[[str], Fields | None]:
    """Of another record of the same server, like an error, no fields; None where there is no JSON object."""

    def parse(line: str) -> Fields | None:
        # A console or a container may write something in front.
        start = line.find("{")
        try:
            record = orjson.loads(line[start:]) if start >= 0 else None
        except ValueError:
            return None
        if not isinstance(record, dict):
            return None
        flat = _flatten(record)
        fields = {
            field: next((flat[name] for name in names if flat.get(name)), "")
            for field, names in keys.items()
            if any(name in flat for name in names)
        }
        is_request = fields.get("time") and fields.get("address") and (fields.get("target") or fields.get("request"))
        return fields if is_request else {}

    return parse


def _flatten(record: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Names in lower case; of a list, as headers are, all values."""
    flat: dict[str, str] = {}
    for name, value in record.items():
        path = f"{prefix}{name}".lower()
        if isinstance(value, dict) and prefix.count(".") < 2:
            flat |= _flatten(value, f"{path}.")
        elif isinstance(value, list):
            flat[path] = ", ".join(str(each) for each in value)
        elif isinstance(value, str | int | float):
            flat[path] = f"{value:.6f}" if isinstance(value, float) else str(value)
    return flat

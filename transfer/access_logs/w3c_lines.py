"""Parses the extended log format of the W3C: a `#Fields` line names the columns. IIS and CloudFront write it."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from transfer.access_logs.request import Fields

_COLUMNS = {
    "date": "date", "time": "clock", "c-ip": "address", "x-forwarded-for": "forwarded_for",
    "cs(x-forwarded-for)": "forwarded_for", "cs-method": "method", "cs-uri-stem": "target", "cs-uri-query": "query",
    "sc-status": "status", "cs(referer)": "referrer", "cs(user-agent)": "agent", "cs-host": "host",
    "x-host-header": "host", "cs-protocol": "scheme", "sc-content-type": "content_type",
}  # fmt: skip
# What the two write unless they are configured otherwise, for a file whose beginning is missing.
_IIS = (
    "date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status"
    " sc-substatus sc-win32-status time-taken"
)
_CLOUDFRONT = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)"
    " cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken"
    " x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
    " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_HEADERS = ("referrer", "agent", "forwarded_for")


def make_iis_parser() -> Callable[[str], Fields | None]:
    """Columns by spaces; a space in a value is a plus."""
    return _make_parser(" ", _IIS, lambda text: text.replace("+", " "))


def make_cloudfront_parser() -> Callable[[str], Fields | None]:
    """Columns by tabs; values are percent-encoded, those of headers twice in older files."""
    return _make_parser("\t", _CLOUDFRONT, lambda text: unquote(unquote(text)) if "%25" in text else unquote(text))


def _make_parser(separator: str, usual: str, decode_header: Callable[[str], str]) -> Callable[[str], Fields | None]:
    """It remembers the last `#Fields` line; of that and other directives it returns no fields."""
    columns = usual.lower().split()

    def parse(line: str) -> Fields | None:
        nonlocal columns
        if line.startswith("#"):
            if line.lower().startswith("#fields:"):
                columns = line.lower().split()[1:]
            return {}
        cells = line.split(separator)
        if len(cells) != len(columns) or len(cells) < 5:
            return None
        # Of two columns of one meaning the one that says something counts.
        named = [(_COLUMNS[name], cell) for name, cell in zip(columns, cells, strict=True) if name in _COLUMNS]
        fields = dict(sorted(named, key=lambda pair: pair[1] != "-"))
        if not _DATE.fullmatch(fields.get("date", "")) or "clock" not in fields or "target" not in fields:
            return None
        fields |= {name: decode_header(fields[name]) for name in _HEADERS if name in fields}
        if fields.get("query") == "-":
            del fields["query"]
        return {**fields, "time": f"{fields['date']}T{fields['clock']}Z"}

    return parse

"""Makes a pattern of the string by which nginx (`log_format`) or Apache (`LogFormat`) are configured."""

import re
from collections.abc import Callable

from transfer.access_logs.request import Fields
from transfer.errors import TransferFailed

# What a variable of nginx or a directive of Apache stands for; all others are read over.
_NGINX = {
    "remote_addr": "address", "http_x_forwarded_for": "forwarded_for", "proxy_add_x_forwarded_for": "forwarded_for",
    "http_x_real_ip": "forwarded_for", "http_cf_connecting_ip": "forwarded_for", "http_true_client_ip": "forwarded_for",
    "time_local": "time", "time_iso8601": "time", "msec": "time", "request": "request", "request_method": "method",
    "request_uri": "target", "uri": "target", "args": "query", "query_string": "query", "status": "status",
    "http_referer": "referrer", "http_user_agent": "agent", "host": "host", "http_host": "host", "scheme": "scheme",
    "http_sec_purpose": "purpose", "http_purpose": "purpose", "http_x_moz": "purpose",
    "http_sec_fetch_dest": "destination", "sent_http_content_type": "content_type", "remote_user": "user",
    "server_port": "port", "remote_port": "port", "body_bytes_sent": "bytes", "bytes_sent": "bytes",
}  # fmt: skip
_APACHE = {
    "h": "address", "a": "address", "t": "time", "r": "request", "m": "method", "U": "target", "q": "query",
    "s": "status", "v": "host", "V": "host", "u": "user", "p": "port", "b": "bytes", "B": "bytes", "O": "bytes",
}  # fmt: skip
_APACHE_HEADERS = {
    "referer": "referrer", "user-agent": "agent", "x-forwarded-for": "forwarded_for", "host": "host",
    "x-real-ip": "forwarded_for", "cf-connecting-ip": "forwarded_for", "true-client-ip": "forwarded_for",
    "sec-purpose": "purpose", "purpose": "purpose", "x-moz": "purpose", "sec-fetch-dest": "destination",
}  # fmt: skip

_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d+)?"
_VALUES = {
    "address": r"[^\s,\"]+",
    "forwarded_for": r"[^\s,\"]+(?:, ?[^\s,\"]+)*+|-",
    "time": rf"\d\d/[A-Z][a-z][a-z]/\d{{4}}:{_CLOCK}(?: [+-]\d{{4}})?"
    rf"|\d{{4}}-\d\d-\d\d[T ]{_CLOCK}(?:Z|[+-]\d\d:?\d\d)?|\d{{10,19}}(?:\.\d+)?",
    "status": r"-?\d{1,3}|-",
    "host": r"(?:[^\s:,\"/\[]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?",
    "target": r"[^\s\"]+",
    "port": r"\d+|-",
    "bytes": r"\d+|-",
    # Not over a further field: behind something unknown in front of a line the address would be taken for it.
    "user": r"\"\"|(?:(?! - )[^\[\"])*?",
}
_QUOTED = r"[^\"\\]*+(?:\\.[^\"\\]*+)*+"
_OTHER = r"(?:[^\s,\"]+(?:(?:, | : )[^\s,\"]+)*+)?"

_NGINX_TOKEN = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_APACHE_TOKEN = re.compile(r"%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{([^}]*)\})?[<>]?(\^t[io]|[A-Za-z%])")
_NGINX_LINE = re.compile(r"\s*log_format\s+\S+\s+(?:escape=\w+\s+)?(.*?);?\s*", re.S)
_APACHE_LINE = re.compile(r"\s*(?:LogFormat|CustomLog\s+\S+)\s+\"((?:[^\"\\]|\\.)*)\".*", re.S | re.I)
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_ESCAPE = re.compile(r"(?:\\x[0-9A-Fa-f]{2})+|\\u[0-9A-Fa-f]{4}|\\.")
_ESCAPED = {"t": " ", "n": " ", "r": " ", "b": "", "f": "", "v": " "}
# What Docker Compose or kubectl write in front of a line, and behind that syslog, journald or a container's log.
PREFIX = (
    r"(?:[\w.-]+ +\| |\[[\w./-]+\] )?"
    r"(?:(?:<\d{1,3}>(?:\d )?)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S+) \S+ [\w./-]+(?:\[\d+\])?: "
    r"|<\d{1,3}>1 \S+ \S+ \S+ \S+ \S+ (?:-|\[[^\]]*\]) "
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S* (?:std(?:out|err) [FP] )?)?"
)


def make_pattern(given: str) -> re.Pattern[str]:
    """Its groups are :data:`Fields`, ``rest`` what stands behind; raises :class:`TransferFailed`.

    A whole line of the configuration is accepted as well as the string in it.
    """
    text, is_nginx = _unwrap(given)
    token, name_field = (_NGINX_TOKEN, _name_nginx) if is_nginx else (_APACHE_TOKEN, _name_apache)
    pattern = _compile(text, token, name_field)
    names = pattern.groupindex.keys()
    if "time" not in names or not names & {"request", "target"}:
        raise TransferFailed(
            f"the pattern {given.strip()!r} names no {'request' if 'time' in names else 'time'} of a line",
            "Give the string of your configuration: nginx's log_format with $time_local and $request, or Apache's"
            " LogFormat with %t and %r.",
        )
    return pattern


def match_pattern(pattern: re.Pattern[str], line: str) -> Fields | None:
    """The fields without the escapes of nginx and Apache, but for ``rest``."""
    found = pattern.fullmatch(line)
    if found is None:
        return None
    fields = {name: value for name, value in found.groupdict().items() if value is not None}
    if "\\" not in line:
        return fields
    return {name: value if name == "rest" else _ESCAPE.sub(_decode_escape, value) for name, value in fields.items()}


def _unwrap(given: str) -> tuple[str, bool]:
    """The string itself, and whether it is nginx's."""
    nginx = _NGINX_LINE.fullmatch(given)
    if nginx:
        parts = [single or double for single, double in _STRING.findall(nginx[1])]
        return "".join(re.sub(r"\\(.)", r"\1", part) for part in parts) if parts else nginx[1], True
    apache = _APACHE_LINE.fullmatch(given)
    text = apache[1] if apache else given.strip()
    is_nginx = not apache and _NGINX_TOKEN.search(text) is not None
    return text.replace('\\"', '"').replace("\\t", "\t"), is_nginx


def _name_nginx(found: re.Match[str]) -> str:
    return _NGINX.get(found[1] or found[2], "")


def _name_apache(found: re.Match[str]) -> str:
    argument, letter = found[1], found[2]
    if letter == "i" and argument:
        return _APACHE_HEADERS.get(argument.lower(), "")
    if letter == "o" and argument and argument.lower() == "content-type":
        return "content_type"
    if letter == "t" and argument:
        return {"%z": "zone"}.get(argument, "" if "frac" in argument else "time")
    # %{c}a is the peer, whatever mod_remoteip makes of it.
    return _APACHE.get(letter, "") if not argument or letter in "as" else ""


def _compile(text: str, token: re.Pattern[str], name_field: Callable[[re.Match[str]], str]) -> re.Pattern[str]:
    parts, at, named = [], 0, set[str]()
    for found in token.finditer(text):
        parts.append(re.escape(text[at : found.start()]))
        at = found.end()
        is_percent = found[0] == "%%"
        name = name_field(found)
        is_quoted = text[: found.start()].endswith('"') and text[at:].startswith('"')
        is_bracketed = found[0] == "%t"
        value = _QUOTED if is_quoted and name not in {"status", "time"} else _VALUES.get(name, _OTHER)
        if not name and not is_quoted and text[at : at + 1] not in ("", " ", '"', "\t"):
            value = rf"[^\s{re.escape(text[at])}]*+"
        captured = rf"(?P<{name}>{value})" if name and name not in named else f"(?:{value})"
        named |= {name}
        parts.append("%" if is_percent else rf"\[{captured}\]" if is_bracketed else captured)
    parts.append(re.escape(text[at:]))
    return re.compile(PREFIX + "".join(parts) + r"(?P<rest>\s.*)?")


def _decode_escape(found: re.Match[str]) -> str:
    escape = found[0]
    if escape.startswith("\\x") and len(escape) > 2:
        return bytes.fromhex(escape.replace("\\x", "")).decode("utf-8", "replace")
    if escape.startswith("\\u") and len(escape) > 2:
        character = chr(int(escape[2:], 16))
        return character if character.isprintable() else "\ufffd"
    return _ESCAPED.get(escape[1], escape[1])

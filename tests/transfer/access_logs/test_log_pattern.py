"""A format of one's own is described by what stands in the configuration of nginx or Apache."""

import pytest

from tests.transfer.access_logs.log_lines import AGENT, REFERRER, TARGET, TIME_MS, parse_lines
from transfer.access_logs.text_lines import make_pattern_parser
from transfer.errors import TransferFailed

NGINX_LINE = (
    f'[2026-11-12T10:00:05+00:00] shop.example rt=0.012 up="0.010, 0.002" 10.0.0.5 GET "{TARGET}" 200 "{AGENT}"'
    f' "203.0.113.9" "{REFERRER}"'
)
NGINX = (
    '[$time_iso8601] $host rt=$request_time up="$upstream_response_time" $remote_addr $request_method "$request_uri"'
    ' $status "$http_user_agent" "$http_x_forwarded_for" "$http_referer"'
)
APACHE_LINE = (
    f'203.0.113.9, 10.0.0.7 10.0.0.5 - - [12/Nov/2026:10:00:05.123 +0000] "GET {TARGET} HTTP/1.1" 200 512'
    f' "{REFERRER}" "{AGENT}" shop.example D=1234'
)
APACHE = (
    '%{X-Forwarded-For}i %h %l %u [%{%d/%b/%Y:%H:%M:%S}t.%{msec_frac}t %{%z}t] "%r" %>s %b "%{Referer}i"'
    ' "%{User-agent}i" %V D=%D'
)
JSON_LINE = (
    f'{{"t":1794477605.000,"ip":"203.0.113.9","r":"GET {TARGET} HTTP/1.1","s":200,"ua":"{AGENT}","ref":"{REFERRER}",'
    '"rt":0.01}'
)
JSON = (
    '{"t":$msec,"ip":"$remote_addr","r":"$request","s":$status,"ua":"$http_user_agent","ref":"$http_referer",'
    '"rt":$request_time}'
)


@pytest.mark.parametrize(
    ("pattern", "line", "peer", "forwarded_for"),
    [
        (NGINX, NGINX_LINE, "10.0.0.5", "203.0.113.9"),
        (f"log_format shop escape=default '{NGINX[:40]}'\n    '{NGINX[40:]}';", NGINX_LINE, "10.0.0.5", "203.0.113.9"),
        (APACHE, APACHE_LINE, "10.0.0.5", "203.0.113.9, 10.0.0.7"),
        ('LogFormat "' + APACHE.replace('"', r"\"") + '" shop', APACHE_LINE, "10.0.0.5", "203.0.113.9, 10.0.0.7"),
        (f"log_format shop escape=json '{JSON}';", JSON_LINE, "203.0.113.9", ""),
    ],
)
def test_a_pattern_is_read_as_it_stands_in_the_configuration(
    pattern: str, line: str, peer: str, forwarded_for: str
) -> None:
    request = parse_lines(make_pattern_parser(pattern), [line])
    assert request.timestamp_ms // 1000 == TIME_MS // 1000
    assert (request.peer, request.forwarded_for) == (peer, forwarded_for)
    assert (request.method, request.target, request.status) == ("GET", TARGET, 200)
    assert (request.agent, request.referrer) == (AGENT, REFERRER)


@pytest.mark.parametrize(
    ("pattern", "line", "field", "expected"),
    [
        (
            "%a %t %m %U%q %>s",
            "203.0.113.9 [12/Nov/2026:10:00:05 +0000] GET /a?ref=alice 200",
            "target",
            "/a?ref=alice",
        ),
        ("%a %t %m %U%q %>s", "203.0.113.9 [12/Nov/2026:10:00:05 +0000] POST /a 200", "method", "POST"),
        ("%{c}a %a %{sec}t %r", "10.0.0.5 203.0.113.9 1794477605 GET /a HTTP/1.1", "peer", "10.0.0.5"),
        ("$remote_addr|$msec|$request_uri|$args", "203.0.113.9|1794477605.000|/a|x=1", "target", "/a?x=1"),
        ('%!304h %{%s}t "%r" 100%%', '203.0.113.9 1794477605 "GET /b HTTP/1.1" 100%', "target", "/b"),
        ("$msec $request_uri ${http_host}x", "1794477605.0 /c shop.examplex", "target", "/c"),
    ],
)
def test_further_forms(pattern: str, line: str, field: str, expected: str) -> None:
    assert getattr(parse_lines(make_pattern_parser(pattern), [line]), field) == expected


@pytest.mark.parametrize(
    ("pattern", "missing"), [("%h %u", "time"), ("$time_local $status", "request"), ("hello", "time"), ("", "time")]
)
def test_a_pattern_without_time_or_request_is_an_error(pattern: str, missing: str) -> None:
    with pytest.raises(TransferFailed, match=f"names no {missing}"):
        make_pattern_parser(pattern)


def test_a_line_that_is_not_in_the_pattern_ends_soon() -> None:
    parse = make_pattern_parser(" ".join(["$a"] * 30) + " $time_local $request")
    assert parse("x " * 2_000) is None

"""The same visit as different servers log it, and what the tests make of lines."""

from datetime import UTC

from events.link_parameters import REF_NAMES
from settings.environment import parse_networks
from transfer.access_logs.formats import FORMATS, ParseLine
from transfer.access_logs.log_events import EventMaker, EventRules, LogEvent
from transfer.access_logs.request import LoggedRequest, make_request
from transfer.access_logs.skip_rules import SkipReason, SkipRules
from transfer.access_logs.visits import Visits

SECRET = b"a secret of the tests"
HOST = "shop.example"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
REFERRER = "https://blog.example/post?id=7"
# 2026-11-12 10:00:05 UTC
TIME_MS = 1_794_477_605_000
TARGET = "/a?ref=alice&x=1"
COMBINED = f'203.0.113.9 - - [12/Nov/2026:11:00:05 +0100] "GET {TARGET} HTTP/2.0" 200 512 "{REFERRER}" "{AGENT}"'
PROXIES = "10.0.0.0/8"

_PLUS_AGENT = AGENT.replace(" ", "+")
_PERCENT_AGENT = AGENT.replace(" ", "%20")
IIS_FIELDS = (
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer)"
    " cs-host sc-status sc-substatus sc-win32-status time-taken"
)
CLOUDFRONT_FIELDS = (
    "#Fields: date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer)"
    " cs(User-Agent) cs-uri-query x-host-header cs-protocol"
)

# By format: the lines of a file, of which the last is the visit; what stands before it are directives.
LOGS = {
    "combined": [COMBINED],
    "forwarded": [COMBINED.replace("203.0.113.9 ", "203.0.113.9, 10.0.0.7 ")],
    "main": [f'{COMBINED} "-"'],
    "traefik": [f'{COMBINED} 42 "web@docker" "http://10.0.0.3:80" 12ms'],
    "vhost_combined": [f"shop.example:443 {COMBINED}"],
    "vhost": [f"shop.example {COMBINED}"],
    "common": [COMBINED.partition(f' "{REFERRER}"')[0]],
    "caddy": [
        '{"level":"info","ts":1794477605.0004,"logger":"http.log.access.log0","msg":"handled request","request":'
        '{"remote_ip":"203.0.113.9","remote_port":"50342","client_ip":"203.0.113.9","proto":"HTTP/3.0","method":"GET",'
        f'"host":"shop.example","uri":"{TARGET}","headers":{{"User-Agent":["{AGENT}"],"Referer":["{REFERRER}"]}}}},'
        '"duration":0.001,"size":512,"status":200,"resp_headers":{"Content-Type":["text/html; charset=utf-8"]}}'
    ],
    "traefik-json": [
        '{"ClientAddr":"203.0.113.9:50342","ClientHost":"203.0.113.9","DownstreamStatus":200,"RequestHost":'
        f'"shop.example","RequestMethod":"GET","RequestPath":"{TARGET}","RequestScheme":"https","StartUTC":'
        f'"2026-11-12T10:00:05.000123456Z","request_User-Agent":"{AGENT}","request_Referer":"{REFERRER}",'
        '"level":"info","msg":"","time":"2026-11-12T10:00:06Z"}'
    ],
    "cloudflare": [
        '{"ClientIP":"203.0.113.9","ClientRequestHost":"shop.example","ClientRequestMethod":"GET","ClientRequestURI":'
        f'"{TARGET}","ClientRequestReferer":"{REFERRER}","ClientRequestUserAgent":"{AGENT}","EdgeResponseStatus":200,'
        '"EdgeStartTimestamp":"2026-11-12T10:00:05Z","RayID":"00"}'
    ],
    "nginx-json": [
        '{"time_iso8601":"2026-11-12T11:00:05+01:00","remote_addr":"203.0.113.9","request_method":"GET",'
        f'"request_uri":"{TARGET}","status":"200","http_referer":"{REFERRER}","http_user_agent":"{AGENT}",'
        '"host":"shop.example"}'
    ],
    "alb": [
        "h2 2026-11-12T10:00:05.000456Z app/shop/01 203.0.113.9:46532 10.0.1.12:8080 0.001 0.012 0.000 200 200 34 512"
        f' "GET https://shop.example:443{TARGET} HTTP/2.0" "{AGENT}" ECDHE TLSv1.3 arn:aws:tg "Root=1-0"'
        ' "shop.example" "session-reused" 0 2026-11-12T10:00:04.990000Z "forward" "-" "-" "10.0.1.12:80" "200" "-" "-"'
    ],
    "cloudfront": [
        "#Version: 1.0",
        CLOUDFRONT_FIELDS,
        "2026-11-12 10:00:05 FRA1 512 203.0.113.9 GET d0.cloudfront.net /a 200"
        f" {REFERRER} {_PERCENT_AGENT} ref=alice&x=1 shop.example https".replace(" ", "\t"),
    ],
    "iis": [
        "#Software: a server",
        IIS_FIELDS,
        "2026-11-12 10:00:05 10.0.0.4 GET /a ref=alice&x=1 443 - 203.0.113.9"
        f" {_PLUS_AGENT} {REFERRER} shop.example 200 0 0 15",
    ],
    "haproxy": [
        "<134>Nov 12 10:00:05 lb1 haproxy[99]: 203.0.113.9:50342 [12/Nov/2026:10:00:05.000] web~ shop/s1 0/0/1/12/13"
        f' 200 512 - - ---- 1/1/0/0/0 0/0 {{shop.example|{AGENT}|{REFERRER}}} "GET {TARGET} HTTP/2.0"'
    ],
}
# What a format cannot say.
WITHOUT_AGENT = {"common"}
WITHOUT_REFERRER = {"common", "alb"}


def parse_lines(parse: ParseLine, lines: list[str]) -> LoggedRequest:
    """The request of the last line; those before it are directives."""
    *directives, line = lines
    assert [parse(each) for each in directives] == [{}] * len(directives)
    fields = parse(line)
    assert fields
    return make_request(fields, UTC)


def parse_line(line: str, name: str = "combined") -> LoggedRequest:
    """The request of one line in the named format."""
    return parse_lines(FORMATS[name].make_parser(), [line])


def make_maker(server: str = "", secret: bytes = SECRET, proxies: str = PROXIES, minutes: int = 30) -> EventMaker:
    """Makes events of a log of the shop."""
    rules = EventRules(HOST, secret, parse_networks(proxies), server, REF_NAMES, SkipRules((HOST, "*.shop.example")))
    return EventMaker(rules, Visits(minutes * 60_000))


def make_outcomes(lines: list[str], maker: EventMaker | None = None) -> list[LogEvent | SkipReason]:
    """What becomes of lines in the combined format."""
    maker = maker or make_maker()
    return [maker.make_event(line, parse_line(line)) for line in lines]


def make_fields(lines: list[str], maker: EventMaker | None = None) -> list[dict[str, object]]:
    """The events of lines in the combined format."""
    return [each.fields for each in make_outcomes(lines, maker) if isinstance(each, LogEvent)]


def change_line(**changed: str) -> str:
    """The combined line with other values."""
    usual = {
        "address": "203.0.113.9",
        "user": "- [",
        "time": "12/Nov/2026:11:00:05 +0100",
        "request": f"GET {TARGET} HTTP/2.0",
        "target": TARGET,
        "status": '" 200 ',
        "referrer": REFERRER,
        "agent": AGENT,
    }
    line = COMBINED
    for name, value in changed.items():
        line = line.replace(usual[name], {"status": f'" {value} ', "user": f"{value} ["}.get(name, value))
    return line

"""One visit is the same request in every format, which is recognised by its lines."""

import json

import pytest

from tests.transfer.access_logs.log_lines import (
    AGENT,
    COMBINED,
    IIS_FIELDS,
    LOGS,
    REFERRER,
    TARGET,
    TIME_MS,
    WITHOUT_AGENT,
    WITHOUT_REFERRER,
    change_line,
    parse_line,
    parse_lines,
)
from transfer.access_logs.formats import FORMATS, choose_format
from transfer.errors import TransferFailed

# Other names of the combined format.
SAME_AS_COMBINED = {"main", "traefik"}


def test_every_format_has_a_line_here() -> None:
    assert set(LOGS) == set(FORMATS)


@pytest.mark.parametrize("name", LOGS)
def test_a_visit_is_read_with_all_that_the_format_says(name: str) -> None:
    request = parse_lines(FORMATS[name].make_parser(), LOGS[name])
    assert (request.timestamp_ms, request.method) == (TIME_MS, "GET")
    assert (request.peer or request.forwarded_for) == (
        "203.0.113.9, 10.0.0.7" if name == "forwarded" else "203.0.113.9"
    )
    assert (request.target, request.status) == (TARGET, 200)
    assert request.agent == ("" if name in WITHOUT_AGENT else AGENT)
    assert request.referrer == ("" if name in WITHOUT_REFERRER else REFERRER)
    assert request.host in ("", "shop.example")


@pytest.mark.parametrize("name", LOGS)
def test_a_format_is_recognised_by_its_lines(name: str) -> None:
    expected = FORMATS["combined" if name in SAME_AS_COMBINED else name]
    assert choose_format("", "", [*LOGS[name], "", "no line of a log"], "a log") is expected


@pytest.mark.parametrize("name", sorted(set(LOGS) - {"forwarded"}))
def test_an_ipv6_address_is_read_whole(name: str) -> None:
    *directives, line = LOGS[name]
    changed = line.replace("203.0.113.9:", "2001:db8:4:1::17:" if name != "traefik-json" else "[2001:db8:4:1::17]:")
    lines = [*directives, changed.replace("203.0.113.9", "2001:db8:4:1::17")]
    assert parse_lines(FORMATS[name].make_parser(), lines).peer == "2001:db8:4:1::17"


@pytest.mark.parametrize("name", ["combined", "vhost_combined", "haproxy", "alb", "caddy"])
def test_what_syslog_and_containers_write_in_front_is_read_over(name: str) -> None:
    line = LOGS[name][-1].removeprefix("<134>Nov 12 10:00:05 lb1 haproxy[99]: ")
    for prefix in (
        "Nov 12 10:00:05 web1 nginx: ", "<190>Nov  2 10:00:05 web1 haproxy[12]: ", "proxy-1  | ",
        "2026-11-12T10:00:05.123456789Z ", "proxy-1  | 2026-11-12T10:00:05.123456789Z ", "[pod/web-5d/nginx] ",
        "2026-11-12T10:00:05.123456789+00:00 stdout F ", "<190>1 2026-11-12T10:00:05.1Z web1 nginx 12 - - ",
    ):  # fmt: skip
        assert parse_line(prefix + line, name).peer == "203.0.113.9"


def test_an_access_list_behind_the_combined_format_is_x_forwarded_for() -> None:
    for behind in ('"-"', "0.012 0.011 . example.com", '"gzip" "en"', "", "12345"):
        assert parse_line(f"{COMBINED} {behind}".strip()).forwarded_for == ""
    for behind in ('"198.51.100.1, 10.0.0.7"', '0.012 "x" "198.51.100.1, 10.0.0.7" rt=1'):
        assert parse_line(f"{COMBINED} {behind}").forwarded_for == "198.51.100.1, 10.0.0.7"


@pytest.mark.parametrize("name", ["vhost_combined", "vhost"])
def test_a_host_name_in_place_of_the_address_is_not_taken_for_the_site_s(name: str) -> None:
    lines = [LOGS[name][0].replace("203.0.113.9", "host1.carrier.example")]
    chosen = choose_format("", "", lines, "a log")
    assert chosen is FORMATS[name]
    assert parse_lines(chosen.make_parser(), lines).peer == "host1.carrier.example"


def test_what_nobody_knows_in_front_of_a_line_is_not_taken_for_the_address() -> None:
    with pytest.raises(TransferFailed, match="is in no format"):
        choose_format("", "", [f"web one {COMBINED}"], "a log")


def test_a_proxy_s_x_forwarded_for_stays_whatever_stands_behind() -> None:
    forwarded = LOGS["forwarded"][0]
    for behind in (" 0.012", ' "gzip"', ' "192.0.2.1"'):
        assert parse_line(forwarded + behind, "forwarded").forwarded_for == "203.0.113.9, 10.0.0.7"


def test_a_proxy_may_add_a_port_to_the_address() -> None:
    assert parse_line(f'{COMBINED} "198.51.100.1:5678"').forwarded_for == "198.51.100.1:5678"
    assert parse_line(f'{COMBINED} "10.0.0.3:80" "198.51.100.1"').forwarded_for == "198.51.100.1"


def test_iis_writes_a_list_of_addresses_without_blanks() -> None:
    parse = FORMATS["iis"].make_parser()
    parse(f"{IIS_FIELDS} X-Forwarded-For")
    fields = parse(f"{LOGS['iis'][-1]} 203.0.113.9,+10.0.0.7")
    assert fields is not None
    assert fields["forwarded_for"] == "203.0.113.9, 10.0.0.7"


def test_a_line_of_as_many_words_is_not_one_of_iis() -> None:
    parse = FORMATS["iis"].make_parser()
    assert parse(" ".join("abcdefghijklmno")) is None


def test_a_spoofed_x_forwarded_for_is_read_as_well() -> None:
    assert parse_line(f'{COMBINED} "<script>, 198.51.100.1"').forwarded_for == "<script>, 198.51.100.1"


@pytest.mark.parametrize(
    ("changed", "field", "expected"),
    [
        ({"referrer": "-"}, "referrer", ""),
        ({"agent": "-"}, "agent", ""),
        ({"agent": r"say \"hello\" \\ \x22x\x22"}, "agent", 'say "hello" \\ "x"'),
        ({"agent": "\xe4 \u1234"}, "agent", "\xe4 \u1234"),
        ({"agent": r"\xD0\x9F"}, "agent", "\u041f"),
        ({"agent": r"a\ud800b"}, "agent", "a\ufffdb"),
        ({"agent": r"a\x5Cud800"}, "agent", r"a\ud800"),
        ({"address": "crawler.example"}, "peer", "crawler.example"),
        ({"address": "unix:"}, "peer", "127.0.0.1"),
        ({"user": '""'}, "peer", "203.0.113.9"),
        ({"user": "john doe"}, "peer", "203.0.113.9"),
        ({"target": r"/a?ref=\xD0\x9F"}, "target", "/a?ref=%D0%9F"),
        ({"target": "http://shop.example:8080/b"}, "target", "/b"),
        ({"target": "https://Shop.example"}, "host", "shop.example"),
        ({"target": "*"}, "target", "/"),
        ({"request": "GET /a"}, "target", "/a"),
        ({"request": "-"}, "method", ""),
        ({"request": r"\x16\x03\x01"}, "method", ""),
        ({"request": ""}, "method", ""),
        ({"status": "404"}, "status", 404),
    ],
)
def test_odd_but_good_lines_are_read(changed: dict[str, str], field: str, expected: object) -> None:
    assert getattr(parse_line(change_line(**changed)), field) == expected


@pytest.mark.parametrize(
    "line",
    ["no line of a log", "\x00\ufffd", COMBINED[:-1], COMBINED.replace("200 512", "OK 512"), COMBINED[:80]],
)
def test_what_is_no_line_of_the_format_is_none(line: str) -> None:
    assert FORMATS["combined"].make_parser()(line) is None


def test_what_json_has_decoded_is_not_decoded_again() -> None:
    line = LOGS["caddy"][0].replace("Firefox", r"\\ud800\\x41")
    assert r"\ud800\x41" in parse_line(line, "caddy").agent


def test_another_record_of_a_json_log_is_not_unreadable() -> None:
    assert FORMATS["caddy"].make_parser()('{"level":"error","logger":"tls","msg":"no certificate"}') == {}
    assert FORMATS["caddy"].make_parser()('{"level":"error"') is None


def test_the_columns_of_a_w3c_log_may_change_within_it() -> None:
    parse = FORMATS["iis"].make_parser()
    lines = [IIS_FIELDS, "#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip sc-status"]
    request = parse_lines(parse, [*lines, "2026-11-12 10:00:05 GET /a - 203.0.113.9 200"])
    assert (request.target, request.peer, request.status) == ("/a", "203.0.113.9", 200)


def test_a_w3c_log_without_its_head_has_the_usual_columns() -> None:
    line = "2026-11-12 10:00:05 10.0.0.4 GET / ref=alice 443 - 203.0.113.9 curl/8 - 200 0 0 15"
    assert parse_line(line, "iis").target == "/?ref=alice"


def test_a_log_whose_lines_are_mostly_unknown_is_not_sent() -> None:
    sample = [COMBINED, "", "first strange line", "second strange line"]
    with pytest.raises(
        TransferFailed, match="line 3 of a log is in no format that is known: first strange line"
    ) as why:
        choose_format("", "", sample, "a log")
    assert "--format" in why.value.remedy
    assert "--pattern" in why.value.remedy


@pytest.mark.parametrize("name", ["", "combined"])
def test_dockers_own_file_is_named_as_such(name: str) -> None:
    line = json.dumps(
        {"log": f"{COMBINED}\n", "stream": "stdout", "time": "2026-11-12T10:00:00Z"}, separators=(",", ":")
    )
    with pytest.raises(TransferFailed, match="Docker's own file") as failed:
        choose_format(name, "", [line] * 3, "x-json.log")
    assert "docker logs CONTAINER" in failed.value.remedy

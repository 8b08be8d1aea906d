"""Lines of an access log become events that are the same at every replay."""

import gzip
from pathlib import Path

import pytest

from transfer.access_log import LogLine, make_events, open_log, parse_line

SECRET = b"a secret of the tests"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
LINE = f'203.0.113.9 - - [17/May/2025:10:05:03 +0200] "GET /a?x=1 HTTP/1.1" 200 512 "https://blog.example/" "{AGENT}"'


def make_line(**changed: str) -> bytes:
    """The good line with some of its values changed."""
    line = LINE
    for old, new in changed.items():
        line = line.replace({"path": "/a?x=1", "referrer": "https://blog.example/", "agent": AGENT}[old], new)
    return line.encode()


def test_a_line_is_read_with_its_zone() -> None:
    assert parse_line(LINE.encode()) == LogLine(
        1_747_469_103_000, "203.0.113.9", "/a?x=1", "https://blog.example/", AGENT
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"not a line of a log",
        b"\x00\xff",
        LINE[:-1].encode(),
        LINE.replace("17/May/2025", "32/May/2025").encode(),
        LINE.replace("200 512", "OK 512").encode(),
        LINE.replace("GET /a?x=1 HTTP/1.1", "-").encode(),
        LINE.replace(f' "https://blog.example/" "{AGENT}"', "").encode(),
    ],
)
def test_what_is_no_request_in_the_combined_format_is_none(line: bytes) -> None:
    assert parse_line(line) is None


@pytest.mark.parametrize(
    ("line", "field", "expected"),
    [
        (make_line(referrer="-"), "referrer", ""),
        (make_line(agent="-"), "agent", ""),
        (make_line(agent=r"say \"hello\" \\"), "agent", r"say \"hello\" \\"),
        (make_line(agent="\xe4 \u1234"), "agent", "\xe4 \u1234"),
        (LINE.replace("- -", "- A. N. Other").encode(), "address", "203.0.113.9"),
        (LINE.replace("203.0.113.9", "2001:db8::1").encode(), "address", "2001:db8::1"),
        (LINE.replace("203.0.113.9", "crawler.example").encode(), "address", ""),
        (LINE.replace("512", "-").encode(), "target", "/a?x=1"),
        (LINE.replace(" HTTP/1.1", "").encode(), "target", "/a?x=1"),
    ],
)
def test_odd_but_good_lines_are_read(line: bytes, field: str, expected: str) -> None:
    parsed = parse_line(line)
    assert parsed is not None
    assert getattr(parsed, field) == expected


@pytest.mark.parametrize(
    ("path", "kind", "ref", "url"),
    [
        ("/a?x=1", "pageview", None, "https://shop.example/a?x=1"),
        ("/a?ref=alice&x=1", "click", "alice", "https://shop.example/a?ref=alice&x=1"),
        ("/a?ref=al%69ce", "click", "alice", "https://shop.example/a?ref=al%69ce"),
        ("/a?ref=", "pageview", None, "https://shop.example/a?ref="),
        ("/a?ref=" + "x" * 129, "pageview", None, "https://shop.example/a?ref=" + "x" * 129),
        ("/a?ref=a%0Ab", "pageview", None, "https://shop.example/a?ref=a%0Ab"),
        ("http://shop.example/b", "pageview", None, "http://shop.example/b"),
        ("*", "pageview", None, "https://shop.example/"),
    ],
)
def test_a_ref_in_the_address_makes_a_click(path: str, kind: str, ref: str | None, url: str) -> None:
    (event,) = make_events(iter([make_line(path=path)]), "shop.example", SECRET)
    assert event is not None
    assert (event["type"], event.get("ref"), event["url"]) == (kind, ref, url)


def test_the_same_file_gives_the_same_ids_and_equal_lines_stay_apart() -> None:
    lines = [LINE.encode(), make_line(path="/b"), LINE.encode() + b"\r\n", b"broken"]
    first, second = (list(make_events(iter(lines), "shop.example", SECRET)) for _ in range(2))
    assert first == second
    assert first[3] is None
    assert len({event["event_id"] for event in first if event}) == 3


def test_one_address_with_one_agent_is_one_visitor() -> None:
    lines = [LINE.encode(), make_line(path="/b"), make_line(agent="curl/8")]
    visitors = [event["visitor_id"] for event in make_events(iter(lines), "shop.example", SECRET) if event]
    assert visitors[0] == visitors[1] != visitors[2]


def test_nobody_without_the_secret_finds_an_address_by_trying_all() -> None:
    lines = [LINE.encode()]
    (ours,), (theirs,) = (make_events(iter(lines), "shop.example", secret) for secret in (SECRET, b"a guess"))
    assert ours is not None
    assert theirs is not None
    assert {ours["visitor_id"], ours["event_id"]} & {theirs["visitor_id"], theirs["event_id"]} == set()


def test_gzip_is_recognised_by_its_content(tmp_path: Path) -> None:
    plain, packed = tmp_path / "plain.gz", tmp_path / "packed.log"
    plain.write_bytes(b"a\nb\n")
    packed.write_bytes(gzip.compress(b"a\nb\n"))
    for path in (plain, packed):
        lines, raw = open_log(path)
        with lines, raw:
            assert list(lines) == [b"a\n", b"b\n"]

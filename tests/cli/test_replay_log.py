"""What `prm replay-log` says of a log without recording it, and when it ends with an error."""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from database.migration import migrate_database
from database.sessions import begin_change, open_sessions
from registry.sites import create_site
from settings import RegistrySettings, read_settings
from tests.cli.command_runner import PrmHere
from tests.transfer.access_logs.log_lines import COMBINED, LOGS, change_line

VISIT = {"visits": 1, "clicks": {"alice": 1}, "pageviews": 0}


@pytest.fixture(scope="module")
def prm(tmp_path_factory: pytest.TempPathFactory) -> PrmHere:
    """An installation with one site that nobody started yet; what these tests run changes nothing in it."""
    prm = PrmHere(tmp_path_factory.mktemp("prm") / "data")
    sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(prm.data_dir)}))
    engine = sessions.kw["bind"]
    migrate_database(engine)
    with begin_change(sessions) as session:
        create_site(session, "Shop", ["shop.example", "*.shop.example"])
    engine.dispose()
    return prm


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "access.log"


def ask(prm: PrmHere, log: Path, lines: Sequence[str], *options: str) -> Any:
    """What would be recorded of these lines."""
    log.write_text("\n".join(lines) + "\n")
    return prm.ask("replay-log", str(log), "--dry-run", *options)


def fail(prm: PrmHere, log: Path, lines: Sequence[str], *options: str) -> str:
    """The message of a log that is an error."""
    log.write_text("\n".join(lines))
    ended = prm.run("replay-log", str(log), "--dry-run", *options)
    assert ended.returncode == 1
    return ended.stderr


@pytest.mark.parametrize("name", LOGS)
def test_a_visit_is_one_click_in_every_format_named_or_not(prm: PrmHere, log: Path, name: str) -> None:
    for options in ((), ("--format", name)):
        assert ask(prm, log, LOGS[name], *options).items() >= VISIT.items()


def test_what_would_be_recorded_is_printed_and_nothing_is_written(prm: PrmHere, log: Path) -> None:
    lines = [
        change_line(target="/app.css"),
        COMBINED,
        change_line(request="POST /e HTTP/1.1"),
        change_line(target="/b"),
    ]
    lines += [change_line(target="/?gclid=1", address="203.0.113.10"), "", change_line(target="http://other.example/")]
    log.write_text("\n".join(lines))
    ended = prm.run("replay-log", str(log), "--dry-run")
    assert ended.returncode == 0
    assert ended.stdout.splitlines() == [
        "access.log: read as combined (nginx, Apache, Traefik)",
        "lines: 7, requests: 6, unreadable: 0",
        "visits: 2, clicks: 2, page views: 1",
        "clicks of alice: 1",
        "clicks of campaigns without a code: 1",
        "skipped, files of pages (asset): 1",
        "skipped, not GET (method): 1",
        "skipped, other hosts (other_host): 1 of other.example",
        "nothing recorded: --dry-run",
    ]
    assert not (prm.data_dir / "secret").exists()


def test_a_compressed_log_and_standard_input_are_read(prm: PrmHere, log: Path) -> None:
    log.write_bytes(gzip.compress(COMBINED.encode()))
    assert prm.ask("replay-log", str(log), "--dry-run").items() >= VISIT.items()
    assert prm.ask("replay-log", "-", "--dry-run", given=COMBINED).items() >= VISIT.items()


def test_a_pattern_of_ones_own_is_pasted_from_the_configuration(prm: PrmHere, log: Path) -> None:
    pattern = "log_format shop '$msec $remote_addr \"$request\" $status';"
    lines = ['1794477605.000 203.0.113.9 "GET /?ref=alice HTTP/2.0" 200']
    found = ask(prm, log, lines, "--pattern", pattern)
    assert found.items() >= VISIT.items()
    assert found["format"] == "your pattern"


@pytest.mark.parametrize(
    ("options", "visits"), [((), 2), (("--trusted-proxies", "10.0.0.5"), 2), (("--trusted-proxies", ""), 1)]
)
def test_whose_word_on_the_address_counts_is_an_option(
    prm: PrmHere, log: Path, options: Sequence[str], visits: int
) -> None:
    lines = [change_line(address="10.0.0.5") + f' "203.0.113.{number}"' for number in (1, 2)]
    assert ask(prm, log, lines, *options)["visits"] == visits


def test_what_is_skipped_and_what_is_a_click_are_options(prm: PrmHere, log: Path) -> None:
    lines = [COMBINED, change_line(status="304", target="/?partner=bob"), change_line(target="/admin?ref=x")]
    options = ("--keep", "not_modified", "--ref-names", "ref,partner", "--skip-path", "/admin")
    found = ask(prm, log, lines, *options)
    assert found["clicks"] == {"alice": 1, "bob": 1}
    assert found["skipped"] == {"excluded": 1}
    found = ask(prm, log, [COMBINED, COMBINED], "--visit-minutes", "0")
    assert found["clicks"] == {"alice": 2}
    found = ask(prm, log, [COMBINED, change_line(address="192.0.2.1"), change_line(agent="Probe/1")],
                "--skip-address", "192.0.2.0/24", "--skip-agent", "probe")  # fmt: skip
    assert found.items() >= {**VISIT, "skipped": {"excluded": 2}}.items()


def test_a_log_in_no_known_format_is_an_error_that_shows_its_first_line(prm: PrmHere, log: Path) -> None:
    message = fail(prm, log, ["", "what is this", "and this"])
    assert "line 2 of access.log is in no format that is known: what is this" in message
    assert "--pattern" in message
    assert "line 1 of access.log is not Caddy JSON: 203" in fail(prm, log, [COMBINED], "--format", "caddy")


def test_many_unreadable_lines_are_an_error_and_a_few_are_shown(prm: PrmHere, log: Path) -> None:
    lines = [*[COMBINED] * 90, *(f"strange {number}" for number in range(8))]
    message = fail(prm, log, lines)
    assert "line 91 cannot be read: strange 0\n" in message
    assert "line 95 cannot be read" in message
    assert "line 96 cannot be read" not in message
    assert (
        "8 of 98 lines cannot be read: line 91 of access.log is not combined (nginx, Apache, Traefik): strange"
        in message
    )
    assert ask(prm, log, lines, "--max-unreadable", "10")["unparsable"] == 8
    assert ask(prm, log, lines[:94])["unparsable"] == 4


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "access.log has no requests"),
        (["", ""], "access.log has no requests"),
        (['{"level":"info","msg":"serving"}'], "access.log has no requests"),
        ([change_line(status="404")], "no request of access.log is a visit of a page; skipped: error 1"),
        (["#Version: 1.0"], "access.log has no requests"),
    ],
)
def test_a_log_without_a_visit_is_an_error(prm: PrmHere, log: Path, lines: Sequence[str], message: str) -> None:
    assert message in fail(prm, log, lines)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "iis", "--pattern", "%t %r"), "Give --format or --pattern, not both."),
        (("--timezone", "Mars/Olympus"), "give one like Europe/Berlin"),
        (("--trusted-proxies", "everybody"), "give networks like 10.0.0.0/8"),
    ],
)
def test_an_option_that_cannot_be_used_is_named(prm: PrmHere, log: Path, options: Sequence[str], message: str) -> None:
    log.write_text(COMBINED)
    ended = prm.run("replay-log", str(log), "--dry-run", *options)
    assert ended.returncode == 2
    assert message in ended.stderr


def test_a_period_may_be_chosen(prm: PrmHere, log: Path) -> None:
    lines = [change_line(time=f"12/Nov/2026:{hour:02}:00:00 +0000") for hour in (8, 9, 10, 11)]
    period = ("--from", "2026-11-12T10:00:00", "--to", "2026-11-12T12:00:00", "--timezone", "Europe/Berlin")
    found = ask(prm, log, lines, *period)
    assert (found["clicks"], found["skipped"]) == ({"alice": 2}, {"period": 2})


def test_times_without_a_zone_are_in_that_of_the_log(prm: PrmHere, log: Path) -> None:
    log.write_text(LOGS["haproxy"][0])
    ended = prm.run("replay-log", str(log), "--dry-run", "--timezone", "Europe/Berlin", "--json")
    assert json.loads(ended.stdout)["visits"] == 1

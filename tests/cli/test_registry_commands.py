"""Sites, partners, links, keys and team members from the command line."""

import os
from pathlib import Path

import click
import pytest
from PIL import Image
from redis import Redis

from cli.__main__ import main
from database.columns import utc_now
from database.sessions import begin_change, begin_read, open_sessions
from events.keys import SNAPSHOT
from events.snapshot import decode_snapshot
from registry.keys import create_key
from registry.models import TeamMember
from registry.partner_sessions import open_sign_in_link
from registry.partner_tokens import find_partner_by_token
from registry.sites import create_site
from registry.team.members import start_session
from settings import RegistrySettings, read_settings
from tests.cli.command_runner import Prm, PrmHere
from tests.fixtures.registry import open_empty_registry


@pytest.fixture
def prm(tmp_path: Path) -> Prm:
    return PrmHere(tmp_path / "data")


@pytest.fixture
def site_key(prm: Prm) -> str:
    """The key of a first site, of number 1, in an installation that nobody started yet."""
    with open_empty_registry(prm.data_dir) as sessions, begin_change(sessions) as session:
        made = create_site(session, "Shop", ["shop.example"])
        create_key(session, made.id, "first")
    return made.site_key


def test_a_site_a_partner_and_a_link_are_created_and_listed(prm: Prm) -> None:
    site = prm.ask("site", "create", "Shop", "--host", "shop.example")
    assert set(site) == {"site_id", "site_key", "secret_key", "signing_key", "tag"}
    partner = prm.ask("partner", "create", "--site", "Shop", "--code", "alice", "--name", "Alice")
    assert set(partner) == {"partner_id", "code", "token", "url", "sign_in_link"}
    address = "https://shop.example/x"
    link = prm.ask(
        "link", "create", "--site", site["site_key"], "--partner", "alice", "--code", "s", "--destination", address
    )
    assert link["code"] == "s"
    assert [each["name"] for each in prm.ask("site", "list")] == ["Shop"]
    assert [each["codes"] for each in prm.ask("partner", "list", "--site", "1")] == [["alice"]]
    assert [each["destination"] for each in prm.ask("link", "list", "--site", "1")] == [address]
    assert "s     1           https://shop.example/x" in prm.run("link", "list", "--site", "1").stdout


def test_a_command_leaves_no_file_open_behind_it(prm: Prm, site_key: str) -> None:
    prm.ask("site", "update", site_key, "--name", "Shop of shops")
    prm.ask("site", "list")
    opened = [Path(os.readlink(each)) for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    assert [each for each in opened if each.is_relative_to(prm.data_dir)] == []


def test_a_site_learns_whose_reports_to_believe_and_shows_its_signing_key(prm: Prm, site_key: str) -> None:
    changed = prm.ask("site", "update", site_key, "--sales-from", "server", "--max-browser-amount", "50000")
    assert (changed["sales_from"], changed["leads_from"], changed["max_browser_amount"]) == (
        "server",
        "browser",
        50_000,
    )
    shown = prm.ask("site", "signing-key", site_key)["signing_key"]
    rotated = prm.ask("site", "signing-key", site_key, "--rotate")["signing_key"]
    assert shown != rotated
    assert rotated == prm.ask("site", "signing-key", site_key)["signing_key"]


def test_links_lead_to_further_hosts_that_the_site_names(prm: Prm, site_key: str) -> None:
    prm.ask("partner", "create", "--site", "1", "--code", "alice", "--name", "Alice")
    create = ("link", "create", "--site", "1", "--partner", "alice", "--destination", "https://apps.example/x")
    rejected = prm.run(*create)
    assert rejected.returncode
    assert "apps.example is not one of the hosts" in rejected.stderr
    named = prm.ask("site", "update", "1", "--link-host", "apps.example", "--link-host", "*.book.example")
    assert named["link_hosts"] == ["apps.example", "*.book.example"]
    assert prm.ask(*create)["destination"] == "https://apps.example/x"
    assert prm.ask("site", "update", "1", "--name", "Shop")["link_hosts"] == named["link_hosts"]
    both = prm.run("site", "update", "1", "--link-host", "apps.example", "--no-link-hosts")
    assert "not both" in both.stderr
    assert prm.ask("site", "update", "1", "--no-link-hosts")["link_hosts"] == []


def test_a_site_gets_a_brand(prm: Prm, site_key: str, tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    Image.new("RGB", (40, 20), "#c02020").save(logo)
    brand = ("--shown-name", "Bean & Co", "--accent", "#FFD400", "--logo", str(logo))
    made = prm.ask("site", "update", "1", *brand)
    assert [made[name] for name in ("shown_name", "accent", "logo")] == [
        "Bean & Co",
        "#ffd400",
        f"/brand/{site_key}.png",
    ]
    assert "set PRM_CONSOLE_URL" in prm.run("site", "update", "1", "--cabinet-host", "partners.shop.example").stderr
    both = prm.run("site", "update", "1", "--logo", str(logo), "--no-logo")
    assert "not both" in both.stderr
    assert prm.ask("site", "update", "1", "--accent", "", "--no-logo")["logo"] == ""


@pytest.mark.parametrize("group", ["site", "program", "partner", "link", "promo-code", "key", "member"])
def test_every_resource_has_the_same_verbs(group: str) -> None:
    command = main.get_command(click.Context(main), group)
    assert isinstance(command, click.Group)
    # A key is revoked for good, never changed.
    usual = {"create", "list", "read", "revoke"} if group == "key" else {"create", "list", "read", "update", "archive"}
    assert usual <= set(command.commands)


def test_what_was_made_is_read_changed_and_archived(prm: Prm, site_key: str) -> None:
    prm.ask("partner", "create", "--site", "1", "--code", "alice", "--name", "Alice")
    prm.ask("partner", "create", "--site", "1", "--code", "bob", "--name", "Bob", "--parent", "alice")
    assert prm.ask("partner", "read", "bob", "--site", "1")["parent_id"] == 1
    assert prm.ask("partner", "update", "bob", "--site", "1", "--parent", "0")["parent_id"] is None
    assert prm.ask("site", "update", "1", "--name", "New", "--host", "new.example")["hosts"] == ["new.example"]
    assert prm.ask("site", "read", "1")["name"] == "New"
    assert prm.ask("program", "create", "--site", "1", "--name", "Short", "--window-days", "7")["window_days"] == 7
    assert prm.ask("program", "update", "2", "--site", "1", "--model", "linear")["window_days"] == 7
    kept = prm.ask("program", "update", "2", "--site", "1", "--keeps-customer-months", "12")
    assert kept["keeps_customer_months"] == 12
    assert prm.ask("program", "read", "2", "--site", "1")["model"] == "linear"
    assert prm.ask("partner", "update", "alice", "--site", "1", "--status", "paused")["status"] == "paused"
    assert prm.ask("partner", "update", "alice", "--site", "1", "--language", "pl")["language"] == "pl"
    assert prm.ask("partner", "read", "alice", "--site", "1")["name"] == "Alice"
    address = "https://new.example/x"
    prm.ask("link", "create", "--site", "1", "--partner", "alice", "--code", "s", "--destination", address)
    assert prm.ask("link", "update", "1", "--site", "1", "--sub-id", "mail")["destination"] == address
    assert prm.ask("link", "read", "1", "--site", "1")["sub_id"] == "mail"
    assert prm.ask("promo-code", "create", "--site", "1", "--partner", "alice", "--code", "TEN")["partner_id"] == 1
    assert prm.ask("promo-code", "update", "1", "--site", "1", "--partner", "bob")["partner_id"] == 2
    assert prm.ask("promo-code", "read", "1", "--site", "1")["code"] == "TEN"
    assert prm.ask("key", "read", "1", "--site", "1")["label"] == "first"
    prm.ask("partner", "create", "--site", "1", "--code", "carl", "--name", "Carl", "--group", "Press", "--tag", "vip")
    merged = prm.run("partner", "merge", "carl", "--into", "alice", "--site", "1")
    assert "Carl is archived; what he earned stays his" in merged.stdout
    assert prm.ask("partner", "read", "3", "--site", "1")["merged_into"] == 1
    for group, name in (("link", "1"), ("promo-code", "1"), ("program", "2"), ("partner", "alice")):
        assert prm.run(group, "archive", name, "--site", "1").returncode == 0
    for group in ("link", "promo-code"):
        assert prm.ask(group, "list", "--site", "1") == []


def test_a_program_takes_friends_and_a_partner_is_a_customer(prm: Prm, site_key: str) -> None:
    assert prm.ask("program", "read", "1", "--site", "1")["friends"] is False
    assert prm.ask("program", "update", "1", "--site", "1", "--friends")["friends"] is True
    assert prm.ask("program", "update", "1", "--site", "1", "--window-days", "7")["friends"] is True
    assert prm.ask("program", "update", "1", "--site", "1", "--no-friends")["friends"] is False
    named = ("--site", "1", "--code", "alice", "--name", "Alice")
    prm.ask("partner", "create", *named, "--customer-id", "c-1")
    shown = prm.ask("partner", "read", "alice", "--site", "1")
    assert (shown["kind"], shown["customer_id"]) == ("partner", "c-1")
    assert prm.ask("partner", "update", "alice", "--site", "1", "--customer-id", "")["customer_id"] == ""
    assert [len(prm.ask("partner", "list", "--site", "1", "--kind", kind)) for kind in ("partner", "friend")] == [1, 0]


def test_a_member_is_given_another_password_and_archived(prm: Prm, site_key: str) -> None:
    words = ("--email", "ada@example.com", "--password-stdin")
    prm.ask("member", "create", "--site", "1", *words, given="correct horse\n")
    named = ("ada@example.com", "--site", "1")
    assert prm.run("member", "update", *named, "--password-stdin", given="battery staple\n").returncode == 0
    assert prm.ask("member", "read", *named)["role"] == "owner"
    assert prm.run("member", "archive", *named).returncode == 0
    assert prm.ask("member", "list", "--site", "1") == []
    assert prm.run("member", "read", *named).returncode == 1


def test_sessions_and_second_factor_of_a_member_are_ended(prm: Prm, site_key: str) -> None:
    words = ("--email", "ada@example.com", "--password-stdin")
    member_id = prm.ask("member", "create", "--site", "1", *words, given="correct horse\n")["member_id"]
    sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(prm.data_dir)}))
    with begin_change(sessions) as session:
        for agent in ("Firefox", "Chromium"):
            start_session(session, member_id, utc_now(), agent=agent)
        session.get_one(TeamMember, member_id).totp_since = utc_now()
    named = ("ada@example.com", "--site", "1")
    second, first = prm.ask("member", "sessions", *named)
    assert [first["agent"], second["agent"]] == ["Firefox", "Chromium"]
    assert prm.run("member", "end-sessions", *named, "--session", first["session"]).returncode == 0
    assert prm.ask("member", "sessions", *named) == [second]
    assert prm.run("member", "end-sessions", *named, "--session", "nonsense").returncode == 1
    assert prm.run("member", "end-sessions", *named).returncode == 0
    assert prm.ask("member", "sessions", *named) == []
    assert prm.run("member", "end-second-factor", *named).returncode == 0
    with begin_read(sessions) as session:
        assert session.get_one(TeamMember, member_id).totp_since is None
    sessions.kw["bind"].dispose()


def test_a_partner_gets_a_link_and_loses_link_and_token(prm: Prm, site_key: str) -> None:
    made = prm.ask("partner", "create", "--site", "1", "--code", "alice", "--name", "Alice")
    link = prm.ask("partner", "sign-in-link", "alice", "--site", "1")["path"].partition("#")[2]
    assert "/partner/sign-in#pl_" in prm.run("partner", "sign-in-link", "alice", "--site", "1").stdout
    renewed = prm.ask("partner", "renew-token", "alice", "--site", "1")["token"]
    assert renewed != made["token"]
    assert prm.run("partner", "end-sessions", "alice", "--site", "1").returncode == 0
    assert prm.run("partner", "revoke-token", "alice", "--site", "1").returncode == 0
    sessions = open_sessions(read_settings(RegistrySettings, {"PRM_DATA_DIR": str(prm.data_dir)}))
    with begin_change(sessions) as session:
        assert open_sign_in_link(session, link, utc_now()) is None
        assert find_partner_by_token(session, renewed) is None
    sessions.kw["bind"].dispose()


def test_the_token_and_the_keys_are_in_no_list(prm: Prm) -> None:
    site = prm.ask("site", "create", "Shop", "--host", "shop.example")
    partner = prm.ask("partner", "create", "--site", "1", "--code", "alice", "--name", "Alice")
    for words in (("site", "list"), ("partner", "list", "--site", "1"), ("key", "list", "--site", "1")):
        shown = prm.run(*words).stdout
        assert partner["token"] not in shown
        assert site["secret_key"] not in shown


def test_a_key_is_created_and_revoked(prm: Prm, site_key: str) -> None:
    key = prm.ask("key", "create", "--site", "1", "--label", "till")
    assert key["scopes"] == ["events"]
    assert prm.run("key", "revoke", str(key["key_id"]), "--site", "1").returncode == 0
    rows = prm.ask("key", "list", "--site", "1")
    assert [(row["label"], row["revoked_at"] is None) for row in rows] == [("first", True), ("till", False)]


@pytest.mark.parametrize(
    "words", [("--scope", "reports", "--scope", "admin"), ("--scope", "reports, admin"), ("--scope", "reports,admin")]
)
def test_scopes_are_repeated_or_separated_by_commas(prm: Prm, site_key: str, words: tuple[str, ...]) -> None:
    assert prm.ask("key", "create", "--site", "1", *words)["scopes"] == ["reports", "admin"]
    assert prm.run("key", "create", "--site", "1", "--scope", "all").returncode == 1


def test_the_key_of_a_new_site_sends_events_and_reads_reports(prm: Prm) -> None:
    prm.ask("site", "create", "Shop", "--host", "shop.example")
    [key] = prm.ask("key", "list", "--site", "1")
    assert (key["scopes"], key["created_by"]) == (["events", "reports"], "command")


def test_a_key_is_rotated_with_an_overlap(prm: Prm, site_key: str) -> None:
    made = prm.ask("key", "rotate", "1", "--site", "1", "--overlap-hours", "2")
    old, new = prm.ask("key", "list", "--site", "1")
    assert (old["key_id"], new["key_id"], new["label"], new["revoked_at"]) == (1, made["key_id"], "first", None)
    assert old["revoked_at"] == made["old_ends_at"]
    assert prm.run("key", "rotate", "1", "--site", "1").returncode == 1
    assert prm.run("key", "rotate", "9", "--site", "1").returncode == 1


def test_a_member_is_made_with_a_password_from_standard_input(prm: Prm, site_key: str) -> None:
    words = ("member", "create", "--site", "1", "--email", "ada@example.com", "--password-stdin")
    assert prm.ask(*words, given="correct horse\n")["email"] == "ada@example.com"
    assert prm.run(*words, given="correct horse\n").returncode == 1
    assert prm.ask("member", "list", "--site", "1")[0]["role"] == "owner"


def test_a_change_reaches_redis_at_once(prm: Prm, site_key: str, redis_url: str) -> None:
    assert prm.run("site", "archive", "1", PRM_REDIS_URL=redis_url).returncode == 0
    with Redis.from_url(redis_url) as redis:
        value = redis.get(SNAPSHOT)
    assert isinstance(value, bytes)
    assert decode_snapshot(value).sites == ()


def test_a_change_while_nothing_runs_is_kept_and_says_so(prm: Prm, site_key: str) -> None:
    finished = prm.run("partner", "create", "--site", "1", "--code", "alice", "--name", "Alice")
    assert finished.returncode == 0
    assert "the change is saved; the edge gets it once Redis is back" in finished.stderr


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("partner", "list", "--site", "9"), "no site '9'"),
        (("partner", "create", "--site", "1", "--code", "a b", "--name", "A"), "code: give 1 to 64 of the characters"),
        (("partner", "archive", "nobody", "--site", "1"), "no partner 'nobody'"),
        (("key", "revoke", "99", "--site", "1"), "no key 99"),
        (("site", "create", "Shop", "--host", "https://x"), "hosts: 'https://x' is not a host name"),
    ],
)
def test_a_mistake_is_reported_in_one_line_with_its_remedy(
    prm: Prm, site_key: str, words: tuple[str, ...], problem: str
) -> None:
    finished = prm.run(*words)
    first, remedy = finished.stderr.strip().splitlines()
    assert finished.returncode == 1
    assert first.startswith(f"prm: {problem}")
    assert remedy.strip()


def test_a_directory_without_a_registry_is_not_made_by_looking(prm: Prm) -> None:
    finished = prm.run("site", "list")
    assert finished.returncode == 1
    assert "there is no registry in" in finished.stderr
    assert not prm.data_dir.exists()


def test_a_bad_setting_is_named(prm: Prm, site_key: str) -> None:
    finished = prm.run("site", "list", PRM_SHARDS="many")
    assert finished.returncode == 1
    assert finished.stderr.startswith("prm: PRM_SHARDS='many' is not usable: give a whole number")


def test_the_data_directory_is_the_owners_alone(prm: Prm, site_key: str) -> None:
    assert prm.data_dir.stat().st_mode & 0o077 == 0


def test_a_member_of_several_sites_is_given_roles_and_made_administrator(prm: Prm, site_key: str) -> None:
    prm.ask("site", "create", "Second", "--host", "second.example")
    words = ("--email", "ada@example.com", "--role", "viewer", "--password-stdin")
    assert prm.ask("member", "create", "--site", "1", *words, given="correct horse\n")["role"] == "analyst"
    assert prm.run("member", "grant", "ada@example.com", "--site", "Second", "--role", "manager").returncode == 0
    assert prm.ask("member", "read", "ada@example.com")["sites"][1] == "Second:manager"
    assert prm.run("member", "update", "ada@example.com", "--administrator").returncode == 0
    [ada] = prm.ask("member", "list")
    assert (ada["email"], ada["is_administrator"], len(ada["sites"])) == ("ada@example.com", True, 2)
    last = prm.run("member", "update", "ada@example.com", "--no-administrator")
    assert "at least one administrator" in last.stderr
    assert prm.run("member", "grant", "ada@example.com", "--site", "Second", "--role", "owner").returncode == 0
    assert "at least one owner" in prm.run("member", "remove", "ada@example.com", "--site", "Second").stderr


def test_an_administrator_needs_no_site(prm: Prm, site_key: str) -> None:
    words = ("member", "create", "--administrator", "--email", "root@example.com", "--password-stdin")
    made = prm.run(*words, given="correct horse\n")
    assert "can sign in (administrator)" in made.stdout
    assert "/sign-in" in made.stdout
    assert prm.ask("member", "read", "root@example.com")["sites"] == []


def test_what_is_created_says_what_comes_next(prm: Prm, site_key: str) -> None:
    site = prm.run("site", "create", "Local", "--host", "localhost")
    assert '/prm.js" data-site="pk_' in site.stdout
    assert "/settings/tag?site=2" in site.stdout
    partner = prm.run("partner", "create", "--site", "Local", "--code", "ada", "--name", "Ada")
    assert "http://localhost/?ref=ada" in partner.stdout
    assert "/partner/sign-in#pl_" in partner.stdout
    words = ("--site", "Local", "--partner", "ada", "--destination", "http://localhost/x", "--code", "adas")
    assert prm.ask("link", "create", *words)["url"].endswith("/r/adas")
    assert prm.ask("partner", "list", "--site", "Local")[0]["partner_id"] == 1

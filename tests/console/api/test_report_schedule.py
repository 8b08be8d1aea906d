"""A report is mailed once for each turn, whoever works at it, with the figures of the console."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.api.request import ApiDependencies
from console.pages.routes import console_routes
from console.report_schedule import Postponed, queue_due_reports, queue_report, run_report_mails
from database.sessions import Sessions, begin_change, begin_read
from outbound.outbox import MailState, list_mails
from outbound.schedule import Post, send_next
from registry.enums import Role
from registry.friends import GivenFriend, put_friend
from registry.models import ReportMail
from registry.report_mails import list_due, list_report_mails, move_on, put_report_mail
from registry.saved_views import create_view
from registry.sites import get_program, update_program
from registry.team.members import add_member
from registry.team.memberships import change_role, end_membership
from settings import ConsoleSettings
from settings.smtp_address import Security, SmtpServer
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.mail import MailServer, read_part, run_mail_server
from warehouse.fence import FencedWarehouse
from warehouse.interface import MemoryShort, Parameters, Rows, Warehouse

# A Wednesday; the site is in UTC, so its reports are due on Mondays at seven.
CHOSEN, DUE = at("2026-03-11T12:00:00"), at("2026-03-16T07:00:00")
PAUSE = timedelta(minutes=15)
SECRET = b"a secret of the tests"
READER = "ann@team.example"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture
def post(mailbox: MailServer) -> Post:
    mailbox.messages.clear()
    mailbox.answers.clear()
    server = SmtpServer("127.0.0.1", mailbox.port, Security.NONE)
    return Post(server, "p@shop.example", "https://console.example", SECRET)


@pytest.fixture
def dependencies(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> ApiDependencies:
    return ApiDependencies(warehouse, sessions, redis, 1, console_settings.data_dir, SECRET, lambda: DUE)


@pytest.fixture
def reader_id(sessions: Sessions, shop: Tenant, warehouse: Warehouse) -> int:
    """An analyst of a shop with a sale of Alice's in the week before."""
    said = {"site_id": shop.site_id, "visitor_id": "v", "customer_id": "c"}
    sale = {"type": "sale", "order_id": "o", "amount_minor": 5000, "currency": "EUR"}
    store_events(
        warehouse,
        [
            make_event(1, at("2026-03-10T10:00:00"), **said, ref="alice", channel="partner"),
            make_event(2, at("2026-03-10T11:00:00"), **said, **sale),
        ],
    )
    with begin_change(sessions) as session:
        return add_member(session, shop.site_id, READER, "", Role.ANALYST).id


def choose(sessions: Sessions, shop: Tenant, member_id: int, page: str = "", query: str = "") -> int:
    """The id of a weekly report of a view, or of the overview."""
    with begin_change(sessions) as session:
        view = create_view(session, shop.site_id, member_id, "My view", page, query) if page else None
        return put_report_mail(session, shop.site_id, member_id, view.id if view else None, "week", CHOSEN).id


def run(dependencies: ApiDependencies, now: datetime = DUE) -> int:
    return queue_due_reports(dependencies, {}, now, threading.Event())


def read_next(sessions: Sessions, mail_id: int) -> datetime:
    with begin_read(sessions) as session:
        return session.get_one(ReportMail, mail_id).next_at


def test_the_overview_is_mailed_with_a_table_a_file_and_its_end(
    dependencies: ApiDependencies,
    sessions: Sessions,
    shop: Tenant,
    reader_id: int,
    post: Post,
    mailbox: MailServer,
    redis: Redis,
) -> None:
    mail_id = choose(sessions, shop, reader_id)
    assert run(dependencies, DUE - timedelta(seconds=1)) == 0
    assert run(dependencies) == 1
    assert run(dependencies, DUE + timedelta(hours=1)) == 0
    assert send_next(sessions, post, DUE)
    [mail] = mailbox.list_to(READER)
    assert mail["Subject"] == "Overview of shop: 2026-03-09 to 2026-03-15"
    text = read_part(mail, "plain")
    assert re.search(r"^Revenue +50\.00 EUR +0$", text, re.MULTILINE)
    assert "https://console.example/overview?site=1&period=custom&from=2026-03-09&through=2026-03-15" in text
    page = read_part(mail, "html")
    assert ">50.00 EUR</td>" in page
    [file] = mail.iter_attachments()
    assert file.get_filename() == "2026-03-09-to-2026-03-15.csv"
    assert len(file.get_content().splitlines()) == 8
    # What was said is not kept.
    with begin_read(sessions) as session:
        [sent] = list_mails(session)
        assert (sent.state, sent.payload) == (MailState.SENT, {"report_mail_id": mail_id, "left_out": 0})
    end_path = mail["List-Unsubscribe"][1:-1].removeprefix("https://console.example")
    assert f"https://console.example{end_path}" in text
    check_end(sessions, redis, end_path, mail_id)


def check_end(sessions: Sessions, redis: Redis, path: str, mail_id: int) -> None:
    routes = console_routes(sessions, redis, "http://edge.example", SECRET)
    with TestClient(Starlette(routes=routes), "https://console.example") as client:
        assert "Send it no longer" in client.get(path).text
        assert client.get(path.replace(f"mail={mail_id}", f"mail={mail_id + 1}")).status_code == 404
        assert client.post(f"{path}0").status_code == 404
        with begin_read(sessions) as session:
            assert session.get(ReportMail, mail_id) is not None
        # As a mailbox does it: from no page, without any cookie.
        for _ in range(2):
            answer = client.post(path, content="List-Unsubscribe=One-Click")
            assert (answer.status_code, "no longer" in answer.text) == (200, True)
    with begin_read(sessions) as session:
        assert session.get(ReportMail, mail_id) is None


@pytest.mark.parametrize(
    ("page", "query", "rows"),
    [
        ("/attribution", "by=channel", ["^ +Conversions +Revenue$", r"^partner +1 +50\.00 EUR$"]),
        ("/attribution", "by=partner&model=first_click", [r"^Alice +1 +50\.00 EUR$"]),
        ("/partners", "status=active", [r"^Alice +1 +0 +1 +50\.00 EUR$", r"^Bob +0 +0 +0 +0$"]),
        ("/partners", "status=paused", ["^Partner +Clicks +Leads +Sales +Revenue$"]),
        ("/promo-codes", "", ["^Code +Redemptions +Without a click +Value$"]),
    ],
)
def test_a_view_is_mailed_as_the_console_shows_it(
    dependencies: ApiDependencies,
    sessions: Sessions,
    shop: Tenant,
    reader_id: int,
    post: Post,
    mailbox: MailServer,
    page: str,
    query: str,
    rows: list[str],
) -> None:
    choose(sessions, shop, reader_id, page, query)
    assert run(dependencies) == 1
    assert send_next(sessions, post, DUE)
    [mail] = mailbox.list_to(READER)
    text = read_part(mail, "plain")
    assert [row for row in rows if not re.search(row, text, re.MULTILINE)] == [], text
    assert "paused" not in query or "Alice" not in text


def test_the_link_of_a_mail_has_the_filters_of_the_view_and_days_of_its_own(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int, post: Post, mailbox: MailServer
) -> None:
    with begin_change(sessions) as session:
        query = "status=active&period=custom&from=2026-01-01&through=2026-01-31&compare=year&group="
        kept = create_view(session, shop.site_id, reader_id, "Kept", "/partners", query, keeps_days=True)
        put_report_mail(session, shop.site_id, reader_id, kept.id, "week", CHOSEN)
    choose(sessions, shop, reader_id, "/attribution", "by=channel&period=30d")
    assert run(dependencies) == 2
    while send_next(sessions, post, DUE):
        pass
    days = "site=1&period=custom&from=2026-03-09&through=2026-03-15"
    links = {
        link
        for mail in mailbox.list_to(READER)
        for link in re.findall(r"https://console\.example(/[a-z]+\?\S+)$", read_part(mail, "plain"), re.MULTILINE)
    }
    assert {f"/partners?status=active&group=&{days}", f"/attribution?by=channel&{days}"} <= links, links


def put_referring_friend(sessions: Sessions, shop: Tenant, warehouse: Warehouse) -> None:
    with begin_change(sessions) as session:
        update_program(session, shop.site_id, get_program(session, shop.site_id).id, friends=True)
        given = GivenFriend("c-17", "Eve Friendly")
        code = put_friend(session, shop.site_id, given, CHOSEN, created_by="key:1").own_code
    click = make_event(3, at("2026-03-10T12:00:00"), site_id=shop.site_id, visitor_id="w", ref=code, channel="partner")
    store_events(warehouse, [click])


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", ["Alice", "Bob"]),
        ("kind=partner", ["Alice", "Bob"]),
        ("kind=friend", ["Eve Friendly"]),
        ("kind=", ["Alice", "Bob", "Eve Friendly"]),
    ],
)
def test_friends_are_mailed_by_name_to_whoever_asks_for_them_alone(
    dependencies: ApiDependencies,
    sessions: Sessions,
    shop: Tenant,
    reader_id: int,
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    named: list[str],
) -> None:
    # One at a time: whoever is beyond the first page is mailed too.
    monkeypatch.setattr("console.mailed_reports._MOST_PARTNERS", "1")
    put_referring_friend(sessions, shop, warehouse)
    choose(sessions, shop, reader_id, "/partners", query)
    assert run(dependencies) == 1
    with begin_read(sessions) as session:
        [mail] = list_mails(session)
    assert sorted(row[0] for row in mail.payload["rows"][1:]) == named
    assert [name for name in ("Alice", "Bob", "Eve Friendly") if name in mail.payload["csv"]] == named


def test_turns_that_nobody_was_there_for_are_one_mail_of_the_last_of_them(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    mail_id = choose(sessions, shop, reader_id)
    late = DUE + timedelta(days=23)
    assert run(dependencies, late) == 1
    assert run(dependencies, late) == 0
    with begin_read(sessions) as session:
        [mail] = list_mails(session)
        assert (mail.payload["first"], mail.payload["last"]) == ("2026-03-30", "2026-04-05")
    assert read_next(sessions, mail_id) == DUE + timedelta(days=28)


def test_two_workers_at_once_queue_one_mail(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    choose(sessions, shop, reader_id)
    with begin_read(sessions) as session:
        [due] = list_due(session, DUE)
    together, queued = threading.Barrier(3), list[bool]()

    def work() -> None:
        together.wait()
        queued.append(queue_report(dependencies, due, DUE))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert sorted(queued) == [False, False, True]
    with begin_read(sessions) as session:
        assert len(list_mails(session)) == 1


class Killed(Exception):
    """As a process that ends there: the transaction is never completed."""


def die_before_the_end(sessions: Sessions, mail_id: int) -> None:
    with begin_change(sessions) as session:
        assert move_on(session, mail_id, DUE, DUE)
        raise Killed


def test_what_a_worker_left_half_done_is_done_by_the_next(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    mail_id = choose(sessions, shop, reader_id)

    with pytest.raises(Killed):
        die_before_the_end(sessions, mail_id)
    assert read_next(sessions, mail_id) == DUE
    assert run(dependencies) == 1


def test_nobody_without_access_gets_a_mail_that_waits(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int, post: Post, mailbox: MailServer
) -> None:
    choose(sessions, shop, reader_id)
    assert run(dependencies) == 1
    with begin_change(sessions) as session:
        end_membership(session, shop.site_id, reader_id)
    assert send_next(sessions, post, DUE)
    assert mailbox.list_to(READER) == []
    with begin_read(sessions) as session:
        assert [each.state for each in list_mails(session)] == [MailState.DROPPED]


def test_one_that_cannot_be_computed_stops_no_other_and_is_tried_again(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    broken = choose(sessions, shop, reader_id, "/attribution", "model=nonsense")
    choose(sessions, shop, reader_id)
    postponed: dict[int, Postponed] = {}
    assert queue_due_reports(dependencies, postponed, DUE, threading.Event()) == 1
    assert postponed == {broken: Postponed(DUE + PAUSE, 1)}
    assert read_next(sessions, broken) == DUE
    assert queue_due_reports(dependencies, postponed, DUE + timedelta(minutes=1), threading.Event()) == 0
    assert postponed == {broken: Postponed(DUE + PAUSE, 1)}


def test_one_that_can_never_be_computed_waits_for_its_next_turn_after_some_tries(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    broken = choose(sessions, shop, reader_id, "/attribution", "model=nonsense")
    postponed: dict[int, Postponed] = {}
    for number in range(8):
        assert read_next(sessions, broken) == DUE
        assert queue_due_reports(dependencies, postponed, DUE + number * PAUSE, threading.Event()) == 0
    assert read_next(sessions, broken) == DUE + timedelta(days=7)
    # At the next turn it is tried as often again.
    queue_due_reports(dependencies, postponed, DUE + timedelta(days=1), threading.Event())
    assert postponed == {}


class ShortWarehouse(FencedWarehouse):
    """Has never memory enough for the redemptions of promo codes."""

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        if "without_click" in statement:
            raise MemoryShort("others use it")
        return self.warehouse.query(statement, parameters)


def test_one_that_the_warehouse_never_answers_stops_no_other_and_is_not_given_up(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int, warehouse: Warehouse
) -> None:
    heavy = choose(sessions, shop, reader_id, "/promo-codes")
    choose(sessions, shop, reader_id)
    short = replace(dependencies, warehouse=ShortWarehouse(warehouse, lambda: None))
    postponed: dict[int, Postponed] = {}
    assert queue_due_reports(short, postponed, DUE, threading.Event()) == 1
    for number in range(1, 10):
        assert queue_due_reports(short, postponed, DUE + number * PAUSE, threading.Event()) == 0
    assert postponed == {heavy: Postponed(DUE + 10 * PAUSE)}
    assert read_next(sessions, heavy) == DUE
    assert queue_due_reports(dependencies, postponed, DUE + 10 * PAUSE, threading.Event()) == 1


def test_the_loop_ends_when_it_is_asked_to(
    dependencies: ApiDependencies, sessions: Sessions, shop: Tenant, reader_id: int
) -> None:
    choose(sessions, shop, reader_id)
    stop = threading.Event()
    loop = threading.Thread(target=run_report_mails, args=(dependencies, stop, lambda: DUE))
    loop.start()
    waited = threading.Event()
    while not _is_queued(sessions):
        waited.wait(0.05)
    stop.set()
    loop.join(120)
    assert not loop.is_alive()


def _is_queued(sessions: Sessions) -> bool:
    with begin_read(sessions) as session:
        return bool(list_mails(session))


def test_the_api_gives_everybody_his_own_and_says_what_mail_needs(
    api: Api, shop: Tenant, sessions: Sessions, reader_id: int
) -> None:
    api.client.cookies.set("prm_session", shop.onlooker)
    error = api.post("/report-mails", "", {"every": "week"}, 409)["error"]
    assert "PRM_SMTP_URL" in error["message"]
    mail_id = choose(sessions, shop, reader_id)
    assert api.get("/report-mails", "")["rows"] == []
    api.send("DELETE", f"/report-mails/{mail_id}", "", 404, {})
    api.client.cookies.clear()
    for token in (shop.key, shop.alice):
        api.get("/report-mails", token, 403)
    with begin_change(sessions) as session:
        change_role(session, shop.site_id, reader_id, Role.REVIEWER)
        assert [each.id for each in list_report_mails(session, shop.site_id, reader_id)] == [mail_id]

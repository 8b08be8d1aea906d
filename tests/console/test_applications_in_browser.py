"""The way in of a partner, in a real browser and with real mail: apply, wait in the queue, be accepted, sign in."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from console.app import create_app
from database.sessions import Sessions, begin_change, begin_read
from earnings.storage import save_terms
from outbound.schedule import Post, run_mail
from registry.application_forms import find_form, put_form
from registry.applications import AcceptedTerms, GivenApplication, create_application, list_applications
from registry.sites import get_program, get_site
from settings import ConsoleSettings, read_settings
from settings.smtp_address import Security, SmtpServer
from tests.console.conftest import Shop
from tests.console.server import run_console
from tests.fixtures.axe import find_barriers
from tests.fixtures.event_rows import at
from tests.fixtures.mail import MailServer, run_mail_server
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser
SENDER = "Shop <partners@shop.example>"


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    """Takes all mail."""
    with run_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def console_url(
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    mailbox: MailServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A console that sends mail, and what sends it; without any figures."""
    environ = {
        "PRM_DATA_DIR": str(tmp_path_factory.mktemp("console")),
        "PRM_SMTP_URL": mailbox.url,
        "PRM_MAIL_FROM": SENDER,
    }
    settings = read_settings(ConsoleSettings, environ)
    with (
        Redis.from_url(redis_process.url) as redis,
        run_console(create_app(settings, embedded_session, registry_sessions, redis)) as url,
    ):
        redis.flushall()
        post = Post(SmtpServer("127.0.0.1", mailbox.port, Security.NONE), SENDER, url)
        stop = threading.Event()
        sender = threading.Thread(target=run_mail, args=(registry_sessions, post, stop))
        sender.start()
        yield url
        stop.set()
        sender.join()


@pytest.fixture(scope="module")
def program_id(registry_sessions: Sessions, shop: Shop) -> int:
    """The site's program, with terms."""
    rules = {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}]}
    with begin_change(registry_sessions) as session:
        program = get_program(session, shop.site_id)
        save_terms(session.connection(), shop.site_id, program.id, rules, "member:1", at("2026-01-01T00:00:00"))
        return program.id


def open_public_page(page: Page, console_url: str, program_id: int) -> str:
    """The marketer switches the page on and adds a question; its address."""
    page.goto(f"{console_url}/programs/{program_id}")
    form = page.get_by_role("form", name="Public page")
    form.get_by_label("Anybody may apply on a public page").check()
    form.get_by_role("button", name="Add a question").click()
    question = form.get_by_role("listitem", name="Question 1")
    question.get_by_label("Question", exact=True).fill("Where will you talk about us?")
    question.get_by_label("An answer is needed").check()
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as answer:
        form.get_by_role("button", name="Save the page").click()
    assert answer.value.ok, answer.value.text()
    return str(page.locator("[data-application-form] a").get_attribute("href"))


def test_somebody_applies_is_accepted_and_signs_in_by_the_mailed_link(
    signed_in: Page,
    console_url: str,
    program_id: int,
    mailbox: MailServer,
    registry_sessions: Sessions,
    shop: Shop,
) -> None:
    address = open_public_page(signed_in, console_url, program_id)
    visitor = signed_in.context.browser.new_context().new_page()  # type: ignore[union-attr]
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_contain_text("become a partner")
    visitor.get_by_label("Name").fill("Ada Blog")
    visitor.get_by_label("E-mail address").fill("ada@blog.example")
    visitor.get_by_label("Where will you talk about us?").fill("On my blog\u2019s front page")
    visitor.get_by_label("I accept these terms").check()
    visitor.get_by_role("button", name="Apply").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert "has arrived" in mailbox.wait_for("ada@blog.example", "Your application to Shop").get_content()

    signed_in.goto(f"{console_url}/partners/applications")
    waiting = signed_in.get_by_role("listitem").filter(has_text="ada@blog.example")
    expect(waiting).to_contain_text("On my blog\u2019s front page")
    expect(waiting).to_contain_text("Accepted the terms of version 1")
    waiting.get_by_role("button", name="Accept Ada Blog").click()
    signed_in.get_by_role("dialog").get_by_role("button", name="Accept").click()
    expect(waiting).to_have_count(0)

    text = mailbox.wait_for("ada@blog.example", "You are a partner of Shop now").get_content()
    [link] = re.findall(rf"{console_url}\S+", text)
    visitor.goto(link)
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Hello, Ada Blog")
    expect(visitor).not_to_have_url(re.compile("#"))
    visitor.context.close()
    with begin_read(registry_sessions) as session:
        assert [each.status for each in list_applications(session, shop.site_id)] == ["accepted"]


def test_an_applicant_is_declined_with_a_reason(
    signed_in: Page, console_url: str, program_id: int, mailbox: MailServer, registry_sessions: Sessions, shop: Shop
) -> None:
    hand_in(registry_sessions, shop, program_id, "Bob", "bob@blog.example")
    signed_in.goto(f"{console_url}/partners/applications")
    signed_in.get_by_role("button", name="Decline Bob").click()
    dialog = signed_in.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("We have a partner for this.")
    dialog.get_by_role("button", name="Decline").click()
    mail = mailbox.wait_for("bob@blog.example", "Your application to Shop")
    assert "was declined:\n\nWe have a partner for this.\n" in mail.get_content()
    signed_in.get_by_role("form", name="Which applications").get_by_label("Show").select_option("declined")
    expect(signed_in.get_by_role("listitem").filter(has_text="bob@blog.example")).to_contain_text("Declined")
    expect(signed_in).to_have_url(re.compile("status=declined"))


def hand_in(sessions: Sessions, shop: Shop, program_id: int, name: str, email: str) -> None:
    """An application as the API would store it."""
    with begin_change(sessions) as session:
        form = find_form(session, shop.site_id, program_id)
        given = GivenApplication(name, email, "https://blog.example", {1: "An answer"})
        create_application(
            session, shop.site_id, form, given, AcceptedTerms(), at("2026-03-01T00:00:00"), created_by="key:1"
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_these_pages(
    scheme: str, width: int, signed_in: Page, console_url: str, program_id: int, registry_sessions: Sessions, shop: Shop
) -> None:
    signed_in.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    signed_in.set_viewport_size({"width": width, "height": 900})
    hand_in(registry_sessions, shop, program_id, f"Eve {scheme} {width}", f"eve-{scheme}-{width}@blog.example")
    with begin_change(registry_sessions) as session:
        put_form(session, shop.site_id, program_id, is_open=True)
        public = f"/apply/{get_site(session, shop.site_id).site_key}/{program_id}"
    signed_in.goto(f"{console_url}/programs/{program_id}")
    form = signed_in.get_by_role("form", name="Public page")
    expect(form).to_be_visible()
    pages = [f"{console_url}{path}" for path in ("/partners/applications", "/partner/sign-in", public)]
    assert find_barriers(signed_in) == []
    assert signed_in.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for each in pages:
        signed_in.goto(each)
        if each.endswith("applications"):
            expect(signed_in.get_by_text(f"Eve {scheme} {width}")).to_be_visible()
        assert find_barriers(signed_in) == []
        assert signed_in.evaluate("document.documentElement.scrollWidth <= innerWidth")

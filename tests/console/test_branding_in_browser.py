"""An owner gives the site a brand, sees it before it is saved, and a partner sees it under the site's own host."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, Page, expect
from redis import Redis

from console.app import create_app
from database.sessions import Sessions, begin_change, begin_read
from registry.enums import Role
from registry.sites import get_site
from registry.team.members import add_member, start_session
from settings import ConsoleSettings, read_settings
from tests.console.conftest import Shop
from tests.console.server import run_console
from tests.console.signing_in import make_link
from tests.console.writes import writing
from tests.fixtures.axe import find_barriers
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser
HOST = "partners.shop.example"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture(scope="module")
def console_url(
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A console that knows its own address, without any figures."""
    environ = {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("console")), "PRM_CONSOLE_URL": "http://console.example"}
    settings = read_settings(ConsoleSettings, environ)
    with (
        Redis.from_url(redis_process.url) as redis,
        run_console(create_app(settings, embedded_session, registry_sessions, redis)) as url,
    ):
        redis.flushall()
        yield url


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A wide one, as an owner has it."""
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (400, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((0, 0, 100, 100), fill="#ffd400")
    ImageDraw.Draw(picture).rectangle((120, 30, 390, 70), fill="#8a5a00")
    picture.save(path)
    return path


@pytest.fixture
def settings_page(page: Page, console_url: str, session_token: str) -> Page:
    page.context.add_cookies([{"name": "prm_session", "value": session_token, "url": console_url}])
    page.goto(f"{console_url}/settings/branding")
    return page


def read_colour(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate("each => getComputedStyle(each).backgroundColor"))


def test_a_brand_is_seen_before_it_is_saved_and_by_partners_then(
    settings_page: Page, console_url: str, registry_sessions: Sessions, shop: Shop, logo: Path
) -> None:
    form = settings_page.get_by_role("form", name="Branding")
    form.get_by_label("Name that partners see").fill("Bean & Co")
    expect(form.locator("[data-preview-name]").first).to_have_text("Bean & Co")
    form.get_by_label("Colour", exact=True).fill("#ffd400")
    expect(form.locator("[data-accent-note]")).to_contain_text("light pages show it darker, as #")
    assert read_colour(settings_page, "[data-scheme=dark] .sample-button") == "rgb(255, 212, 0)"
    form.get_by_label("Logo: PNG").set_input_files(logo)
    expect(form.locator("canvas").first).to_be_visible()
    form.get_by_label("Host name").fill(HOST)
    assert find_barriers(settings_page) == []
    with begin_read(registry_sessions) as session:
        assert get_site(session, shop.site_id).shown_name == ""
    with settings_page.expect_navigation():
        form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Host name")).to_have_value(HOST)
    expect(form.get_by_label("Remove the present logo")).to_be_visible()
    expect(form.locator("canvas").first).to_be_visible()

    own = console_url.replace("127.0.0.1", HOST)
    partner = settings_page.context.new_page()
    partner.set_viewport_size({"width": 390, "height": 844})
    partner.goto(f"{own}/")
    expect(partner.get_by_role("heading", level=1)).to_contain_text("Bean & Co")
    expect(partner.get_by_role("heading", level=1).locator("img")).to_be_visible()
    for scheme in SCHEMES:
        partner.emulate_media(color_scheme=scheme)
        assert find_barriers(partner) == []
    # Dark is the last one.
    assert read_colour(partner, "button") == "rgb(255, 212, 0)"
    token = make_link(registry_sessions, shop, shop.alice_id)
    partner.goto(f"{own}/partner#{token}")
    partner.wait_for_url(f"{own}/partner")
    expect(partner.get_by_role("heading", level=1)).to_have_text("Hello, Alice <Blog>")
    assert partner.title() == "Home · Bean & Co"
    for scheme in SCHEMES:
        partner.emulate_media(color_scheme=scheme)
        assert find_barriers(partner) == []
    assert partner.evaluate("document.documentElement.scrollWidth <= innerWidth")
    partner.goto(f"{own}/overview")
    expect(partner.get_by_role("heading", level=1)).to_contain_text("Not found")


def test_what_cannot_be_saved_is_said_at_its_field(
    context: BrowserContext, console_url: str, session_token: str, tmp_path: Path
) -> None:
    # Not the watched page: the browser itself notes each answer that is an error.
    context.add_cookies([{"name": "prm_session", "value": session_token, "url": console_url}])
    settings_page = context.new_page()
    settings_page.goto(f"{console_url}/settings/branding")
    form = settings_page.get_by_role("form", name="Branding")
    picture = tmp_path / "logo.png"
    picture.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    form.get_by_label("Logo: PNG").set_input_files(picture)
    with writing(settings_page, 400):
        form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("Logo: PNG, JPEG or WebP")
    expect(form.get_by_role("alert")).to_contain_text("SVG may hold scripts")
    form.get_by_label("Logo: PNG").set_input_files([])
    form.get_by_label("Host name").fill("console.example")
    with writing(settings_page, 409):
        form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert")).to_contain_text("belongs to this installation")
    form.get_by_label("Host name").fill("")
    form.get_by_label("Colour", exact=True).fill("red")
    expect(form.locator("[data-accent-note]")).to_have_text("give a colour like #1f6a9e")
    form.get_by_label("Colour", exact=True).fill("")
    with settings_page.expect_navigation():
        form.get_by_role("button", name="Save").click()


def test_who_may_not_change_the_site_sees_its_brand_alone(
    page: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        analyst = add_member(session, shop.site_id, "analyst@shop.example", "", Role.ANALYST)
        token = start_session(session, analyst.id, datetime.now(UTC))
    page.context.add_cookies([{"name": "prm_session", "value": token, "url": console_url}])
    page.goto(f"{console_url}/settings/branding")
    expect(page.get_by_label("Name that partners see")).to_be_disabled()
    expect(page.get_by_role("button", name="Save")).to_have_count(0)

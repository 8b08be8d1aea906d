"""The partner's pages in Firefox and WebKit: a link opens them, a link is made, a sale is explained."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from database.sessions import Sessions
from tests.console.cabinet_shop import earn
from tests.console.conftest import Shop
from tests.console.signing_in import make_link
from tests.snippet.engines.browser import Engine, wait_for
from tests.snippet.engines.firefox import run_firefox
from tests.snippet.engines.proxy import run_proxy
from tests.snippet.engines.webkit import run_webkit
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def earned(console_url: str, figures: Warehouse, registry_sessions: Sessions, shop: Shop) -> None:
    """Alice has sales."""
    earn(console_url, figures, registry_sessions, shop)


@pytest.fixture(scope="module", params=["firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each in turn."""
    with ExitStack() as stack:
        start: dict[str, Callable[[], Engine]] = {
            "firefox": lambda: stack.enter_context(run_firefox(tmp_path_factory.mktemp("firefox"))),
            "webkit": lambda: stack.enter_context(run_webkit(stack.enter_context(run_proxy()))),
        }
        yield start[request.param]()


def test_the_way_of_a_partner(engine: Engine, console_url: str, registry_sessions: Sessions, shop: Shop) -> None:
    token = make_link(registry_sessions, shop, shop.alice_id)
    with engine.new_profile() as profile:
        tab = profile.new_tab()
        tab.open(f"{console_url}/partner#{token}")
        wait_for(tab, "document.querySelector('[data-summary] dd')?.textContent.includes('€')")
        tab.open(f"{console_url}/partner/links")
        wait_for(tab, "document.querySelector('[data-links] .row')")
        tab.evaluate("void (document.querySelector('[name=destination]').value = 'https://shop.example/engine')")
        tab.click("[data-make-link] button")
        wait_for(tab, "document.querySelector('[data-made-link] a')?.textContent.includes('/r/')")
        tab.open(f"{console_url}/partner/earnings")
        wait_for(tab, "document.querySelector('[data-earnings] a.row')")
        tab.click("[data-earnings] li:first-child a.row")
        wait_for(tab, "document.querySelector('dialog.drawer[open] .history li')")
        tab.open(f"{console_url}/partner/payouts")
        wait_for(tab, "document.querySelector('[data-statements] .row-acts button')")

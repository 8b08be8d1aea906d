"""The tag where it is hard, in three engines: action, expected beacons, refuted beacons."""

import pytest

from tests.snippet.engines.browser import wait_for
from tests.snippet.engines.visit import LOADED, NOTHING_KEPT, SALE, Visit

pytestmark = pytest.mark.browser

BLOCKED = {
    "storage": "Object.defineProperty(self, 'localStorage', { get() { throw new DOMException('no') } })",
    "cookies": "Object.defineProperty(document, 'cookie', { get() { throw new Error('no') }, set() { throw 'no' } })",
}


@pytest.mark.parametrize("what", BLOCKED)
def test_the_cookie_or_its_copy_alone_is_enough(visit: Visit, what: str) -> None:
    for path in ("/", "/second"):
        visit.put(path, f"<script>{BLOCKED[what]}</script>")
    visit.open("/?ref=alice")
    visit.expect("click")
    visit.open("/second")
    visit.do("prm('lead')")
    click, lead = visit.expect("click", "lead")
    assert (lead.visitor_id, lead.ref) == (click.visitor_id, "alice")


def test_a_policy_without_inline_scripts_is_enough(visit: Visit) -> None:
    tracker = visit.tag.script_url.removesuffix("/prm.js")
    policy = f"default-src 'none'; script-src {tracker}; connect-src {tracker}"
    visit.site.put("/", visit.tag.html(stub=False), Content_Security_Policy=policy)
    visit.open("/?ref=alice")
    visit.do(SALE)
    visit.expect("click", "sale")


def test_a_page_out_of_the_back_forward_cache_is_seen_again(visit: Visit) -> None:
    visit.put(
        "/",
        "",
        '<a id=away href="/second">away</a><script>onpageshow = e => self.cached = e.persisted</script>',
        pageviews="",
    )
    visit.put("/second", pageviews="")
    visit.open("/")
    visit.expect("pageview")
    # With a request on its way no page is kept for the way back.
    visit.leave("#away", "/second")
    visit.expect("pageview", "pageview")
    wait_for(visit.tab, NOTHING_KEPT)
    visit.tab.back()
    wait_for(visit.tab, "self.cached")
    views = visit.expect("pageview", "pageview", "pageview")
    assert [view.url for view in views] == [visit.site.url(path) for path in ("/", "/second", "/")]


def test_ten_route_changes_are_ten_further_page_views(visit: Visit) -> None:
    visit.put("/", pageviews="")
    visit.open("/")
    for n in range(9):
        visit.do(f"history.pushState({{}}, '', '/route/{n}')")
        visit.do(f"history.pushState({{}}, '', '/route/{n}?tab=2'), history.replaceState({{}}, '', '/route/{n}#top')")
    visit.do("history.go(-2)")
    views = visit.expect(*["pageview"] * 11)
    assert views[-1].url == visit.site.url("/route/7#top")


def test_withdrawn_consent_erases_everything_and_is_remembered(visit: Visit) -> None:
    visit.put("/", consent="required")
    visit.open("/?ref=alice")
    visit.expect("click")
    assert visit.tab.evaluate("document.cookie") == ""
    visit.do("prm('consent', 'granted'), prm('lead')")
    click, first = visit.expect("click", "lead")
    assert (click.consent, first.consent, first.visitor_id) == ("none", "full", click.visitor_id)
    visit.do("prm('consent', 'denied')")
    # The word itself is kept, as long as a yes would be: in the cookie and in its copy.
    assert visit.tab.evaluate("document.cookie") == "prm_ref=consent=denied"
    assert visit.tab.evaluate("JSON.stringify(localStorage)") == '{"prm_ref":"consent=denied"}'
    visit.open("/")
    visit.do("prm('lead')")
    second = visit.expect("click", "lead", "lead")[-1]
    assert (second.consent, second.ref) == ("none", "")
    assert second.visitor_id != first.visitor_id
    assert visit.tab.evaluate("document.cookie") == "prm_ref=consent=denied"


HOSTILE = {
    "frozen prototypes": "[Object, Array, String, Function, Promise].forEach(kind => Object.freeze(kind.prototype))",
    "patched prototypes": "Object.prototype.extra = 1; Array.prototype.toJSON = function () { return 'no' }",
    "fetch replaced": "self.fetch = () => { throw new Error('no') }",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_on_a_hostile_page_everything_still_arrives(visit: Visit, what: str) -> None:
    visit.put("/", f"<script>{HOSTILE[what]}</script>")
    visit.open("/?ref=alice")
    visit.do(SALE)
    click, sale = visit.expect("click", "sale")
    assert (click.ref, sale.amount_minor) == ("alice", 100)


def test_where_json_is_replaced_nothing_is_sent_and_nothing_broken(visit: Visit) -> None:
    # Healed before the test asks: a driver has no other JSON than the page's.
    broken = "<script>const theirs = JSON; self.JSON = { stringify() { throw new Error('no') } }</script>"
    visit.put("/", broken, f"<script>{SALE}; onload = () => {{ self.JSON = theirs; self.ready = true }}</script>")
    visit.tab.open(visit.site.url("/?ref=alice"))
    wait_for(visit.tab, f"self.ready && {LOADED}")
    visit.expect()
    visit.do(SALE)
    visit.expect("sale")


CLOBBERING = """<img name=currentScript src="http://evil.example/prm.js" data-site=pk_evil data-endpoint="http://evil.example/e">
<form name=currentScript><input name=src value="http://evil.example/x"></form>"""


def test_an_element_that_is_named_like_the_script_is_not_taken_for_it(visit: Visit) -> None:
    visit.put("/", CLOBBERING)
    visit.open("/?ref=alice&prm_test=1")
    # It is loaded from beside the tag's own script, or not at all.
    wait_for(visit.tab, "document.querySelector('prm-test')")
    visit.do(SALE)
    click, _, sale = visit.expect("click", "event", "sale")
    assert (click.ref, sale.amount_minor) == ("alice", 100)


def test_a_prm_of_the_pages_own_is_left_alone(visit: Visit) -> None:
    visit.put("/", "<script>self.prm = { theirs: true }</script>", "<script>onload = () => { self.ready = 1 }</script>")
    visit.tab.open(visit.site.url("/?ref=alice"))
    wait_for(visit.tab, "self.ready")
    assert visit.tab.evaluate("prm.theirs") is True
    visit.expect()


def test_a_redirect_chain_over_two_domains_is_one_click(visit: Visit) -> None:
    landing = visit.site.url("/?ref=alice&utm_source=chain")
    visit.site.put("/go", "on", Location=visit.site.url("/hop", "hop.example"))
    visit.site.put("/hop", "on", Location=landing)
    visit.tab.open(visit.site.url("/go", "partner.example"))
    wait_for(visit.tab, LOADED)
    (click,) = visit.expect("click")
    assert (click.ref, click.url) == ("alice", landing)


def test_a_visitor_is_handed_over_to_another_domain_of_the_site(visit: Visit) -> None:
    pay = visit.site.url("/second", "pay.shop.example")
    visit.put("/", "", f'<a id=pay href="{pay}">pay</a>', domains=f"pay.shop.example:{visit.site.port}")
    visit.open("/?ref=alice")
    (click,) = visit.expect("click")
    # Another domain knows no cookie of this one: here it is taken away.
    visit.do("document.cookie = 'prm_visitor=;max-age=0;path=/;domain=shop.example'")
    visit.do("document.cookie = 'prm_ref=;max-age=0;path=/;domain=shop.example'")
    visit.leave("#pay", "/second")
    visit.do("prm('lead')")
    _, lead = visit.expect("click", "lead")
    assert lead.visitor_id == click.visitor_id
    assert visit.tab.evaluate("location.search") == ""


PRERENDER = '<script type=speculationrules>{"prerender":[{"urls":["/second"],"eagerness":"immediate"}]}</script>'


def test_nothing_is_sent_while_prerendering(request: pytest.FixtureRequest, visit: Visit) -> None:
    """Chromium alone prerenders; the others meet the page when the visitor does."""
    prerenders = "chromium" in request.node.name
    visit.put("/", PRERENDER, '<a id=away href="/second">away</a>')
    visit.put("/second", "<script>localStorage.prerendered = !!document.prerendering</script>", pageviews="")
    visit.open("/")
    assert visit.tab.evaluate("'prerendering' in document") is prerenders
    if prerenders:
        wait_for(visit.tab, "localStorage.prerendered")
    visit.do("prm('lead')")
    visit.expect("lead")
    # Activated it is another window to the driver.
    visit.tab.click("#away")
    _, view = visit.find("lead", "pageview")
    assert view.url == visit.site.url("/second")
    (tab := visit.profile.new_tab()).open(visit.site.url("/"))
    assert tab.evaluate("localStorage.prerendered") == ("true" if prerenders else "false")

"""The visitor is carried to the site's other domains through every kind of link and form, and into hidden inputs."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

PAY = "https://pay.example/cart?a=%20b&flag#top"
STAY = """<script>
  addEventListener('click', event => event.target.localName === 'button' || event.preventDefault())
  addEventListener('submit', event => event.preventDefault())
</script>"""
PAGE = f"""
<a id=plain href="{PAY}"><b>go</b></a>
<a id=signed href="https://pay.example/?sig=aB%2Fc%3D&q=%B4%BA"><b>go</b></a>
<a id=bare href="//pay.example"><b>go</b></a>
<a id=icon href="{PAY}"><svg width=20 height=20><use href="#drawn" /></svg></a>
<svg width=90 height=40><symbol id=drawn viewBox="0 0 9 9"><rect width=9 height=9 /></symbol>
  <a id=drawing href="{PAY}"><rect width=20 height=20 /></a>
  <a id=old xlink:href="{PAY}"><rect x=40 width=20 height=20 /></a></svg>
<x-shop id=shadow></x-shop>
<form id=clobbered action="{PAY}" method=post><input name=action value=1><button>go</button></form>
<form id=owner method=post><button id=formaction formaction="{PAY}">go</button></form>
<form id=far action="{PAY}" method=post></form><button id=outside form=far>go</button>
<form id=typed action="{PAY}" method=post><input id=field></form>
<form id=asked action="{PAY}" method=post><input type=hidden name=prm_visitor></form>
<a id=own href="/second?a=%20b"><b>go</b></a>
<a id=theirs href="https://news.example/?a=%20b"><b>go</b></a>
<script>
  document.querySelector('x-shop').attachShadow({{ mode: 'open' }}).innerHTML = `<a href="{PAY}"><i><b>go</b></i></a>`
</script>"""
# What is done, and which attribute leads to the other domain then.
WAYS = [
    ("#plain b", "plain.href"),
    ("#icon svg", "icon.href"),
    ("#drawing rect", "drawing.href.baseVal"),
    ("#old rect", "old.href.baseVal"),
    ("x-shop b", "shadow.shadowRoot.querySelector('a').href"),
    ("#clobbered button", "clobbered.getAttribute('action')"),
    ("#formaction", "formaction.getAttribute('formaction')"),
    ("#outside", "far.getAttribute('action')"),
]


@pytest.fixture
def shopper(visitor: Visitor, site: ClientSite, tag: Tag) -> Visitor:
    """On a page with all of them, which itself is among the domains."""
    domains = f"pay.example,shop.example:{site.port}"
    site.put("/", tag.html(domains=domains) + STAY + PAGE)
    visitor.open("/")
    return visitor


def expect_carried(visitor: Visitor, address: str) -> None:
    """The address leads to the cart with this visitor, and is otherwise as it was."""
    before, _, rest = address.partition("&prm_visitor=")
    carried, _, fragment = rest.partition("#")
    assert (before, fragment) == (PAY.partition("#")[0], "top"), address
    assert carried.partition(".")[0] == visitor.call("get")["visitor_id"]


def test_the_visitor_is_carried_through_every_kind_of_link_and_form(shopper: Visitor) -> None:
    # Twice: what was carried before is replaced.
    for selector, attribute in WAYS * 2:
        shopper.page.click(selector)
        expect_carried(shopper, shopper.page.evaluate(attribute))
    shopper.page.focus("#field")
    shopper.page.keyboard.press("Enter")
    expect_carried(shopper, shopper.page.evaluate("typed.getAttribute('action')"))
    assert shopper.page.evaluate("document.querySelector('use').getAttribute('href')") == "#drawn"


def test_addresses_keep_their_bytes_and_other_links_are_left_alone(shopper: Visitor) -> None:
    known = shopper.call("get")["visitor_id"]
    for name in ("signed", "bare", "own", "theirs"):
        shopper.page.click(f"#{name} b")
    signed, bare, own, theirs = shopper.page.evaluate(
        "[signed, bare, own, theirs].map(link => link.getAttribute('href'))"
    )
    assert signed.startswith(f"https://pay.example/?sig=aB%2Fc%3D&q=%B4%BA&prm_visitor={known}.")
    assert bare.startswith(f"http://pay.example/?prm_visitor={known}.")
    assert (own, theirs) == ("/second?a=%20b", "https://news.example/?a=%20b")


def test_a_hidden_input_is_filled_whichever_way_the_form_is_sent(shopper: Visitor) -> None:
    known = shopper.call("get")["visitor_id"]
    shopper.page.evaluate("asked.requestSubmit()")
    assert shopper.page.evaluate("asked.prm_visitor.value") == known
    expect_carried(shopper, shopper.page.evaluate("asked.getAttribute('action')"))
    shopper.page.evaluate("asked.prm_visitor.value = ''")
    shopper.page.focus("#field")
    shopper.page.keyboard.press("Enter")
    assert shopper.page.evaluate("asked.prm_visitor.value") == known


@pytest.mark.parametrize("domains", ["", "pay.example", "pay.example,"])
def test_a_link_that_has_no_host_is_left_alone(visitor: Visitor, site: ClientSite, tag: Tag, domains: str) -> None:
    addresses = ["mailto:help@shop.example", "tel:+49123", "javascript:void(0)", "blob:x", "about:blank"]
    links = "".join(f'<p><a href="{address}">go</a></p>' for address in addresses)
    site.put("/", tag.html(domains=domains) + STAY + links)
    visitor.open("/")
    for place in range(len(addresses)):
        visitor.page.click(f"a >> nth={place}")
    assert visitor.page.evaluate("[...document.links].map(link => link.getAttribute('href'))") == addresses


def test_what_another_tool_appends_to_a_carrying_link_stays(shopper: Visitor) -> None:
    # Measuring tools decorate a link between its `pointerdown` and its `click`.
    shopper.page.evaluate(
        "plain.addEventListener('mousedown', () => { plain.href = plain.href.replace('#', '&_gl=1*x#') })"
    )
    shopper.page.click("#plain b")
    address = shopper.page.evaluate("plain.href")
    assert "_gl=1*x" in address
    assert address.count("prm_visitor=") == 1

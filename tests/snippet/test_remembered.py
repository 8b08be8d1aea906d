"""What the tracker would reject is never remembered: it would take every later event along."""

import pytest

from events.link_parameters import clean_ref
from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

SALE = {"order_id": "1", "amount": 100, "currency": "EUR"}
# JavaScript, as a page would write it, and the customer who is known afterwards.
IDENTITIES = [
    ("'c-17\\n'", "c-17"),
    ("'\\t c-18 \\r\\n'", "c-18"),
    ("19", "19"),
    ("'0815'", "0815"),
    ("'Жанна'", "Жанна"),
    ("'x'.repeat(128)", "x" * 128),
    ("'💡'.repeat(128)", "💡" * 128),
    ("'nullify'", "nullify"),
    ("'c-20'", "c-20"),
]
NOBODY = [
    *(
        "'x'.repeat(129)",
        "'x'.repeat(203)",
        "'💡'.repeat(129)",
        "'c\\n17'",
        "'c\\u000017'",
        "''",
        "' \\n '",
        "undefined",
        "null",
    ),
    *("NaN", "0", "false", "{}", "[]", "Symbol()", "'undefined'", "'null'", "'NaN'", "'None'", "'(none)'", "'0'"),
    *(
        "'guest'",
        "'GUEST'",
        "'[object Object]'",
        "'{{ customer.id }}'",
        "'${id}'",
        "'\"null\"'",
        "'false'",
        "document.body",
    ),
]
# One click each.
REFS = [
    "alice/",
    "alice%0D",
    "alice%0D%0A",
    "%20alice%09",
    "alice%E2%80%8B",
    "%EF%BB%BFalice",
    "ali%C2%ADce",
    "alice//",
]
NOT_ITS_OWN = [
    "?next=https://other.example/?ref=bob",
    "?next=https%3A%2F%2Fother.example%2F%3Fref%3Dbob",
    "#next=https://other.example/?ref=bob",
    "?my_ref=bob&href=bob",
    "?ref=%00bob&via=b%0Aob&ref=" + "x" * 129,
]


def test_a_customer_is_remembered_as_the_tracker_takes_the_id(visitor: Visitor) -> None:
    visitor.open("/")
    for script, customer_id in IDENTITIES:
        visitor.page.evaluate(f"() => prm('identify', {script})")
        assert visitor.call("get")["customer_id"] == customer_id, script
    for script in NOBODY:
        visitor.page.evaluate(f"() => prm('identify', {script})")
        assert visitor.call("get")["customer_id"] == "c-20", script
    visitor.call("sale", SALE)
    *identified, sale = visitor.expect(*["identify"] * len(IDENTITIES), "sale")
    assert [event.customer_id for event in identified] == [customer_id for _, customer_id in IDENTITIES]
    assert sale.customer_id == "c-20"


def test_a_sale_is_not_lost_over_its_customer(visitor: Visitor) -> None:
    visitor.open("/")
    for script in NOBODY:
        if "Symbol" not in script:
            visitor.page.evaluate(f"() => prm('sale', {{ amount: 1, currency: 'EUR', customer_id: {script} }})")
    sales = visitor.expect(*["sale"] * (len(NOBODY) - 1))
    assert {sale.customer_id for sale in sales} == {""}


def test_an_id_that_was_kept_by_another_script_harms_nothing(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site.url("/second"))
    visitor.context.clear_cookies()
    visitor.page.evaluate("""() => {
      localStorage.clear()
      document.cookie = `prm_visitor=${'x'.repeat(300)}`
    }""")
    for _ in range(2):
        visitor.open("/")
        visitor.call("lead")
    visitor.page.evaluate("() => { localStorage.prm_ref = `customer_id=${'x'.repeat(203)}&` }")
    visitor.context.clear_cookies()
    visitor.open("/")
    visitor.call("sale", SALE)
    first, second, sale = visitor.expect("lead", "lead", "sale")
    assert (first.visitor_id, len(first.visitor_id)) == (second.visitor_id, 36)
    assert (sale.customer_id, len(sale.visitor_id)) == ("", 36)


def test_a_promo_code_is_remembered_as_the_tracker_takes_it(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(promo="#promo") + "<input id=promo><button>Apply</button>")
    visitor.open("/")
    for typed, code in [
        ("ALICE10", "ALICE10"),
        ("x" * 129, "ALICE10"),
        ("\tBOB 5 ", "BOB 5"),
        (" ", "BOB 5"),
        ("🎁" * 99, "🎁" * 99),
    ]:
        visitor.page.fill("#promo", typed)
        visitor.page.click("button")
        visitor.call("event", code)
    for event in visitor.expect(*["event"] * 5):
        assert event.promo_code == event.name


def test_a_code_in_a_link_counts_however_it_was_copied(visitor: Visitor) -> None:
    for ref in REFS:
        visitor.open(f"/?ref={ref}")
    clicks = visitor.expect(*["click"] * len(REFS))
    assert {clean_ref(click.ref) for click in clicks} == {"alice"}


def test_a_code_in_another_parameters_address_is_not_this_links(visitor: Visitor) -> None:
    for link in NOT_ITS_OWN:
        visitor.open(f"/{link}")
    visitor.expect()
    visitor.open("/?next=https://other.example/?ref=bob&ref=alice#top")
    (click,) = visitor.expect("click")
    assert click.ref == "alice"

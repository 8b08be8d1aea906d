"""A partner who buys through his own link is known by his e-mail address, his customer id, or his browser.

The sales of those whom he referred are not his.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from fraud.facts.site_facts import SiteFacts, query_site_facts
from fraud.review.decisions import query_decisions
from fraud.rules.rule_files import read_rules
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from registry.friends import GivenFriend, put_friend
from registry.partner_merge import merge_partners
from registry.partners import create_partner
from registry.person_erasure import erase_from_registry
from registry.sites import create_site, get_program, update_program
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fraud.conftest import UNTIL
from warehouse.interface import Warehouse

OWN_ORDER = RuleSet(off=frozenset(rule.name for rule in read_rules() if rule.name != "own_order"))
MARKED = (
    "select subject_id, JSONExtractString(evidence, 'known_by') from marks final"
    " where rule = 'own_order' and is_active = 1"
)
FACTS = SiteFacts(
    1, {"ada": "ada", "bob": "bob"}, {}, frozenset(), {"ada": 1, "bob": 1},
    own_customers=frozenset({("ada", "c-ada"), ("bob", "c-bob")}),
)  # fmt: skip


def make_sale(number: int, **said: Any) -> dict[str, Any]:
    paid = {"type": "sale", "order_id": f"A-{number}", "amount_minor": 900, "currency": "EUR", "ref": "ada"}
    return make_event(number, at("2026-03-02", minutes=number), **{**paid, **said})


def name_browser(number: int, customer_id: str, minutes: float, source: str = "server") -> dict[str, Any]:
    """Somebody is named on the browser of the same number."""
    named = {"type": "identify", "visitor_id": f"v{number % 100}", "customer_id": customer_id, "source": source}
    return make_event(number, at("2026-03-02", minutes=minutes), **named)


def find_marked(warehouse: Warehouse, facts: SiteFacts = FACTS) -> Mapping[str, str]:
    """Conversion → by what the rule knows that it is the partner's own."""
    run(warehouse, facts, OWN_ORDER, UNTIL)
    return dict(warehouse.query(MARKED).parse_tuples(tuple[str, str]))


def test_a_purchase_under_his_own_customer_id_is_held(warehouse: Warehouse) -> None:
    own, honest = make_sale(1, customer_id="c-ada", visitor_id="v1"), make_sale(2, customer_id="c-eve", visitor_id="v2")
    store_events(warehouse, [own, honest, make_sale(3, customer_id="c-dora")])
    assert find_marked(warehouse) == {event_id(1): "customer id"}
    decided = query_decisions(warehouse, 1, [event_id(number) for number in (1, 2, 3)])
    assert [decided[event_id(number)].decision for number in (1, 2, 3)] == ["hold", "pay", "pay"]
    assert decided[event_id(1)].reasons == ("self_referral",)


def test_what_another_friend_buys_through_his_link_is_honest(warehouse: Warehouse) -> None:
    """Bob is a friend as well: his purchase through Ada's link is hers, through his own it is not."""
    store_events(warehouse, [make_sale(1, customer_id="c-bob"), make_sale(2, customer_id="c-bob", ref="bob")])
    assert find_marked(warehouse) == {event_id(2): "customer id"}


def test_a_purchase_that_names_nobody_is_his_whose_browser_it_was(warehouse: Warehouse) -> None:
    sales = [make_sale(number, visitor_id=f"v{number}") for number in range(11, 18)]
    named = [
        # Named before, and afterwards alone.
        name_browser(111, "c-ada", 1),
        name_browser(112, "c-ada", 500),
        # Another one is named on it later, or was named in between.
        name_browser(113, "c-ada", 1),
        name_browser(213, "c-eve", 500),
        name_browser(114, "c-ada", 1),
        name_browser(214, "c-eve", 5),
        # Somebody else's, and what a browser alone says of who is on it.
        name_browser(115, "c-eve", 1),
        name_browser(116, "c-ada", 1, "browser"),
    ]
    store_events(warehouse, [*named, *sales])
    owner = "customer of the browser"
    assert find_marked(warehouse) == {event_id(11): owner, event_id(12): owner, event_id(13): owner}


def test_a_purchase_that_names_another_customer_is_that_ones_on_whichever_browser(warehouse: Warehouse) -> None:
    store_events(warehouse, [name_browser(121, "c-ada", 1), make_sale(21, visitor_id="v21", customer_id="c-eve")])
    assert find_marked(warehouse) == {}


@pytest.mark.parametrize("source", ["browser", "server"])
def test_nobody_can_frame_a_friend_by_what_browsers_say(source: str, warehouse: Warehouse) -> None:
    """An invented sale under his customer id says nothing of a confirmed one, whichever browser it names."""
    invented = make_sale(1, customer_id="c-ada", visitor_id="v9", source="browser")
    other = make_sale(2, customer_id="c-eve", visitor_id="v9", source=source)
    store_events(warehouse, [invented, other])
    marked = find_marked(warehouse)
    assert marked[event_id(1)] == "customer id"
    # Unconfirmed ones are evidence for each other, and none of them is payable.
    assert (event_id(2) in marked) is (source == "browser")


@pytest.fixture
def sessions_of_shop(registry_sessions: Sessions) -> Sessions:
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        update_program(session, site.id, get_program(session, site.id).id, friends=True)
    return registry_sessions


def test_a_run_takes_the_customers_of_partners_from_the_registry(sessions_of_shop: Sessions) -> None:
    now = at("2026-03-01")
    with begin_change(sessions_of_shop) as session:
        friend = put_friend(session, 1, GivenFriend("c-17"), now, created_by="key:1")
        create_partner(session, 1, "Agency", "Agency", customer_id="c-1")
        create_partner(session, 1, "plain", "Plain")
        assert query_site_facts(session, 1, b"secret").own_customers == {(friend.own_code, "c-17"), ("agency", "c-1")}
        before = query_site_facts(session, 1, b"secret").fingerprint()
        put_friend(session, 1, GivenFriend("c-18"), now, created_by="key:1")
        # A new friend is no reason to evaluate the whole history again.
        assert query_site_facts(session, 1, b"secret").fingerprint() == before
        erase_from_registry(session, 1, "", ["c-18"])
        merge_partners(session, 1, friend.id, 2, now)
        assert query_site_facts(session, 1, b"secret").own_customers == {("agency", "c-17"), ("agency", "c-1")}

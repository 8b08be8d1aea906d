"""The guide's PHP, run by PHP with a shop of a few lines: what it sends is a sale with its visitor, and a refund."""

import json
import re
import shutil
import subprocess

import pytest

from events.enums import Source
from events.event import Event
from tests.integrate.test_guides import read_guide
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import parse_event
from tracker.parsing.rejection import Rejected

VISITOR = "0190f3c2-7a3b-4cc1-ad2e-000000000001"
RECEIVED_MS = 1_700_000_100_000
# What the guide calls of WordPress and of WooCommerce.
SHOP = """
const PRM_KEY = 'sk_shop';
$_COOKIE = ['prm_visitor' => 'VISITOR'];
$hooks = [];
function add_action($name, $function, $priority = 10) { global $hooks; $hooks[$name][] = $function; }
function happen($name, ...$words) { global $hooks; foreach ($hooks[$name] as $function) $function(...$words); }
function sanitize_text_field($text) { return trim($text); }
function wp_unslash($text) { return stripslashes($text); }
function wp_json_encode($value) { return json_encode($value); }
function wc_get_price_decimals() { return 2; }
function wp_remote_post($url, $request) {
    echo json_encode([$url, $request['headers'], json_decode($request['body'])]), "\\n";
}
class Order {
    public $meta = [];
    function __construct(public $customer = 0, public $coupons = []) {}
    function update_meta_data($name, $value) { $this->meta[$name] = $value; }
    function save() {}
    function get_meta($name) { return $this->meta[$name] ?? ''; }
    function get_order_number() { return 1042; }
    function get_total() { return '49.90'; }
    function get_amount() { return '10.00'; }
    function get_currency() { return 'EUR'; }
    function get_customer_id() { return $this->customer; }
    function get_billing_email() { return 'ada@shop.example'; }
    function get_coupon_codes() { return $this->coupons; }
    function get_date_created() { return new DateTime('@1700000000'); }
}
$order = new Order(CUSTOMER, COUPONS);
function wc_get_order($id) { global $order; return $order; }
"""
CHECKOUTS = pytest.mark.parametrize(
    "checkout", ["woocommerce_checkout_order_created", "woocommerce_store_api_checkout_order_processed"]
)


def run_shop(what_happens: str, customer: str = "17", coupons: str = "['SPRING', 'SALE']") -> list[Event]:
    """The events that the guide's code sends, as the tracker parses them; they carry the key."""
    if shutil.which("php") is None:
        pytest.skip("php is not installed")
    _tag, code = re.findall(r"^```php\n(.+?)\n```$", read_guide("wordpress-woocommerce"), re.MULTILINE | re.DOTALL)
    shop = SHOP.replace("VISITOR", VISITOR).replace("CUSTOMER", customer).replace("COUPONS", coupons)
    program = f"<?php {shop}\n{code}\n{what_happens}"
    sent = subprocess.run(["php"], input=program, capture_output=True, text=True, check=True).stdout
    return [parse_sent(*json.loads(line)) for line in sent.splitlines()]


def parse_sent(url: str, headers: dict[str, str], raw: dict[str, object]) -> Event:
    assert (url, headers) == ("https://track.example/v1/events", {"Authorization": "Bearer sk_shop"})
    left_out: list[Rejected] = []
    event = parse_event(raw, 1, Arrival(Source.SERVER.value, RECEIVED_MS), b"secret", left_out)
    assert isinstance(event, Event)
    assert left_out == []
    return event


@CHECKOUTS
@pytest.mark.parametrize("status", ["processing", "completed"])
def test_a_paid_order_is_reported_with_the_visitor_who_ordered(checkout: str, status: str) -> None:
    (sale,) = run_shop(
        f"happen('{checkout}', $order); $_COOKIE = []; happen('woocommerce_order_status_{status}', 7, $order);"
    )
    assert (sale.type, sale.order_id, sale.amount_minor, sale.currency) == ("sale", "1042", 4990, "EUR")
    assert (sale.visitor_id, sale.customer_id, sale.promo_code) == (VISITOR, "17", "SPRING,SALE")
    assert (sale.timestamp_ms, bool(sale.email_hash)) == (1_700_000_000_000, True)


def test_a_guest_without_cookie_or_coupon_is_a_sale_too() -> None:
    (sale,) = run_shop("happen('woocommerce_order_status_processing', 7, $order);", customer="0", coupons="[]")
    assert (sale.order_id, sale.visitor_id, sale.customer_id, sale.promo_code) == ("1042", "", "", "")


def test_a_refund_is_reported_with_its_id() -> None:
    (refund,) = run_shop("happen('woocommerce_order_refunded', 7, 9);")
    assert (refund.type, refund.order_id, refund.refund_id, refund.amount_minor) == ("refund", "1042", "9", 1000)

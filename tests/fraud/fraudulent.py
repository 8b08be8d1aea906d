"""The thieves of a labelled month, and the partners whom only a policy concerns."""

from collections.abc import Callable

from tests.fraud.stage import DAY, START, Scenario, add_click, add_order, make_visitor


def f1_click_spam(s: Scenario) -> None:
    """One address clicks and clicks."""
    ip, at = s.address("res"), s.moment()
    for _ in range(s.count(1500)):
        at += s.dice.uniform(0.5, 6)
        add_click(s, "fraud", "F1", "f1", make_visitor(s, "res", ip, "Chrome/Win"), at, engaged=False)


def f2_data_centre(s: Scenario) -> None:
    """Programs out of 250 addresses of a data centre."""
    ips = [s.address("host") for _ in range(250)]
    for _ in range(s.count(4000)):
        agent = s.dice.choice(("HeadlessChrome", "python-requests/2.31", "Chrome/Win"))
        who = make_visitor(s, "host", s.dice.choice(ips), agent)
        add_click(s, "fraud", "F2", "f2", who, s.moment(), engaged=False, http_ref="")


def f3_flood(s: Scenario) -> None:
    """Homes that click without their owners."""
    for _ in range(s.count(3500)):
        add_click(s, "fraud", "F3", "f3", make_visitor(s), s.moment(), engaged=False)


def f4_cookie_stuffing(s: Scenario) -> None:
    """Cookies dropped unseen; a few of the victims buy anyway, days later."""
    for number in range(s.count(3000)):
        who, at = make_visitor(s), s.moment()
        add_click(
            s, "fraud", "F4", "f4", who, at, engaged=False, http_ref=s.dice.choice(("", "https://forum.example/"))
        )
        if number % 83 == 0:
            add_order(s, "fraud", "F4", "f4", who, at + s.dice.uniform(0.5 * 3600, 6 * DAY))


def f5_hijack(s: Scenario) -> None:
    """A click at the checkout, seconds before the order."""
    for _ in range(s.count(70)):
        who, at = make_visitor(s), s.moment()
        add_click(s, "fraud", "F5", "f5", who, at, engaged=True, landing="/checkout", http_ref="")
        add_order(s, "fraud", "F5", "f5", who, at + s.dice.uniform(2, 20))


def f6_self_referral(s: Scenario) -> None:
    """Partners buy from themselves under a tagged address."""
    for ref in ("f6a", "f6b", "f6c"):
        who, at = make_visitor(s), s.moment()
        add_click(s, "ok", "F6", ref, who, at - 3600, engaged=True)
        for number in range(max(1, round(s.dice.randint(1, 3) * min(1, s.shape.fraud * 2)))):
            add_click(s, "fraud", "F6", ref, who, at, engaged=True)
            add_order(s, "fraud", "F6", ref, who, at + s.lag(), email=f"{ref}+{number}@gmail.com")
            at += DAY


def f7_ring(s: Scenario) -> None:
    """Invented customers out of three addresses."""
    ips = [s.address("res") for _ in range(3)]
    for _ in range(s.count(35)):
        who, at = make_visitor(s, "res", s.dice.choice(ips), "Chrome/Android"), s.moment()
        add_click(s, "fraud", "F7", "f7", who, at, engaged=True)
        email, refunded = f"x{s.dice.randrange(10**6)}@mailinator.com", s.dice.random() < 0.6
        given = {"email": email, "value": 9.99, "refunded": refunded}
        add_order(s, "fraud", "F7", "f7", who, at + s.dice.uniform(25, 80), **given)


def f8_replay(s: Scenario) -> None:
    """One order, reported by many."""
    order, at = f"o{s.number('order')}", s.moment()
    for _ in range(max(4, s.count(25))):
        at += s.dice.uniform(30, 4000)
        add_order(s, "fraud", "F8", "f8", make_visitor(s), at, order=order, value=120.0)


def f9_forged(s: Scenario) -> None:
    """Orders that a script invents."""
    for _ in range(s.count(30)):
        who = make_visitor(s, "host", agent="python-requests/2.31")
        given = {"visitor": None, "value": round(s.dice.uniform(150, 500), 2), "refunded": False}
        add_order(s, "fraud", "F9", "f9", who, s.moment(), **given)


def f10_brand_bidding(s: Scenario) -> None:
    """Advertising on the shop's own name."""
    for _ in range(s.count(300)):
        who, at = make_visitor(s), s.moment()
        given = {"params": "gclid=x", "http_ref": "https://www.google.com/"}
        add_click(s, "policy", "F10", "f10", who, at, **given)
        if s.dice.random() < 0.12:
            add_order(s, "policy", "F10", "f10", who, at + s.lag())


def f11_coupon(s: Scenario) -> None:
    """A coupon site that steps in at the cart."""
    for _ in range(s.count(40)):
        who, at = make_visitor(s), s.moment()
        add_click(s, "policy", "F11", "f11", who, at, landing="/cart", http_ref="https://coupons.example/")
        add_order(s, "policy", "F11", "f11", who, at + s.dice.uniform(40, 300))


def f12_form_filler(s: Scenario) -> None:
    """A program that fills the form in no time."""
    for _ in range(s.count(40)):
        who, at = make_visitor(s), s.moment()
        add_click(s, "fraud", "F12", "f12", who, at, engaged=False)
        add_order(s, "fraud", "F12", "f12", who, at + s.dice.uniform(0.5, 3))


def f14_slow_drip(s: Scenario) -> None:
    """One invented order a day; only the refunds give it away."""
    for day in range(s.count(25)):
        who, at = make_visitor(s), START + day * DAY + s.dice.uniform(0, DAY)
        add_click(s, "fraud", "F14", "f14", who, at, engaged=True)
        add_order(s, "fraud", "F14", "f14", who, at + s.lag(), refunded=True)


FRAUDULENT: tuple[Callable[[Scenario], None], ...] = (
    f1_click_spam, f2_data_centre, f3_flood, f4_cookie_stuffing, f5_hijack, f6_self_referral, f7_ring, f8_replay,
    f9_forged, f10_brand_bidding, f11_coupon, f12_form_filler, f14_slow_drip,
)  # fmt: skip

"""The honest people of a labelled month, among them those who look like thieves."""

from collections.abc import Callable

from tests.fraud.stage import DAY, PREVIEWS, Scenario, Visitor, add_click, add_order, add_visit, make_visitor


def h1_ordinary(s: Scenario) -> None:
    """People, each at home."""
    for _ in range(round(12_000 * s.shape.size)):
        add_visit(s, "H1", s.partner(), make_visitor(s), s.moment())


def h2_office(s: Scenario) -> None:
    """Six offices and campuses behind one address each."""
    for _ in range(6):
        ip = s.address("corp")
        for _ in range(s.dice.randint(120, 400)):
            add_visit(s, "H2", s.partner(), make_visitor(s, "corp", ip), s.moment())


def h3_carrier(s: Scenario) -> None:
    """Twenty addresses of a mobile carrier, several partners behind each."""
    for _ in range(20):
        ip, refs = s.address("mob"), [s.partner() for _ in range(5)]
        for _ in range(round(s.dice.randint(100, 300) * s.shape.carrier_size * s.shape.size)):
            agent = s.dice.choice(("Chrome/Android", "Samsung/Android", "Safari/iPhone"))
            add_visit(s, "H3", s.dice.choice(refs), make_visitor(s, "mob", ip, agent), s.moment())


def h4_family(s: Scenario) -> None:
    """Two to four people, one address, one partner, most of them buy."""
    for _ in range(50):
        ip, ref, at = s.address("res"), s.partner(), s.moment()
        for _ in range(s.dice.randint(2, 4)):
            add_visit(s, "H4", ref, make_visitor(s, "res", ip), at + s.dice.uniform(0, DAY), 0.6)


def h5_repeat(s: Scenario) -> None:
    """One visitor orders again and again."""
    for _ in range(60):
        who, ref, at = make_visitor(s), s.partner(), s.moment()
        add_click(s, "ok", "H5", ref, who, at)
        at += s.lag()
        for _ in range(s.dice.randint(2, 6)):
            add_order(s, "ok", "H5", ref, who, at, email=f"rep{who.id}")
            at += s.dice.uniform(2, 6) * DAY


def h6_viral(s: Scenario) -> None:
    """A link that everybody shares for an hour."""
    ref, at = s.partner(), s.moment()
    for _ in range(round(2500 * s.shape.size)):
        add_visit(s, "H6", ref, make_visitor(s), at + s.dice.expovariate(1 / 1500), 0.012)


def h7_vpn(s: Scenario) -> None:
    """People behind a VPN or relay."""
    ips = [s.address("vpn") for _ in range(60)]
    for _ in range(500):
        add_visit(s, "H7", s.partner(), make_visitor(s, "vpn", s.dice.choice(ips)), s.moment())


def h8_fast(s: Scenario) -> None:
    """People who know what they want."""
    for _ in range(60):
        who, ref, at = make_visitor(s), s.partner(), s.moment()
        add_click(s, "ok", "H8", ref, who, at)
        add_order(s, "ok", "H8", ref, who, at + s.dice.uniform(35, 90))


def h9_reload(s: Scenario) -> None:
    """The thank-you page, loaded again."""
    for _ in range(80):
        who, ref, at = make_visitor(s), s.partner(), s.moment()
        add_click(s, "ok", "H9", ref, who, at)
        at += s.lag()
        add_order(s, "ok", "H9", ref, who, at)
        order = s.events[-1]
        for _ in range(s.dice.randint(1, 3)):
            again = {**order, "ts": round(at + s.dice.uniform(1, 500), 3), "label": "dup_ok"}
            s.events.append(again)


def h10_preview(s: Scenario) -> None:
    """Chats that unfurl honest links."""
    for _ in range(600):
        who = make_visitor(s, "host", agent=s.dice.choice(PREVIEWS))
        add_click(s, "givt", "H10", s.partner(), who, s.moment(), engaged=False, http_ref="")


def h11_traveller(s: Scenario) -> None:
    """Another country and address at the purchase."""
    for _ in range(60):
        who, ref, at = make_visitor(s), s.partner(), s.moment()
        add_click(s, "ok", "H11", ref, who, at)
        abroad = Visitor(who.id, s.address("mob"), "mob", who.agent, s.dice.choice(("FR", "JP", "BR")))
        add_order(s, "ok", "H11", ref, abroad, at + s.dice.uniform(0.3, 4) * DAY)


def h12_webinar(s: Scenario) -> None:
    """A room of people, one address, ten minutes, half sign up."""
    for _ in range(2):
        ip, ref, at = s.address("corp"), s.partner(), s.moment()
        for _ in range(45):
            who, clicked = make_visitor(s, "corp", ip), at + s.dice.uniform(0, 600)
            add_click(s, "ok", "H12", ref, who, clicked)
            if s.dice.random() < 0.5:
                add_order(s, "ok", "H12", ref, who, clicked + s.dice.uniform(45, 400))


def h13_self_test(s: Scenario) -> None:
    """Partners try their own links."""
    for number in range(s.shape.partners):
        who, at = make_visitor(s), s.moment()
        for _ in range(s.dice.randint(1, 3)):
            add_click(s, "ok", "H13", f"h{number}", who, at + s.dice.uniform(0, 600))


def h15_private(s: Scenario) -> None:
    """Browsers that keep no cookie: every page is another visitor."""
    for _ in range(25):
        who, ref, at = make_visitor(s), s.partner(), s.moment()
        add_click(s, "ok", "H15", ref, who, at, engaged=False)
        other = Visitor(f"v{s.number('visitor')}", who.ip, who.network, who.agent)
        add_order(s, "ok", "H15", ref, other, at + min(s.lag(), 20 * 3600))


HONEST: tuple[Callable[[Scenario], None], ...] = (
    h1_ordinary, h2_office, h3_carrier, h4_family, h5_repeat, h6_viral, h7_vpn, h8_fast, h9_reload, h10_preview,
    h11_traveller, h12_webinar, h13_self_test, h15_private,
)  # fmt: skip

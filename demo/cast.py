"""Who refers to the demo shop: eight partners with different stories, and two whom the agency among them brought."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Role:
    """A partner and the part he plays.

    ``joined_days`` and ``paused_days`` say how long before the beginning of the demo something happened; ``page`` is
    where his link leads, ``parent`` the code of the partner who brought him. ``visits`` are those of an average day,
    ``until_days`` is when they ended, ``buying`` the share of them that ends with an order.
    """

    code: str
    name: str
    page: str
    visits: float
    buying: float
    promo_code: str = ""
    tags: tuple[str, ...] = ()
    parent: str = ""
    joined_days: int = 120
    until_days: int = 0
    paused_days: int = 0
    engaged: float = 0.8
    sub_ids: tuple[str, ...] = ()
    referrer: str = ""
    iban: str = ""
    email: str = field(default="", kw_only=True)


ALICE = Role(
    "alice", "Alice's coffee blog", "/", 23, 0.05, "ALICE10", ("content", "top"),
    sub_ids=("review", "newsletter", "sidebar"), referrer="https://alice-brews.example/best-filter-coffee",
    iban="DE89370400440532013000",
    email="alice@alice-brews.example",
)  # fmt: skip
AGENCY = Role(
    "northside", "Northside Media, an agency", "/", 5, 0.04, tags=("agency",), sub_ids=("spring", "always-on"),
    referrer="https://northside.example/clients", iban="NL91ABNA0417164300", email="payouts@northside.example",
)  # fmt: skip
BREWLAB = Role(
    "brewlab", "Brew Lab on video", "/coffee/dawn", 12, 0.036, tags=("video",), parent="northside", joined_days=100,
    sub_ids=("ep41", "ep42", "ep43"), referrer="https://www.youtube.com/", iban="FR1420041010050500013M02606",
    email="hello@brewlab.example",
)  # fmt: skip
RADIO = Role(
    "morning", "Morning Radio", "/coffee/noon", 6, 0.034, "MORNING", ("audio",), parent="northside", joined_days=84,
    referrer="https://morning-radio.example/", iban="BE68539007547034", email="desk@morning-radio.example",
)  # fmt: skip
COUPONS = Role(
    "sipsaver", "Sip Saver, a coupon site", "/coffee/noon", 10, 0.075, "SIP15", ("coupon",),
    referrer="https://sipsaver.example/slow-kettle", iban="ES9121000418450200051332", email="team@sipsaver.example",
)  # fmt: skip
CARLOS = Role(
    "carlos", "Carlos, a happy customer", "/club", 1.4, 0.2, "CARLOS", ("customer",), referrer="https://web.whatsapp.com/",
    iban="ES7921000813610123456789", email="carlos@mail.example",
)  # fmt: skip
NEWCOMER = Role(
    "nina", "Nina, who just started", "/coffee/dusk", 6, 0.08, tags=("content",), joined_days=6,
    referrer="https://www.instagram.com/", email="nina@nina-pours.example",
)  # fmt: skip
PAUSED = Role(
    "otto", "Otto's espresso forum", "/", 9, 0.04, tags=("forum",), until_days=19, paused_days=21,
    referrer="https://espresso-forum.example/t/beans", iban="AT611904300234573201", email="otto@espresso-forum.example",
)  # fmt: skip
BANNERS = Role(
    "widebanner", "Wide Banner Network", "/", 16, 0, tags=("display",), engaged=0.03, sub_ids=("728x90", "300x250"),
    referrer="https://ads.widebanner.example/", email="ops@widebanner.example",
)  # fmt: skip
# What he does: ``demo.story.fraudster``. He has no ordinary visits.
FRAUDSTER = Role(
    "dealdrop", "Deal Drop 24", "/coffee/noon", 0, 0, tags=("coupon",), joined_days=48, iban="LT121000011101001000",
    email="dealdrop@mailinator.com",
)  # fmt: skip

# A parent stands before whom he brought.
CAST = (ALICE, AGENCY, BREWLAB, RADIO, COUPONS, CARLOS, NEWCOMER, PAUSED, BANNERS, FRAUDSTER)

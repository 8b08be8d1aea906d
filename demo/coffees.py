"""What the demo shop sells."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coffee:
    """One bag; ``colour`` is its paper's, ``price_minor`` is in cents."""

    slug: str
    name: str
    origin: str
    notes: str
    story: str
    colour: str
    price_minor: int

    @property
    def price(self) -> str:
        return format_price(self.price_minor)


def format_price(amount_minor: int) -> str:
    """Cents as euros."""
    return f"€{amount_minor // 100}.{amount_minor % 100:02}"


CURRENCY = "EUR"
COFFEES = (
    Coffee(
        "dawn",
        "Dawn",
        "Guji, Ethiopia",
        "jasmine, apricot, black tea",
        "Dried in the sun on raised beds, roasted light. Best through a paper filter, before anybody speaks.",
        "#e7a33e",
        1490,
    ),
    Coffee(
        "noon",
        "Noon",
        "Huila, Colombia",
        "red apple, caramel, almond",
        "Washed, rested for eight weeks, roasted in between. It forgives every machine and every hour.",
        "#c4553b",
        1290,
    ),
    Coffee(
        "dusk",
        "Dusk",
        "Sidama, Ethiopia, without its caffeine",
        "cocoa, plum, brown sugar",
        "Decaffeinated with cane sugar and spring water, roasted dark. The cup after dinner that lets you sleep.",
        "#3f4a6b",
        1590,
    ),
)

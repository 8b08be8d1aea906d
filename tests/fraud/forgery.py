"""What anybody with the public site key can add to a labelled month."""

import random
from collections.abc import Iterator
from typing import Any

from tests.fraud.scenario import DAY, START

Month = list[dict[str, Any]]
BUSINESS = {"net": "res", "country": "US", "refunded": False, "source": "browser", "label": "forged", "arch": "X"}
LANDING = {"http_ref": "", "landing": "/", "params": "", "dwell": 1.0}


def forge_sales(month: Month, ref: str, count: int) -> Month:
    """Sales under ``ref`` of one price, browser and customers of his; of two one has his e-mail, of two his visitor."""
    known = [row for row in month if row["type"] == "conversion" and row["ref"] == ref and row["visitor"]]
    sales = []
    for number in range(count):
        victim = known[number % len(known)]
        email = f"{ref}@gmail.com" if number % 2 else f"forged{number}@mailinator.com"
        visitor = victim["visitor"] if number // 2 % 2 else f"forged{ref}{number}"
        sale = {"order": f"forged-{ref}-{number}", "value": 9.99, "email": email, "customer": victim["email"]}
        # Just before the order itself, so that it would be the first after the click.
        who = {"visitor": visitor, "ip": f"31.0.0.{number}", "ua": "Chrome/Win", "ts": victim["ts"] - 1 - number / 100}
        sales.append({"type": "conversion", "ref": ref, **sale, **who, **BUSINESS})
    return sales


def claim_customers(month: Month, ref: str) -> Iterator[dict[str, Any]]:
    """A click at the checkout just before each order under ``ref``, on a browser that calls itself the customer's."""
    for number, row in enumerate([row for row in month if row["type"] == "conversion" and row["ref"] == ref]):
        who = {"visitor": f"claim{ref}{number}", "ip": f"32.0.0.{number % 250}", "ua": "Chrome/Win"}
        click = {**LANDING, "type": "click", "ref": ref, "landing": "/checkout", "engaged": False, "ts": row["ts"] - 2}
        yield {**BUSINESS, **click, **who}
        sale = {"order": f"claim-{ref}-{number}", "value": 1, "email": f"claim{number}@mail.example"}
        yield {
            **BUSINESS, **who, **sale, "type": "conversion", "ref": "nobody", "customer": row["email"],
            "ts": row["ts"] + DAY,
        }  # fmt: skip


def flood(ref: str, count: int, *, engaged: bool) -> Iterator[dict[str, Any]]:
    """Clicks under ``ref``, each of another visitor and address."""
    dice = random.Random(ref)
    for number in range(count):
        who = {"visitor": f"flood{ref}{number}", "ip": f"33.{number >> 8}.{number & 255}.1", "ua": "Chrome/Mac"}
        moment = START + dice.uniform(0, 30 * DAY)
        yield {**BUSINESS, **LANDING, "type": "click", "ref": ref, "engaged": engaged, "ts": round(moment, 3), **who}

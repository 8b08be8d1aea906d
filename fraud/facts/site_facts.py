"""What a run takes from the registry: the partners behind refs, what is known of them as customers, the allow list."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import orjson
from sqlalchemy.orm import Session

from events.email import hash_email, normalise_email
from events.enums import CONFIRMED_TRUST
from fraud.facts.allowances import Allowance
from registry.code_lookup import query_codes
from registry.links import list_links_away
from registry.partner_customers import list_own_customers
from warehouse.interface import Value

# Host names of search engines, with any subdomain and any country's ending.
SEARCH_ENGINES = r"(^|\.)(google|bing|yahoo|duckduckgo|ecosia|yandex|baidu|qwant|startpage|naver|seznam)\.[a-z.]+$"


# Changes with the way in which facts are made of events: the next run then covers the whole history.
EDITION = 3


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The registry's part of the evidence; partners stand by their own code in lower case.

    ``refs`` and ``promo_codes`` map what an event carries, in lower case, to the partner; ``own_emails`` are pairs of
    partner and e-mail hash, ``own_customers`` of partner and customer; ``programs`` maps partners to their program's
    id; ``archived_ms`` promo codes to the moment from which they belong to no partner. ``links_away`` are codes of
    links that lead where no page of the site is.
    """

    site_id: int
    refs: Mapping[str, str]
    promo_codes: Mapping[str, str]
    own_emails: frozenset[tuple[str, str]]
    programs: Mapping[str, int]
    allowances: tuple[Allowance, ...] = ()
    archived_ms: Mapping[str, int] = field(default_factory=dict)
    links_away: Sequence[str] = ()
    own_customers: frozenset[tuple[str, str]] = frozenset()

    def fingerprint(self) -> str:
        """Changes with everything that the facts of past events depend on.

        Not with ``links_away``: a click went where its link led at the time.
        """
        content = [
            EDITION,
            # An unknown ref stands for itself: a new partner of that code changes nothing.
            sorted((ref, partner) for ref, partner in self.refs.items() if ref != partner),
            sorted(self.promo_codes.items()),
            *([sorted(self.archived_ms.items())] if self.archived_ms else []),
            [allowance.key() for allowance in self.allowances],
        ]
        return hashlib.sha256(orjson.dumps(content)).hexdigest()[:32]

    def parameters(self) -> dict[str, Value]:
        """The typed arrays that the statements resolve with."""
        return {
            "site_id": self.site_id,
            **_make_pairs("refs", "partners", self.refs),
            **_make_pairs("promo_codes", "promo_partners", self.promo_codes),
            "archived_codes": list(self.archived_ms),
            "archived_ms": list(self.archived_ms.values()),
            "own_emails": [f"{partner} {email_hash}" for partner, email_hash in sorted(self.own_emails)],
            "own_customers": [f"{partner} {customer_id}" for partner, customer_id in sorted(self.own_customers)],
            "confirmed_trust": CONFIRMED_TRUST,
            "allowed_kinds": [allowance.kind for allowance in self.allowances],
            "allowed_values": [allowance.value for allowance in self.allowances],
            "allowed_from": [int(allowance.valid_from.timestamp()) for allowance in self.allowances],
            "allowed_to": [int(allowance.valid_to.timestamp()) for allowance in self.allowances],
            # An empty array has no element type.
            "links_away": ["", *self.links_away],
            "search_engines": SEARCH_ENGINES,
            **_read_zones(),
        }


def query_site_facts(session: Session, site_id: int, secret: bytes, allowances: Sequence[Allowance] = ()) -> SiteFacts:
    """The facts as the registry has them now; ``secret`` is the key of the e-mail hashes."""
    codes = query_codes(session, site_id)
    emails = {partner.own_code.lower(): normalise_email(partner.email) for partner in codes.partners}
    return SiteFacts(
        site_id=site_id,
        refs=dict(zip(codes.refs, map(str.lower, codes.ref_partners), strict=True)),
        promo_codes=dict(zip(codes.promo_codes, map(str.lower, codes.promo_partners), strict=True)),
        own_emails=frozenset((code, hash_email(secret, site_id, email)) for code, email in emails.items() if email),
        programs={partner.own_code.lower(): partner.program_id for partner in codes.partners},
        allowances=tuple(allowances),
        archived_ms=dict(zip(codes.archived_codes, codes.archived_ms, strict=True)),
        links_away=tuple(list_links_away(session, site_id)),
        own_customers=frozenset((code.lower(), customer) for code, customer in list_own_customers(codes.partners)),
    )


def _make_pairs(keys_name: str, values_name: str, pairs: Mapping[str, str]) -> dict[str, Value]:
    # An empty array has no element type.
    known = {**pairs, "": ""}
    return {keys_name: list(known), values_name: list(known.values())}


@cache
def _read_zones() -> dict[str, Value]:
    """Every IANA zone with a country of its own, and the pairs ``zone country``."""
    text = (resources.files("tzdata") / "zoneinfo" / "zone1970.tab").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    pairs = [f"{row[2]} {country}" for row in rows for country in row[0].split(",")]
    return {"zones": sorted({row[2] for row in rows}), "zone_countries": sorted(pairs)}

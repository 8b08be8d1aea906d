"""The person to erase: the ids by which a site knows somebody."""

import re
from dataclasses import dataclass

from events.email import hash_email, normalise_email
from warehouse.interface import Columns, Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.erasure.address_pattern import write_address_pattern


@dataclass(frozen=True, slots=True)
class Person:
    """The ids by which a site knows one person; ``addresses``: e-mail addresses as they may stand in other text."""

    site_id: int
    visitors: frozenset[str]
    customers: frozenset[str]
    email_hash: str = ""
    addresses: frozenset[str] = frozenset()

    @property
    def address_pattern(self) -> str:
        """Of text that contains one of the addresses; empty for none."""
        return write_address_pattern(self.addresses)

    def parameters(self) -> Parameters:
        """Of a count, which nothing keeps."""
        return {
            "site_id": self.site_id,
            "visitors": sorted(self.visitors),
            "customers": sorted(self.customers),
            "email_hash": self.email_hash,
        }

    def columns(self) -> Columns:
        """The rows of `people_to_erase`."""
        pairs = [
            *(("visitor", each) for each in sorted(self.visitors)),
            *(("customer", each) for each in sorted(self.customers)),
            *(("email", each) for each in [self.email_hash] if each),
            *(("pattern", each) for each in [self.address_pattern] if each),
        ]
        return {
            "site_id": [self.site_id] * len(pairs),
            "kind": [kind for kind, _ in pairs],
            "value": [value for _, value in pairs],
        }

    def is_named_in(self, text: str) -> bool:
        """Whether a text, like an address of a page, contains the person's e-mail address."""
        return bool(self.addresses) and re.search(self.address_pattern, text) is not None


def find_person(warehouse: Warehouse, site_id: int, visitor_id: str = "", customer_id: str = "") -> Person:
    """One visitor, or a customer with the visitors that no other customer shares."""
    if visitor_id:
        return Person(site_id, frozenset({visitor_id}), frozenset())
    own = _query_ids(warehouse, "own_visitors", {"site_id": site_id, "customer_id": customer_id})
    return Person(site_id, own, frozenset({customer_id}))


def find_person_by_email(warehouse: Warehouse, site_id: int, email: str, secret: bytes) -> Person:
    """Who was seen with an e-mail address: customers without another one, and visitors whom nobody else shares.

    Raises ``ValueError`` for what is no address.
    """
    normalised = normalise_email(email)
    if not normalised:
        raise ValueError(f"{email!r} is not an e-mail address")
    written = {email.strip().lower(), normalised}
    known: Parameters = {"site_id": site_id, "email_hash": hash_email(secret, site_id, normalised)}
    customers = _query_ids(
        warehouse, "email_customers", {**known, "address_pattern": write_address_pattern(frozenset(written))}
    )
    visitors = _query_ids(warehouse, "email_visitors", {**known, "customers": sorted(customers)})
    return Person(site_id, visitors, customers, str(known["email_hash"]), frozenset(written))


def find_named_person(warehouse: Warehouse, site_id: int, kind: str, value: str, secret: bytes) -> Person:
    """By an ``email``, else a ``customer`` or ``visitor``; raises ``ValueError`` for what is no address."""
    if kind == "email":
        return find_person_by_email(warehouse, site_id, value, secret)
    return find_person(warehouse, site_id, **{f"{kind}_id": value})


def _query_ids(warehouse: Warehouse, name: str, parameters: Parameters) -> frozenset[str]:
    rows = warehouse.query(read_statement("warehouse.upkeep.erasure", name), parameters)
    return frozenset(map(str, rows.columns[0]))

"""Who is who: which customers, e-mail addresses and browsers are one person, one question at a time.

An event that names two ids pairs them, and a pair is trusted as far as the event that is trusted most. Everything is
asked twice: by the confirmed pairs alone, and by all of them, what follows from which is a claim.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.enums import CONFIRMED_TRUST, TRUST, Source

Event = Mapping[str, Any]
# Kind of id → the column that names it.
KINDS = {"customer": "customer_id", "email": "email_hash"}
# Whoever has more joins nobody: an address at the till, a customer who stands for all guests.
_MAX_JOINED = 20


@dataclass(frozen=True, slots=True)
class Person:
    """Whose clicks a conversion has: those on its browser, and those of these ids."""

    visitor_id: str
    ids: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Naming:
    """A browser was used by somebody at a moment; in the order in which the last one counts."""

    moment: datetime
    is_confirmed: bool
    id: str

    @property
    def place(self) -> tuple[datetime, bool, str]:
        return self.moment, self.is_confirmed, self.id


class People:
    """Who is one person by the pairs that are trusted at least so far."""

    def __init__(self, events: Sequence[Event], least_trust: int) -> None:
        self._least_trust = least_trust
        real = [event for event in events if event["traffic"] != "test"]
        self._namings, self._browsers = _find_namings(real, least_trust)
        self._emails, self._customers = _join_ids(real, least_trust)

    def find_owner(self, visitor_id: str, kind: str, at: datetime) -> str:
        """Who was named on the browser last by then, else first afterwards; empty if nobody ever was."""
        namings = self._namings.get((visitor_id, kind), [])
        before = [naming for naming in namings if naming.moment <= at]
        return (before[-1] if before else namings[0]).id if namings else ""

    def find_person(self, conversion: Event) -> Person:
        """The conversion's browser, and its customers and e-mails with all that are one person with them."""
        own = {kind: conversion[column] for kind, column in KINDS.items()}
        if not any(own.values()):
            visitor_id, at = conversion["visitor_id"], conversion["timestamp"]
            own = {kind: self.find_owner(visitor_id, kind, at) for kind in KINDS}
        elif conversion["source"] == Source.SIGNED and self._least_trust >= CONFIRMED_TRUST:
            own["email"] = ""
        customer, email = ({own[kind]} - {""} for kind in KINDS)
        emails_of_customer = _follow(customer, self._emails)
        customers_of_email = _follow(email, self._customers)
        customers = customer | customers_of_email | _follow(emails_of_customer, self._customers)
        emails = email | emails_of_customer | _follow(customers_of_email, self._emails)
        return Person(conversion["visitor_id"], {"customer": frozenset(customers), "email": frozenset(emails)})

    def list_browsers(self, person: Person) -> set[str]:
        """Every browser on which he was ever named, and that of the conversion."""
        named = (self._browsers[kind, own] for kind, ids in person.ids.items() for own in ids)
        return set[str]().union(*named, {person.visitor_id} - {""})

    def is_of(self, person: Person, click: Event, at: datetime) -> bool:
        """Whether the click, made at that moment, is one of this person's."""
        visitor_id = click["visitor_id"]
        if visitor_id and visitor_id == person.visitor_id:
            return True
        if visitor_id and any(self.find_owner(visitor_id, kind, at) in person.ids[kind] for kind in KINDS):
            return True
        is_own_word = TRUST[click["source"]] >= TRUST[Source.IMPORT]
        return is_own_word and any(click[column] in person.ids[kind] for kind, column in KINDS.items())


def _follow(ids: Iterable[str], joined: Mapping[str, set[str]]) -> set[str]:
    return {other for each in ids for other in joined.get(each, ())}


def _find_trust(event: Event, *, names_email: bool) -> int:
    """How far an event's pair is believed: a signature does not vouch for an address."""
    source = Source(event["source"])
    return TRUST[Source.BROWSER if names_email and source is Source.SIGNED else source]


def _find_namings(
    events: Sequence[Event], least_trust: int
) -> tuple[dict[tuple[str, str], list[Naming]], defaultdict[tuple[str, str], set[str]]]:
    """Visitor and kind → who was named when, in order; kind and id → visitors."""
    trusts = defaultdict[tuple[str, str, str], int](int)
    moments = defaultdict[tuple[str, str, str], set[datetime]](set)
    for event in events:
        for kind, column in KINDS.items():
            pair = (event["visitor_id"], kind, event[column])
            if event["visitor_id"] and event[column]:
                trusts[pair] = max(trusts[pair], _find_trust(event, names_email=kind == "email"))
                moments[pair].add(event["timestamp"])
    namings = defaultdict[tuple[str, str], list[Naming]](list)
    browsers = defaultdict[tuple[str, str], set[str]](set)
    for (visitor_id, kind, own), trust in trusts.items():
        if trust >= least_trust:
            said = [Naming(moment, trust >= CONFIRMED_TRUST, own) for moment in moments[visitor_id, kind, own]]
            namings[visitor_id, kind] += said
            browsers[kind, own].add(visitor_id)
    return {key: sorted(said, key=lambda naming: naming.place) for key, said in namings.items()}, browsers


def _join_ids(events: Sequence[Event], least_trust: int) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Customer → e-mails, e-mail → customers; a pair of an id that has too many joins nobody."""
    trusts = defaultdict[tuple[str, str], int](int)
    for event in events:
        if event["customer_id"] and event["email_hash"]:
            pair = (event["customer_id"], event["email_hash"])
            trusts[pair] = max(trusts[pair], _find_trust(event, names_email=True))
    pairs = [pair for pair, trust in trusts.items() if trust >= least_trust]
    emails, customers = _group(pairs), _group((email, customer) for customer, email in pairs)
    few = [
        (customer, email)
        for customer, email in pairs
        if len(emails[customer]) <= _MAX_JOINED and len(customers[email]) <= _MAX_JOINED
    ]
    return _group(few), _group((email, customer) for customer, email in few)


def _group(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    grouped = defaultdict[str, set[str]](set)
    for one, other in pairs:
        grouped[one].add(other)
    return dict(grouped)

"""Removes a person from the warehouse.

- ``person``: by which ids a site knows the person; ``own_visitors.sql``: the visitors of one customer alone,
  ``email_*.sql``: whom an e-mail address leads to
- ``address_pattern``: finds an address in other text, and not inside a longer address
- ``removal``: deletes the rows and rebuilds the roll-ups; ``collect_events.sql`` records the events, ``by_*.sql`` are
  the conditions of the rows
- ``mentions``: searches every table for what still names the person
- ``disk``: waits until the replaced parts are gone from the disk
"""

from warehouse.upkeep.erasure.disk import wait_for_replaced_parts
from warehouse.upkeep.erasure.mentions import find_mentions
from warehouse.upkeep.erasure.person import Person, find_named_person, find_person, find_person_by_email
from warehouse.upkeep.erasure.removal import count_events, erase_person

__all__ = [
    "Person",
    "count_events",
    "erase_person",
    "find_mentions",
    "find_named_person",
    "find_person",
    "find_person_by_email",
    "wait_for_replaced_parts",
]

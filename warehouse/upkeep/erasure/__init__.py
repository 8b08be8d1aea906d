"""Removes a person from the warehouse.

- ``person``: by which ids a site knows the person; ``own_visitors.sql``: the visitors of one customer alone
- ``removal``: deletes the rows and rebuilds the roll-ups; ``collect_events.sql`` records the events, ``by_*.sql`` are
  the conditions of the rows
- ``mentions``: searches every table for what still names the person
"""

from warehouse.upkeep.erasure.mentions import find_mentions
from warehouse.upkeep.erasure.person import Person, find_person
from warehouse.upkeep.erasure.removal import count_events, erase_person

__all__ = ["Person", "count_events", "erase_person", "find_mentions", "find_person"]

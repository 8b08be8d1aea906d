"""Who acts on a payout run."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from registry.models import SecretKey

_KEY = "key:"


@dataclass(frozen=True, slots=True)
class Actor:
    """``name`` like ``key:3`` or ``member:7``; ``person`` is who made the key, else the same."""

    name: str
    person: str

    @property
    def is_key(self) -> bool:
        """A key is never the second person."""
        return self.name.startswith(_KEY)


def find_actor(session: Session, name: str) -> Actor:
    """A key acts for whoever made it, or made the key that made it."""
    person, seen = name, set[str]()
    while person.startswith(_KEY) and person not in seen:
        seen.add(person)
        key = session.get(SecretKey, int(person.removeprefix(_KEY)))
        person = key.created_by if key else person
    return Actor(name, person)

"""A player whose records are in the ledger of a registry, each appended in a transaction of its own."""

from collections.abc import Iterable
from datetime import UTC, datetime

from database.sessions import Sessions, begin_change, begin_read
from earnings.ledger.book import Book
from earnings.storage import Item, append, load_stored
from earnings.storage.loading import LoadedLedger
from registry.models import Site
from tests.earnings.published.player import Json, Player

_STORED_AT = datetime(2026, 12, 31, tzinfo=UTC)


class StoredPlayer(Player):
    """Each has a site of its own."""

    def __init__(self, case: Json, sessions: Sessions) -> None:
        super().__init__(case)
        self._sessions = sessions
        with begin_change(sessions) as session:
            site = Site(name="Shop", site_key="", hosts=[], currency="EUR", timezone="UTC")
            site.site_key = f"pk_{id(site)}_{datetime.now(UTC).timestamp()}"
            session.add(site)
            session.flush()
            self.site_id = site.id

    def store(self, record: Item) -> None:  # type: ignore[override]
        """One transaction of the database."""
        with begin_change(self._sessions) as session:
            append(session.connection(), self.site_id, record, now=_STORED_AT)

    def store_all(self, records: Iterable[Item]) -> None:  # type: ignore[override]
        """As a run does: each after the one before, and nothing in between."""
        head = self.make_stored().head
        for record in records:
            with begin_change(self._sessions) as session:
                head = append(session.connection(), self.site_id, record, head, _STORED_AT)

    def make_stored(self) -> LoadedLedger:
        """All that is in the database."""
        with begin_read(self._sessions) as session:
            return load_stored(session.connection(), self.site_id)

    def make_book(self) -> Book:
        """The balances of what is in the database."""
        return Book(self.make_stored().transactions)

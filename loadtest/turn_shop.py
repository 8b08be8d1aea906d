"""A shop whose sales are decided: its stores, its sales by number, and the runs that follow them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from database.migration import migrate_database
from database.sessions import Sessions, begin_change, begin_read, open_sessions
from earnings.runs.run import CommissionFigures, run_commissions
from earnings.storage import save_terms
from fraud.facts.site_facts import query_site_facts
from fraud.runs.run import run
from fraud.runs.run_log import RunFigures
from registry.partners import create_partner
from registry.sites import create_site, get_program
from settings import RegistrySettings, read_settings
from tests.fraud.one_rule import ONE_RULE
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import migrate

SECRET = b"of the bench"
PARTNERS = 100
START = datetime(2026, 1, 1, tzinfo=UTC)
# The stored sales happen until the end, the new ones in the minutes after it: so few that no hold of thirty days ends
# in them.
END = START + timedelta(days=80)
NOW = END + timedelta(minutes=30)
_MEMORY_BYTES = 8 << 30


@dataclass(frozen=True, slots=True)
class Stores:
    """Warehouse and registry of one directory."""

    warehouse: Warehouse
    sessions: Sessions


@dataclass(frozen=True, slots=True)
class Shop:
    """``moments``: at how many the stored sales happen; by its number modulo these it is known what a sale earns."""

    stores: Stores
    site_id: int
    moments: int

    def store_sales(self, first: int, numbers: int) -> None:
        """Sales of these numbers with their clicks, in the days until the end."""
        step_ms = (END - START) // timedelta(milliseconds=1) // self.moments
        self._store(first, numbers, START, self.moments, step_ms)

    def store_new_sales(self, first: int, numbers: int) -> None:
        """The same in the minutes after it, a second from each to the next."""
        self._store(first, numbers, END, numbers, 1000)

    def count_sales(self) -> int:
        """All that are stored; their numbers begin with 0."""
        rows = self.stores.warehouse.query(read_statement("loadtest", "turn_sales"), {"site_id": self.site_id})
        return rows.parse_value(int)

    def judge(self, until: datetime) -> RunFigures:
        """The fraud run that comes before each commission run; to most rules made sales look forged."""
        with begin_read(self.stores.sessions) as session:
            facts = query_site_facts(session, self.site_id, SECRET)
        return run(self.stores.warehouse, facts, ONE_RULE, until)

    def run(self, now: datetime) -> CommissionFigures:
        """One turn."""
        return run_commissions(self.stores.warehouse, self.stores.sessions, self.site_id, SECRET, now)

    def run_all(self, now: datetime) -> int:
        """Turn after turn; how many records they stored."""
        records, is_waiting = 0, True
        while is_waiting:
            figures = self.run(now)
            records += figures.decisions + figures.locks + figures.transactions
            is_waiting = figures.is_waiting
        return records

    def _store(self, first: int, numbers: int, start: datetime, moments: int, step_ms: int) -> None:
        parameters: Mapping[str, Value] = {
            "site_id": self.site_id,
            "first": first,
            "numbers": numbers,
            "moments": moments,
            "start": start,
            "step_ms": step_ms,
            "partners": PARTNERS,
        }
        self.stores.warehouse.execute(read_statement("loadtest", "turn_events"), parameters)


@contextmanager
def open_stores(directory: Path, registry_url: str) -> Iterator[Stores]:
    """Made where they are not there, migrated where they are."""
    sessions = open_sessions(
        read_settings(RegistrySettings, {"PRM_DATA_DIR": str(directory), "PRM_REGISTRY_URL": registry_url})
    )
    migrate_database(sessions.kw["bind"])
    warehouse = EmbeddedWarehouse(directory / "engine", max_threads=2, max_memory_bytes=_MEMORY_BYTES)
    try:
        migrate(warehouse)
        yield Stores(warehouse, sessions)
    finally:
        warehouse.close()
        sessions.kw["bind"].dispose()


def create_shop(stores: Stores, moments: int, rules: Mapping[str, Any]) -> Shop:
    """A site with partners, and terms for all of its past."""
    with begin_change(stores.sessions) as session:
        host = f"shop{datetime.now(UTC).timestamp()}.example"
        site_id = create_site(session, "Shop", [host]).id
        for number in range(PARTNERS):
            create_partner(session, site_id, f"partner{number}", f"Partner {number}", now=START)
        program_id = get_program(session, site_id).id
        dated = {"valid_from": (START - timedelta(days=30)).isoformat(), **rules}
        save_terms(session.connection(), site_id, program_id, dated, "the bench", START)
    return Shop(stores, site_id, moments)

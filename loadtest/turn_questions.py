"""What people ask of the money of a site, as the calls of the pages compute it, with what a call reads before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from database.sessions import begin_read
from earnings.figures.balances import query_balances, query_site_accounts
from earnings.figures.commissions import find_commission, query_commissions
from earnings.figures.due import query_owed as query_dues
from earnings.figures.explanation import explain_shares, list_moves
from earnings.figures.owed import query_owed
from earnings.figures.queue import WAITING_ACCOUNTS, query_waiting
from earnings.figures.summary import query_summaries
from earnings.figures.verdicts import query_standings
from earnings.runs.facts import SiteRegistry, query_site_registry
from loadtest.turn_shop import SECRET, Shop
from registry.models import Partner

_ROWS = 101
_WHYS = 10
# The overview compares a month with the month before it.
_DAYS = 60


@dataclass(frozen=True, slots=True)
class Questions:
    """Each asks as of ``now``."""

    shop: Shop
    now: datetime

    def list_all(self) -> Mapping[str, Callable[[], object]]:
        """By name."""
        return {
            "ten commissions, why": self.ask_why,
            "commissions": self.ask_commissions,
            "queue": self.ask_queue,
            "owed": self.ask_owed,
            "balances": self.ask_balances,
            "owed, overview": self.ask_overview,
            "a partner's summary": self.ask_summary,
        }

    def ask_why(self) -> int:
        """The newest lines, one after the other."""
        found = [self._explain(each) for each in self._list_ids()[:_WHYS]]
        return sum(found)

    def ask_commissions(self) -> int:
        """The first page, with what the money of each may do."""
        registry = self._read_registry()
        with begin_read(self.shop.stores.sessions) as session:
            found, _ = query_commissions(session.connection(), self.shop.site_id, registry.programs, None, 0, _ROWS)
        decisions = [each.decision for each in found if each.decision]
        locks = [each.lock for each in found if each.lock]
        return len(query_standings(self.shop.stores.warehouse, registry, decisions, locks, self.now))

    def ask_queue(self) -> int:
        """The first page of what waits."""
        registry, site_id = self._read_registry(), self.shop.site_id
        with begin_read(self.shop.stores.sessions) as session:
            found, locks = query_waiting(session.connection(), site_id, registry.programs, WAITING_ACCOUNTS, 0, _ROWS)
        decisions = [each.decision for each in found]
        return len(query_standings(self.shop.stores.warehouse, registry, decisions, locks, self.now))

    def ask_owed(self) -> int:
        """What each partner is owed, and when it is due."""
        with begin_read(self.shop.stores.sessions) as session:
            return len(query_dues(session, self.shop.site_id, self.now))

    def ask_balances(self) -> int:
        """Of all partners, and of the site's accounts."""
        self._read_registry()
        with begin_read(self.shop.stores.sessions) as session:
            found = query_balances(session.connection(), self.shop.site_id)
            return len(found) + len(query_site_accounts(session.connection(), self.shop.site_id))

    def ask_overview(self) -> int:
        """What is owed, day by day."""
        since = self.now - timedelta(days=_DAYS)
        with begin_read(self.shop.stores.sessions) as session:
            return len(query_owed(session.connection(), self.shop.site_id, since, ZoneInfo("UTC")).changes)

    def ask_summary(self) -> int:
        """The partner's own page."""
        with begin_read(self.shop.stores.sessions) as session:
            partners = session.scalars(select(Partner).where(Partner.site_id == self.shop.site_id).limit(1))
            return len(query_summaries(session, partners.one(), self.now))

    def _list_ids(self) -> list[str]:
        registry = self._read_registry()
        with begin_read(self.shop.stores.sessions) as session:
            page = query_commissions(session.connection(), self.shop.site_id, registry.programs, None, 0, _WHYS)
        return [each.id for each in page[0]]

    def _explain(self, commission_id: str) -> int:
        registry = self._read_registry()
        with begin_read(self.shop.stores.sessions) as session:
            found = find_commission(session.connection(), self.shop.site_id, registry.programs, commission_id)
        if found is None or found.decision is None:
            raise LookupError(commission_id)
        locks = [found.lock] if found.lock else []
        standings = query_standings(self.shop.stores.warehouse, registry, [found.decision], locks, self.now)
        returned = standings[found.decision.order].returned
        return len(explain_shares(found, returned)) + len(list_moves(found))

    def _read_registry(self) -> SiteRegistry:
        with begin_read(self.shop.stores.sessions) as session:
            return query_site_registry(session, self.shop.site_id, SECRET)

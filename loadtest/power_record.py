"""What an installation acknowledged before its power was cut, compared with what it has afterwards."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from loadtest.steady import Tally
from tests.fixtures.running import RunningPrm
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class PowerFigures:
    """``lost`` breaks the promise, ``lost_within_level`` does not; differences are rows by table.

    ``oldest_lost_seconds``: how long before its cut the first of all lost events was answered.
    """

    accepted: int
    lost: int
    lost_within_level: int
    oldest_lost_seconds: float
    doubled: dict[str, int]
    missing: dict[str, int]
    revenue_minor: int
    reported_minor: int
    decisions_lost: int
    partners_lost: int

    def as_dict(self) -> dict[str, object]:
        """For a line of JSON."""
        return asdict(self)

    def list_problems(self) -> list[str]:
        """In words; empty if everything is as it must be."""
        wrong = {
            f"{self.lost} acknowledged events lost, the first {self.oldest_lost_seconds} s before a cut": self.lost,
            f"rows twice: {self.doubled}": self.doubled,
            f"rows missing (below zero: without their event): {self.missing}": self.missing,
            f"reported {self.reported_minor} instead of {self.revenue_minor}": self.reported_minor - self.revenue_minor,
            f"{self.decisions_lost} decisions lost": self.decisions_lost,
            f"{self.partners_lost} partners lost": self.partners_lost,
        }
        return [problem for problem, found in wrong.items() if found]


class PowerRecord:
    """Everything that was acknowledged to one site."""

    def __init__(self, prm: RunningPrm, secret_key: str, losable_seconds: float) -> None:
        self._prm = prm
        self._secret_key = secret_key
        self._losable_seconds = losable_seconds
        self._kept: dict[str, int] = {}
        self._losable: set[str] = set()
        self._seconds_before_cut: dict[str, float] = {}
        self._partners: set[str] = set()
        self._allowed: set[str] = set()

    def decide(self, number: int) -> None:
        """A partner and an entry of the allow list, which must be there from their answer on."""
        code, visitor = f"partner-{number}", f"trusted-{number}"
        self._post("/api/v1/partners", {"name": code, "code": code})
        self._partners.add(code)
        until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        self._post(
            "/api/v1/fraud/allowances", {"kind": "visitor", "value": visitor, "valid_to": until, "why": "a colleague"}
        )
        self._allowed.add(visitor)

    def add(self, tally: Tally, cuts: Sequence[float]) -> None:
        """What was answered around the cuts: an answer of the last moments before one may be lost at some levels."""
        for event_id, moment in tally.accepted_at.items():
            to_cut = min((cut_at - moment for cut_at in cuts if moment < cut_at), default=None)
            if to_cut is not None:
                self._seconds_before_cut[event_id] = to_cut
            if to_cut is not None and to_cut <= self._losable_seconds:
                self._losable.add(event_id)
            else:
                self._kept[event_id] = tally.accepted[event_id]

    def compare(self, warehouse: Warehouse) -> PowerFigures:
        """The stored rows of each table, and what the reports and lists answer."""
        stored = self._query_stored(warehouse)
        tables = warehouse.query(read_statement("loadtest", "power_tables")).parse_tuples(tuple[str, int, int])
        partners = {code for row in self._list("/api/v1/partners") for code in row["codes"]}
        allowed = {row["value"] for row in self._list("/api/v1/fraud/allowances")}
        return PowerFigures(
            accepted=len(self._kept),
            lost=sum(stored.get(event_id) != amount for event_id, amount in self._kept.items()),
            lost_within_level=len(self._losable - stored.keys()),
            oldest_lost_seconds=round(
                max((to_cut for lost, to_cut in self._seconds_before_cut.items() if lost not in stored), default=0), 2
            ),
            doubled={name: doubled for name, doubled, _ in tables if doubled},
            missing={name: missing for name, _, missing in tables if missing},
            revenue_minor=warehouse.query(read_statement("loadtest", "power_revenue")).parse_value(int),
            reported_minor=self._query_reported(),
            decisions_lost=len(self._allowed - allowed),
            partners_lost=len(self._partners - partners),
        )

    def _query_stored(self, warehouse: Warehouse) -> Counter[str]:
        statement = "select toString(event_id), toInt64(any(ifNull(amount_minor, 0))) from events group by event_id"
        return Counter(dict(warehouse.query(statement).parse_tuples(tuple[str, int])))

    def _query_reported(self) -> int:
        now = datetime.now(UTC)
        period = {"from": (now - timedelta(days=2)).isoformat(), "to": (now + timedelta(days=2)).isoformat()}
        answer = self._prm.ask("/api/v1/attribution", self._secret_key, by="ref", **period)
        return sum(money["minor"] for row in answer["rows"] for money in row["revenue"])

    def _list(self, path: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._prm.ask(path, self._secret_key)["rows"]
        return rows

    def _post(self, path: str, body: dict[str, str]) -> None:
        headers = {"Authorization": f"Bearer {self._secret_key}"}
        response = httpx2.post(self._prm.console_url + path, json=body, headers=headers, timeout=60)
        response.raise_for_status()

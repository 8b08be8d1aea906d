"""What a call of the API is given, and what it answers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from redis import Redis

from console.access import SeenSite, Viewer, choose_site
from database.sessions import Sessions
from money.rates_file import RatesFile
from warehouse.interface import Warehouse


@dataclass(frozen=True, slots=True)
class Sources:
    """Where answers come from; ``spool`` is the directory of events that wait for Redis, ``now`` the clock.

    ``secret`` is the key of the e-mail hashes; ``rates`` None: several currencies stand side by side.
    """

    warehouse: Warehouse
    sessions: Sessions
    redis: Redis
    shards: int
    spool: Path
    secret: bytes
    now: Callable[[], datetime]
    rates: RatesFile | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One call by somebody known; ``path`` and ``query`` are text as sent, ``body`` a JSON object."""

    viewer: Viewer
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, object]
    sources: Sources
    now: datetime

    def site(self) -> SeenSite:
        """The one site that is asked about, in the path or by ``site``; see :func:`console.access.choose_site`."""
        return choose_site(self.viewer, self.path.get("site_id") or self.query.get("site", ""))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under ``columns`` (those of the CSV); in the JSON, ``more`` stands beside them.

    ``pages`` follow the rows in a file, each asked for when the one before is sent; no column of theirs holds names.
    """

    columns: tuple[str, ...]
    rows: Sequence[Mapping[str, object]]
    more: Mapping[str, object] = field(default_factory=dict)
    meta: Mapping[str, object] = field(default_factory=dict)
    pages: Iterator[Sequence[Mapping[str, object]]] = field(default_factory=lambda: iter(()))


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is no table."""

    content: Mapping[str, object]
    meta: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as data: the routes and the OpenAPI description are both made of it.

    ``parameters`` are names of ``console.api.schemas.PARAMETERS``, ``body`` and ``row`` of its ``SCHEMAS``; the JSON
    calls its rows ``rows_name``.
    """

    method: str
    path: str
    answer: Callable[[Asked], Table | Document]
    summary: str
    parameters: tuple[str, ...] = ()
    body: str = ""
    row: str = ""
    rows_name: str = "rows"
    is_for_partners: bool = False
    changes: bool = False
    has_figures: bool = False

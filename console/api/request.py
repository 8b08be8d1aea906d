"""What a call of the API is given, and what it answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from redis import Redis

from console.access import SeenSite, Viewer, choose_site
from console.api.fields import Resource
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


class Row(Protocol):
    """A resource, or a mapping."""

    def items(self) -> Iterable[tuple[str, object]]:
        """Name and value of each cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the call's resource; in the JSON, ``more`` stands beside them.

    ``names`` of a column whose cells hold names and values are in a file even where no row has them. ``pages`` follow
    the rows in a file, each asked for when the one before is sent.
    """

    rows: Sequence[Row]
    more: Mapping[str, object] = field(default_factory=dict)
    meta: Mapping[str, object] = field(default_factory=dict)
    names: Mapping[str, Sequence[object]] = field(default_factory=dict)
    pages: Iterator[Sequence[Row]] = field(default_factory=lambda: iter(()))


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that is no table."""

    content: Row
    meta: Mapping[str, object] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as data: the routes and the OpenAPI description are both made of it.

    ``name`` is its operation id; ``parameters`` are those of the query, fields of ``console.api.parameters``; the JSON
    calls its rows ``rows_name``.
    """

    name: str
    method: str
    path: str
    answer: Callable[[Asked], Table | Document]
    summary: str
    parameters: tuple[str, ...] = ()
    body: type[Resource] | None = None
    row: type[Resource] = Resource
    rows_name: str = "rows"
    is_for_partners: bool = False
    changes: bool = False
    has_figures: bool = False

"""What a call of the API receives, and what it returns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from redis import Redis

from console.access import Caller, SeenSite, choose_site
from console.api.fields import Resource
from console.errors import AccessDenied, InvalidRequest
from console.fair_queue import Viewer
from console.key_uses import KeyUses
from database.sessions import Sessions
from events.enums import Scope
from fraud.runs.turns import MONTHS
from money.rates_file import RatesFile
from registry.team.rights import Right
from reports.settled.recent import RecentFindings
from settings.data_directory import PayoutKeysMissing
from warehouse.interface import Warehouse


def reject_payout_keys(may_make: bool) -> str:
    """Where no keys are configured."""
    raise PayoutKeysMissing("there are no keys of payout methods")


@dataclass(frozen=True, slots=True)
class ApiDependencies:
    """What answers are computed from; ``spool`` is the directory of events that wait for Redis, ``now`` the clock.

    ``secret`` is the key of the e-mail hashes; ``rates`` None: several currencies stand side by side.
    ``fraud_months``: of one turn of a fraud run. ``read_payout_keys`` gives the text of the keys of payout methods, and
    makes the first one where it is allowed to. ``test_clock``: a key may name the moment of its calls.
    ``tracker_url``: the edge's public address. ``sends_mail``: there is a mail server.
    ``own_hosts`` are the installation's, which no site may have. ``recent``: what reports have found.
    """

    warehouse: Warehouse
    sessions: Sessions
    redis: Redis
    shards: int
    spool: Path
    secret: bytes
    now: Callable[[], datetime]
    rates: RatesFile | None = None
    key_uses: KeyUses = field(default_factory=KeyUses)
    fraud_months: int = MONTHS
    read_payout_keys: Callable[[bool], str] = reject_payout_keys
    test_clock: bool = False
    data_dir: Path = Path()
    tracker_url: str = ""
    sends_mail: bool = False
    own_hosts: tuple[str, ...] = ()
    recent: RecentFindings = field(default_factory=RecentFindings)


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One call by an authenticated caller; ``path`` and ``query`` are text as sent, ``body`` a JSON object."""

    caller: Caller
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Mapping[str, object]
    dependencies: ApiDependencies
    now: datetime
    # As sent, where ``format`` says that it is no JSON.
    content: bytes = b""
    # ``If-None-Match``: the tags of answers that the client has.
    known_tags: str = ""

    def site(self) -> SeenSite:
        """The one site that is meant, by the path or by ``site``; see :func:`console.access.choose_site`."""
        return choose_site(self.caller, self.path.get("site_id") or self.query.get("site", ""))

    def viewer(self) -> Viewer:
        """Whose turn it uses up."""
        try:
            return Viewer(self.site().site_id, self.caller.name)
        except (AccessDenied, InvalidRequest):
            return Viewer(0, self.caller.name)


class Row(Protocol):
    """A resource, or a mapping."""

    def items(self) -> Iterable[tuple[str, object]]:
        """Name and value of each cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of the call's ``answer_type``; in the JSON, ``more`` stands beside them.

    ``names``: for a column of name-value cells, the columns that the file always has. ``pages`` follow the rows in a
    file, each computed when the one before is sent.
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


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """An answer that is a whole file, always under this name."""

    name: str
    media_type: str
    content: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the API as data: the routes and the OpenAPI description are both made of it.

    ``name`` is its operation id; ``parameters`` are those of the query, fields of ``console.api.parameters``;
    ``answer_type`` is the type of a table's rows or of the whole document; the JSON calls the rows ``rows_name``.
    ``key_scope`` is what a secret key needs, if not ``admin`` for a write and ``reports`` for any other call.
    ``formats``: what ``format`` may say where it is not the form of a table: that of a body, JSON first, or without a
    body that of the answer, which is a file in all of them but JSON. ``right`` is what a team member needs on the site,
    see ``console.api.call_list``; ``is_for_administrators``: those of the installation alone.
    """

    name: str
    method: str
    path: str
    answer: Callable[[ApiRequest], Table | Document | FileAnswer]
    summary: str
    parameters: tuple[str, ...] = ()
    body: type[Resource] | None = None
    answer_type: type[Resource] = Resource
    status: int = 200
    rows_name: str = "rows"
    is_for_partners: bool = False
    is_write: bool = False
    key_scope: Scope | None = None
    has_figures: bool = False
    # Takes the warehouse more than a moment.
    is_report: bool = False
    # Says of one conversion why: its statements go first.
    is_trace: bool = False
    # Its JSON follows from what ``answer_tag`` looks at alone, and from what ``follows`` returns, so that a client need
    # not be sent it twice.
    is_tagged: bool = False
    follows: Callable[[ApiDependencies, Caller, SeenSite, datetime], object] | None = None
    formats: tuple[str, ...] = ()
    right: Right | None = None
    is_for_administrators: bool = False

    @property
    def needed_right(self) -> Right | None:
        """What the caller has to be allowed on the site; a change that names nothing else is one of its settings."""
        is_change = self.is_write and not self.is_for_administrators
        return self.right or (Right.SETTINGS if is_change else None)

    @property
    def answers_file(self) -> bool:
        """Whether the answer is a file in each of ``formats``, and never JSON."""
        return bool(self.formats) and self.body is None and "json" not in self.formats

    @property
    def scope(self) -> Scope:
        """What a secret key needs for this call."""
        return self.key_scope or (Scope.ADMIN if self.is_write else Scope.REPORTS)

    @property
    def open_to(self) -> frozenset[Scope]:
        """Each of these is enough: who may change what a call shows may also read it; figures need ``reports``."""
        is_figures = self.is_write or self.has_figures or self.is_report
        return frozenset({self.scope} if is_figures else {self.scope, Scope.ADMIN})

"""What the answer of GET /overview is made of."""

from msgspec import UnsetType

from console.api.fields import Count, Instant, Resource
from money.amount import Amount


class OverviewFigures(Resource):
    """`revenue` is net of refunds, `owed` what partners were owed at the end of the period, pending and held too."""

    revenue: list[Amount]
    sales: float
    leads: Count
    clicks: Count
    owed: list[Amount]


class OverviewDay(Resource):
    """The figures of a day of `tz`; `owed` at its end, by days of UTC."""

    start: Instant
    revenue: list[Amount]
    sales: float
    leads: Count
    clicks: Count
    owed: list[Amount]


class OverviewPartner(Resource):
    """Credit of sales by the program's model."""

    partner: str
    partner_id: Count
    name: str
    sales: float
    revenue: list[Amount]


class OverviewSource(Resource):
    """A channel: the clicks that came by it, and the credit of sales."""

    channel: str
    clicks: Count
    sales: float
    revenue: list[Amount]


class OverviewCountry(Resource):
    """ISO 3166-1 alpha-2, empty where it is not known; sales by the country of the order."""

    country: str
    clicks: Count
    sales: float
    revenue: list[Amount]


class OverviewTasks(Resource):
    """What waits for somebody. `payout_runs` are drafts; what somebody may not see is null."""

    applications: Count | None
    held_orders: Count
    held: list[Amount]
    payout_runs: Count | None
    payout_requests: Count | None
    payable: list[Amount]
    unmatched_refunds: Count


class OverviewMinute(Resource):
    """What people did in one of the last thirty minutes; a minute without anything is left out."""

    start: Instant
    visitors: Count
    clicks: Count
    leads: Count
    sales: Count


class OverviewEvent(Resource):
    """A click, lead, sale or refund of the last thirty minutes; `name` is the partner's, empty for nobody's."""

    event_id: str
    type: str
    timestamp: Instant
    name: str
    channel: str
    country: str
    order_id: str
    value: Amount | None


class OverviewSetup(Resource):
    """What a site without any sale has already."""

    tag: bool
    event: bool
    partner: bool
    terms: bool


class OverviewAnswer(Resource):
    """A period beside another one, who and what brought it, what waits, and the last minutes.

    `before` and `before_series` are absent where nothing is compared; `setup` once there was a sale.
    """

    totals: OverviewFigures
    before: OverviewFigures | UnsetType
    series: list[OverviewDay]
    before_series: list[OverviewDay] | UnsetType
    partners: list[OverviewPartner]
    sources: list[OverviewSource]
    countries: list[OverviewCountry]
    tasks: OverviewTasks
    minutes: list[OverviewMinute]
    latest: list[OverviewEvent]
    setup: OverviewSetup | UnsetType

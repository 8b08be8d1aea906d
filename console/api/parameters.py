"""The parameters of all calls, in the query or in braces of a path, with what they mean."""

from typing import Annotated

from msgspec import Meta, field

from console.api.fields import Count, ModelName, Resource, StatusName, SubjectKind, TrafficClass, choice
from console.api.questions.attribution import DIMENSIONS
from reports.buckets import Interval
from reports.paths.question import CONVERSIONS


class Parameters(Resource):
    """A call names those it knows."""

    site: Annotated[str, Meta(description="Id or key of the site; needed by a person who sees several")]
    from_: Annotated[
        str,
        Meta(
            description="ISO 8601 date or time, included; a date is its midnight in `tz`; default 30 days before `to`"
        ),
    ] = field(name="from")
    to: Annotated[str, Meta(description="ISO 8601 date or time, excluded; default the next midnight in `tz`")]
    tz: Annotated[str, Meta(description="IANA time zone of dates and buckets", extra_json_schema={"default": "UTC"})]
    model: Annotated[ModelName, Meta(description="Which touches earn; default the programs'")]
    by: Annotated[str, choice(DIMENSIONS, "What the rows are; default `partner`")]
    window: Annotated[
        str,
        Meta(
            description="How long a click may earn, like `30d`; one just as old no longer does. Default the program's"
        ),
    ]
    position: Annotated[
        str, Meta(description="Percents of the first, of all middle ones and of the last click; default `40,20,40`")
    ]
    half_life: Annotated[
        str, Meta(description="How much older a click is that weighs half under `time_decay`; default `7d`")
    ]
    conversion: Annotated[str, choice(CONVERSIONS, "Which conversions count")]
    partner: Annotated[str, Meta(description="Only this partner: an id, in reports also a code")]
    currency: Annotated[
        str,
        Meta(
            pattern="^[A-Z]{3}$",
            description="Converts money by the file of rates; `meta.unconverted` holds what it has no rate for",
        ),
    ]
    status: Annotated[StatusName, Meta(description="Only partners in this state")]
    interval: Annotated[str, choice(Interval, "Length of the series' buckets; default `day`")]
    limit: Annotated[int, Meta(ge=1, le=10_000, description="Rows of a page; default 100")]
    cursor: Annotated[str, Meta(description="`next_cursor` of the page before")]
    format: Annotated[
        str, choice(("json", "csv", "ndjson", "parquet"), "A file for download; without it the `Accept` header says it")
    ]
    event_id: Annotated[str, Meta(description="Id of a conversion", extra_json_schema={"format": "uuid"})]
    site_id: Annotated[Count, Meta(description="Id of a site")]
    program_id: Annotated[Count, Meta(description="Id of a program")]
    partner_id: Annotated[Count, Meta(description="Id of a partner")]
    link_id: Annotated[Count, Meta(description="Id of a short link")]
    promo_code_id: Annotated[Count, Meta(description="Id of a promo code")]
    key_id: Annotated[Count, Meta(description="Id of a secret key")]
    everything: Annotated[bool, Meta(description="Run the rules again over what earlier runs have covered")]
    rule: Annotated[str, Meta(description="Name of a fraud rule")]
    traffic_class: Annotated[TrafficClass, Meta(description="Only marks of this class of traffic")] = field(
        name="class"
    )
    subject: Annotated[SubjectKind, Meta(description="Only marks on this kind of subject")]
    state: Annotated[
        str,
        choice(("open", "decided", "all"), "Only marks that no person has decided, or that one has; default `open`"),
    ]
    mark_id: Annotated[str, Meta(description="Id of a mark")]
    parameter: Annotated[str, Meta(description="Name of a parameter of the rule")]
    values: Annotated[str, Meta(description="Up to 20 numbers between commas, or one JSON value of another type")]
    allowance_id: Annotated[str, Meta(description="Id of an allowance")]


PERIOD = ("site", "from", "to", "tz")

"""The parameters of all calls, in the query or in braces of a path, with what they mean."""

from typing import Annotated

from msgspec import Meta, field

from console.api.fields import Count, KindName, ModelName, Resource, StatusName, SubjectKind, TrafficClass, choice
from console.api.questions.attribution import DIMENSIONS
from console.api.reports.conversion_filter import REFUNDED
from console.api.reports.conversion_state import ConversionState
from languages.language import Language
from leads.stages import Stage
from registry.applications import ApplicationStatus
from registry.changes import Subject
from registry.partner_search import PartnerOrder
from registry.payout_requests import RequestState
from reports.buckets import Interval
from reports.comparison import Comparison
from reports.paths.question import CONVERSIONS


class Parameters(Resource):
    """A call names those it knows."""

    site: Annotated[str, Meta(description="Id or key of the site; needed by a team member with several")]
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
        Meta(description="Attribution window, like `30d`: only clicks less than this old earn. Default: the program's"),
    ]
    position: Annotated[
        str, Meta(description="Percents of the first, of all middle ones and of the last click; default `40,20,40`")
    ]
    half_life: Annotated[str, Meta(description="Half-life of a click's weight under `time_decay`; default `7d`")]
    conversion: Annotated[
        str,
        choice(
            (*CONVERSIONS, REFUNDED),
            "Which conversions count; `refunded`, in the list of conversions alone: of which something was given back",
        ),
    ]
    conversion_state: Annotated[str, choice(ConversionState, "Only conversions in this `state`")]
    stage: Annotated[str, choice(Stage, "Only leads in this stage")]
    assigned: Annotated[str, Meta(description="Only leads of the team member with this id, or of `nobody`")]
    partner: Annotated[str, Meta(description="Only this partner: an id, in reports also a code")]
    language: Annotated[
        str,
        choice(
            Language,
            "Of the file of a statement, default the partner's; of the sentences of terms and of health; else English",
        ),
    ]
    currency: Annotated[
        str,
        Meta(
            pattern="^[A-Z]{3}$",
            description="Converts money at daily exchange rates; `meta.unconverted` lists amounts without a rate. Of a"
            " statement: which one; default the site's, or the first there is",
        ),
    ]
    status: Annotated[StatusName, Meta(description="Only partners in this state")]
    kind: Annotated[KindName, Meta(description="Only partners of this kind")]
    group: Annotated[str, Meta(description="Only partners of this group")]
    tag: Annotated[str, Meta(description="Only partners with this tag, in whatever case")]
    program: Annotated[Count, Meta(description="Only partners of the program with this id")]
    text: Annotated[
        str, Meta(max_length=200, description="Only partners with this text in their name, e-mail address or a code")
    ]
    sort: Annotated[str, choice(PartnerOrder, "Order of the rows; default `oldest`")]
    preview: Annotated[str, choice(("1", "0"), "`1`: answers what would become of each row, and stores nothing")]
    mail: Annotated[str, choice(("1", "0"), "`1`: mails each new partner with an e-mail address a link to sign in")]
    interval: Annotated[str, choice(Interval, "Length of the series' buckets; default `day`")]
    compare: Annotated[
        str,
        choice(
            Comparison, "With which days: as many before, the same ones 52 weeks earlier, or none; default `previous`"
        ),
    ]
    limit: Annotated[int, Meta(ge=1, le=10_000, description="Rows of a page; default 100")]
    cursor: Annotated[str, Meta(description="`next_cursor` of the page before")]
    format: Annotated[
        str,
        choice(
            ("json", "csv", "ndjson", "parquet", "spreadsheet"),
            "A file for download, `spreadsheet` a CSV for people; without it the `Accept` header says it",
        ),
    ]
    event_id: Annotated[str, Meta(description="Id of a conversion", extra_json_schema={"format": "uuid"})]
    site_id: Annotated[Count, Meta(description="Id of a site")]
    program_id: Annotated[Count, Meta(description="Id of a program")]
    partner_id: Annotated[Count, Meta(description="Id of a partner")]
    link_id: Annotated[Count, Meta(description="Id of a short link")]
    import_id: Annotated[str, Meta(description="Id of an import")]
    promo_code_id: Annotated[Count, Meta(description="Id of a promo code")]
    method_id: Annotated[Count, Meta(description="Id of a version of a payout method")]
    key_id: Annotated[Count, Meta(description="Id of a secret key")]
    member_id: Annotated[Count, Meta(description="Id of a team member")]
    invitation_id: Annotated[Count, Meta(description="Id of an invitation")]
    everything: Annotated[bool, Meta(description="Evaluate the whole history, not only new events")]
    q: Annotated[
        str,
        Meta(
            description="What to search for: a part of a name, code or address, or a whole order id. In the list of"
            " conversions: a whole order or customer id"
        ),
    ]
    rule: Annotated[str, Meta(description="Name of a fraud rule")]
    traffic_class: Annotated[TrafficClass, Meta(description="Only marks of this class of traffic")] = field(
        name="class"
    )
    subject: Annotated[SubjectKind, Meta(description="Only marks on this kind of subject")]
    state: Annotated[
        str,
        choice(("open", "decided", "all"), "Only marks without a reviewer's decision, or with one; default `open`"),
    ]
    queue: Annotated[str, choice(("all", "held", "pending"), "Only conversions whose money lies there; default `all`")]
    mark_id: Annotated[str, Meta(description="Id of a mark")]
    parameter: Annotated[str, Meta(description="Name of a parameter of the rule")]
    values: Annotated[str, Meta(description="Up to 20 numbers separated by commas, or one JSON value of another type")]
    commission_id: Annotated[str, Meta(description="Id of a commission")]
    period: Annotated[str, Meta(description="A calendar month, like 2026-05")]
    request_id: Annotated[Count, Meta(description="Id of a payout request")]
    request_state: Annotated[str, choice(RequestState, "Only payout requests in this state")]
    run_id: Annotated[str, Meta(description="Id of a payout run")]
    part: Annotated[int, Meta(ge=1, le=10_000, description="Which of several files; default 1")]
    ref: Annotated[str, Meta(description="Only clicks with this code")]
    application_status: Annotated[str, choice(ApplicationStatus, "Only applications in this state")]
    application_id: Annotated[Count, Meta(description="Id of an application")]
    change_of: Annotated[str, choice(Subject, "Only changes of this kind of subject")]
    report_mail_id: Annotated[Count, Meta(description="Id of a report by mail")]
    view_id: Annotated[Count, Meta(description="Id of a saved view")]
    accent: Annotated[str, Meta(description="A colour like `#1f6a9e`")]
    allowance_id: Annotated[str, Meta(description="Id of an allow-list entry")]


PERIOD = ("site", "from", "to", "tz")

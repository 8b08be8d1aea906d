"""POST /terms/preview and POST /terms/sample: what terms mean in money before they are saved; nothing is stored."""

from collections import defaultdict
from datetime import timedelta
from typing import Annotated, Any

from msgspec import Meta, field

from console.api.bodies import parse_body
from console.api.earnings.scope import CUSTOMER
from console.api.fields import LABEL, Count, Instant, RegistryId, Resource, choice
from console.api.names import query_names
from console.api.request import ApiRequest, Call, Document
from console.api.values import choose_texts, parse_choice
from console.errors import InvalidRequest
from database.sessions import begin_read
from earnings.commissions.sample import compute_sample
from earnings.commissions.trial import Earned, Key
from earnings.figures.preview import preview_terms
from earnings.runs.facts import query_site_registry
from earnings.terms.fields import TermsInvalid
from earnings.terms.parsing import parse_terms
from earnings.terms.sentences import describe_terms, write_terms
from earnings.terms.terms import Kind, Terms
from money.amount import Amount
from registry.sites import get_program, get_site

_MOST_MINOR = 10**12


class TriedTerms(Resource):
    """`rules` as `POST /terms` takes them; their `valid_from` does not matter here."""

    rules: dict[str, Any] = field(default_factory=dict)
    program_id: Annotated[RegistryId | None, Meta(description="Default: the site's default program")] = None
    days: Annotated[int, Meta(ge=1, le=366, description="How long a past time until now")] = 90


class PreviewRow(Resource):
    """One partner in one currency. The numbers of conversions are those that he earns by directly."""

    partner: str
    partner_name: Annotated[str, LABEL]
    conversions: Count
    present: Amount
    proposed_conversions: Count
    proposed: Amount
    difference: Amount


class PreviewTotal(Resource):
    """All partners in one currency."""

    present: Amount
    proposed: Amount
    difference: Amount


class TermsPreview(Resource):
    """What partners earn by the conversions of a past time under the present terms, and under the given ones.

    Both as if they had been in force all the time, with the refunds and reviews that are known by now. Bonuses count as
    far as they are reached; rewards of referred customers are not in it. `is_cut`: only the newest 5,000 conversions.
    """

    from_: Instant = field(name="from")
    to: Instant
    conversions: Count
    is_cut: bool
    sentences: list[str]
    totals: list[PreviewTotal]
    by_partner: list[PreviewRow] = field(name="rows")


class SampleOf(Resource):
    """`minor` units of the site's currency."""

    rules: dict[str, Any] = field(default_factory=dict)
    type: Annotated[str, choice(Kind)] = Kind.SALE.value
    minor: Annotated[int, Meta(ge=0, le=_MOST_MINOR)] = 10_000


class TermsSample(Resource):
    """What a new customer's first sale would pay, credited to one partner with a parent for each level.

    `transfer` is what reaches the partner if it is paid out alone, less the `fee` he bears; below `minimum` it waits.
    """

    sentences: list[str]
    sale: Amount
    commission: Amount
    levels: list[Amount]
    customer_reward: Amount
    fee: Amount
    transfer: Amount
    minimum: Amount
    due_at: Instant


def answer_preview(request: ApiRequest) -> Document:
    """A client who leaves ends it."""
    body, site_id = parse_body(request.body, TriedTerms), request.site().site_id
    terms, dependencies = _parse_rules(body.rules), request.dependencies
    with begin_read(dependencies.sessions) as session:
        currency, names = get_site(session, site_id).currency, query_names(session, site_id)
        program_id = get_program(session, site_id, body.program_id).id
        registry = query_site_registry(session, site_id, dependencies.secret)
    start = request.now - timedelta(days=body.days)
    found = preview_terms(
        dependencies.warehouse, dependencies.sessions, registry, program_id, terms, start, request.now, request.now
    )
    keys = sorted({*found.present, *found.proposed})
    rows = [_compare(key, found.present, found.proposed) for key in keys if not key[0].startswith(CUSTOMER)]
    for row in rows:
        row.partner_name = names.name_partner(row.partner)
    return Document(
        TermsPreview(
            from_=start,
            to=request.now,
            conversions=found.conversions,
            is_cut=found.is_cut,
            sentences=describe_terms(terms, currency),
            totals=_sum_rows(rows),
            by_partner=sorted(rows, key=lambda row: (-abs(row.difference.minor), row.partner)),
        )
    )


def answer_sample(request: ApiRequest) -> Document:
    """Computed from the rules alone."""
    body, site_id = parse_body(request.body, SampleOf), request.site().site_id
    texts = choose_texts(request.query)
    kind = Kind(parse_choice({"type": body.type}, "type", tuple(Kind), ""))
    terms = _parse_rules(body.rules)
    with begin_read(request.dependencies.sessions) as session:
        currency = get_site(session, site_id).currency
    sample = compute_sample(terms, kind, body.minor, currency, request.now)
    return Document(
        TermsSample(
            sentences=write_terms(terms, currency, texts),
            sale=Amount(body.minor, currency),
            commission=Amount(sample.commission, currency),
            levels=[Amount(each, currency) for each in sample.levels],
            customer_reward=Amount(sample.customer_reward, currency),
            fee=Amount(sample.fee, currency),
            transfer=Amount(sample.transfer, currency),
            minimum=Amount(sample.minimum, currency),
            due_at=sample.due_at,
        )
    )


def _parse_rules(rules: dict[str, Any]) -> Terms:
    if not rules:
        raise InvalidRequest("rules", "give the rules of the terms", "missing")
    try:
        return parse_terms(rules)
    except TermsInvalid as exc:
        raise InvalidRequest(f"rules.{exc.field}", f"{exc.problem}; {exc.remedy}") from None


def _compare(key: Key, present: dict[Key, Earned], proposed: dict[Key, Earned]) -> PreviewRow:
    partner, currency = key
    old, new = present.get(key, Earned()), proposed.get(key, Earned())
    return PreviewRow(
        partner=partner,
        partner_name=partner,
        conversions=old.conversions,
        present=Amount(old.minor, currency),
        proposed_conversions=new.conversions,
        proposed=Amount(new.minor, currency),
        difference=Amount(new.minor - old.minor, currency),
    )


def _sum_rows(rows: list[PreviewRow]) -> list[PreviewTotal]:
    sums = defaultdict[str, list[int]](lambda: [0, 0])
    for row in rows:
        sums[row.present.currency][0] += row.present.minor
        sums[row.present.currency][1] += row.proposed.minor
    return [
        PreviewTotal(Amount(old, currency), Amount(new, currency), Amount(new - old, currency))
        for currency, (old, new) in sorted(sums.items())
    ]


# fmt: off
CALLS = (
    Call("preview_terms", "POST", "/terms/preview", answer_preview,
         "A past time under terms that are not saved, beside the present ones", ("site",), TriedTerms, TermsPreview,
         is_report=True),
    Call("sample_terms", "POST", "/terms/sample", answer_sample,
         "Terms in plain words, and what one sale would pay", ("site", "language"), SampleOf, TermsSample),
)

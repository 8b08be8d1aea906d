"""GET /freshness."""

from msgspec import UNSET, UnsetType

from console.api.fields import Count, Milliseconds, Resource
from console.api.request import ApiRequest, Call, Document
from reports.freshness.report import query_completeness, query_counts


class Freshness(Resource, kw_only=True):
    """How many events were accepted and stored; every event accepted before `complete_until` is in the figures.

    A partner learns only until when the figures are complete.
    """

    accepted: Count | UnsetType = UNSET
    stored: Count | UnsetType = UNSET
    duplicates: Count | UnsetType = UNSET
    dead_letters: Count | UnsetType = UNSET
    lag_events: Count | UnsetType = UNSET
    oldest_unstored_ms: Count
    complete_until: Milliseconds


def answer_freshness(request: ApiRequest) -> Document:
    """The site's counters."""
    site, dependencies = request.site(), request.dependencies
    completeness = query_completeness(dependencies.redis, dependencies.shards, dependencies.spool)
    if request.caller.partner_id is not None:
        content = Freshness(
            oldest_unstored_ms=completeness.oldest_unstored_ms, complete_until=completeness.complete_until_ms
        )
        return Document(content)
    counts = query_counts(dependencies.redis, dependencies.shards, site.site_id, dependencies.spool)
    return Document(
        Freshness(
            accepted=counts.accepted,
            stored=counts.stored,
            duplicates=counts.duplicates,
            dead_letters=counts.dead_letters,
            lag_events=counts.lag_events,
            oldest_unstored_ms=completeness.oldest_unstored_ms if counts.lag_events else 0,
            complete_until=completeness.complete_until_ms,
        )
    )


CALLS = (
    Call(
        "read_freshness",
        "GET",
        "/freshness",
        answer_freshness,
        "How many events were accepted and stored, and until when the figures are complete",
        parameters=("site",),
        answer_type=Freshness,
        is_for_partners=True,
    ),
)

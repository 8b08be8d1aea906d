"""GET /freshness."""

from msgspec import UNSET, UnsetType

from console.api.fields import Count, Milliseconds, Resource
from console.api.request import Asked, Call, Document
from reports.freshness.report import query_completeness, query_counts


class Freshness(Resource, kw_only=True):
    """How many events were accepted and stored; every event accepted before `complete_until` is in the figures.

    A partner sees only until when their figures are complete.
    """

    accepted: Count | UnsetType = UNSET
    stored: Count | UnsetType = UNSET
    duplicates: Count | UnsetType = UNSET
    dead_letters: Count | UnsetType = UNSET
    lag_events: Count | UnsetType = UNSET
    oldest_unstored_ms: Count
    complete_until: Milliseconds


def answer_freshness(asked: Asked) -> Document:
    """The site's counters."""
    site, sources = asked.site(), asked.sources
    reach = query_completeness(sources.redis, sources.shards, sources.spool)
    if asked.viewer.partner_id is not None:
        content = Freshness(oldest_unstored_ms=reach.oldest_unstored_ms, complete_until=reach.complete_until_ms)
        return Document(content)
    counts = query_counts(sources.redis, sources.shards, site.site_id, sources.spool)
    return Document(
        Freshness(
            accepted=counts.accepted,
            stored=counts.stored,
            duplicates=counts.duplicates,
            dead_letters=counts.dead_letters,
            lag_events=counts.lag_events,
            oldest_unstored_ms=reach.oldest_unstored_ms if counts.lag_events else 0,
            complete_until=reach.complete_until_ms,
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
        row=Freshness,
        is_for_partners=True,
    ),
)

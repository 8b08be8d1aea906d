"""GET /freshness."""

from console.api.request import Asked, Call, Document
from reports.freshness.report import query_completeness, query_counts


def answer_freshness(asked: Asked) -> Document:
    """The site's counters; a partner learns only until when his figures are complete."""
    site, sources = asked.site(), asked.sources
    reach = query_completeness(sources.redis, sources.shards, sources.spool)
    content: dict[str, object] = {"complete_until": reach.complete_until_ms, "oldest_unstored_ms": 0}
    if asked.viewer.partner_id is not None:
        return Document({**content, "oldest_unstored_ms": reach.oldest_unstored_ms})
    counts = query_counts(sources.redis, sources.shards, site.site_id, sources.spool)
    return Document(
        {
            "accepted": counts.accepted,
            "stored": counts.stored,
            "duplicates": counts.duplicates,
            "dead_letters": counts.dead_letters,
            "lag_events": counts.lag_events,
            "oldest_unstored_ms": reach.oldest_unstored_ms if counts.lag_events else 0,
            "complete_until": reach.complete_until_ms,
        }
    )


CALLS = (
    Call(
        "GET",
        "/freshness",
        answer_freshness,
        "How many events were accepted and stored, and until when the figures are complete",
        parameters=("site",),
        row="Freshness",
        is_for_partners=True,
    ),
)

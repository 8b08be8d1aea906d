"""Every call of the JSON API."""

from console.api.fraud import backtest, decisions, queue, review, rules, run
from console.api.reports import (
    attribution,
    conversions,
    freshness,
    funnel,
    journeys,
    partner_stats,
    redemptions,
)
from console.api.reports import (
    decisions as conversion_decisions,
)
from console.api.request import Call
from console.api.resources import keys, links, partner_access, partners, programs, promo_codes, sites

CALLS: tuple[Call, ...] = (
    *freshness.CALLS,
    *attribution.CALLS,
    *conversions.CALLS,
    *conversion_decisions.CALLS,
    *journeys.CALLS,
    *funnel.CALLS,
    *redemptions.CALLS,
    *partner_stats.CALLS,
    *run.CALLS,
    *review.CALLS,
    *decisions.CALLS,
    *queue.CALLS,
    *backtest.CALLS,
    *rules.CALLS,
    *sites.CALLS,
    *programs.CALLS,
    *partners.CALLS,
    *partner_access.CALLS,
    *links.CALLS,
    *promo_codes.CALLS,
    *keys.CALLS,
)

"""Every call of the JSON API."""

from console.api.calls import attribution, conversions, fraud, freshness, funnel, journeys, partner_stats, redemptions
from console.api.request import Call
from console.api.resources import keys, links, partners, programs, promo_codes, sites

CALLS: tuple[Call, ...] = (
    *freshness.CALLS,
    *attribution.CALLS,
    *conversions.CALLS,
    *journeys.CALLS,
    *funnel.CALLS,
    *redemptions.CALLS,
    *partner_stats.CALLS,
    *fraud.CALLS,
    *sites.CALLS,
    *programs.CALLS,
    *partners.CALLS,
    *links.CALLS,
    *promo_codes.CALLS,
    *keys.CALLS,
)

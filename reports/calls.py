"""Every call of the JSON API."""

from reports.asking import Call
from reports.attribution import call as attribution
from reports.conversions import call as conversions
from reports.fraud import call as fraud
from reports.freshness import call as freshness
from reports.funnel import call as funnel
from reports.journeys import call as journeys
from reports.partners import call as partner_stats
from reports.promo_codes import call as redemptions
from reports.records import keys, links, partners, programs, promo_codes, sites

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

"""Every call of the JSON API, and which right each group of them needs.

A call that names no right of its own has that of its group: to change something, or to see it at all.
"""

from collections.abc import Iterable
from dataclasses import replace

from console.api.earnings import (
    adjustments,
    balances,
    commissions,
    drift,
    due,
    preview,
    program_figures,
    statements,
    summary,
    terms,
)
from console.api.earnings import decisions as commission_decisions
from console.api.earnings import queue as commission_queue
from console.api.earnings import run as earnings_run
from console.api.fraud import backtest, decisions, queue, review, rules, run
from console.api.installation import health, people
from console.api.installation import sites as installation_sites
from console.api.payouts import files as payout_files
from console.api.payouts import items as payout_items
from console.api.payouts import left_out as payout_left_out
from console.api.payouts import requests as payout_requests
from console.api.payouts import results as payout_results
from console.api.payouts import runs as payout_runs
from console.api.reports import (
    attribution,
    attribution_series,
    conversion_history,
    conversions,
    freshness,
    funnel,
    journeys,
    link_stats,
    overview,
    partner_stats,
    redemptions,
    search,
)
from console.api.reports import (
    decisions as conversion_decisions,
)
from console.api.request import Call
from console.api.resources import (
    application_forms,
    applications,
    brands,
    changes,
    erasures,
    friends,
    imports,
    keys,
    leads,
    link_pictures,
    links,
    members,
    partner_access,
    partner_acts,
    partner_imports,
    partners,
    payout_methods,
    preferences,
    programs,
    promo_codes,
    report_mails,
    site_setup,
    sites,
    views,
)
from registry.team.rights import Right


def _change_by(right: Right, *groups: Iterable[Call]) -> tuple[Call, ...]:
    """Whoever sees the site sees these; the right is needed for those that change something."""
    calls = [call for group in groups for call in group]
    return tuple(replace(call, right=call.right or right) if call.is_write else call for call in calls)


def _see_by(right: Right, *groups: Iterable[Call]) -> tuple[Call, ...]:
    """Without the right they are neither seen nor changed."""
    return tuple(replace(call, right=call.right or right) for group in groups for call in group)


CALLS: tuple[Call, ...] = (
    *freshness.CALLS,
    *overview.CALLS,
    *attribution.CALLS,
    *attribution_series.CALLS,
    *conversions.CALLS,
    *conversion_history.CALLS,
    *journeys.CALLS,
    *funnel.CALLS,
    *redemptions.CALLS,
    *partner_stats.CALLS,
    *search.CALLS,
    *link_stats.CALLS,
    *preferences.CALLS,
    *views.CALLS,
    *report_mails.CALLS,
    *_change_by(
        Right.REVIEW,
        conversion_decisions.CALLS,
        run.CALLS,
        commission_decisions.CALLS,
        commission_queue.CALLS,
        review.CALLS,
        decisions.CALLS,
        queue.CALLS,
        backtest.CALLS,
        rules.CALLS,
    ),
    *_change_by(
        Right.PAYOUTS,
        earnings_run.CALLS,
        commissions.CALLS,
        balances.CALLS,
        due.CALLS,
        summary.CALLS,
        statements.CALLS,
        adjustments.CALLS,
        drift.CALLS,
    ),
    *_see_by(
        Right.PAYOUTS,
        payout_methods.CALLS,
        payout_runs.CALLS,
        payout_left_out.CALLS,
        payout_files.CALLS,
        payout_results.CALLS,
        payout_items.CALLS,
        payout_requests.CALLS,
    ),
    *_change_by(
        Right.PARTNERS,
        terms.CALLS,
        preview.CALLS,
        programs.CALLS,
        program_figures.CALLS,
        partners.CALLS,
        partner_acts.CALLS,
        partner_imports.CALLS,
        partner_access.CALLS,
        friends.CALLS,
        links.CALLS,
        link_pictures.CALLS,
        promo_codes.CALLS,
        leads.CALLS,
    ),
    *_change_by(Right.PARTNERS, application_forms.CALLS),
    *_see_by(Right.PARTNERS, applications.CALLS),
    *_change_by(Right.SETTINGS, sites.CALLS, brands.CALLS, site_setup.CALLS, keys.CALLS, members.CALLS, changes.CALLS),
    *_see_by(Right.SETTINGS, imports.CALLS, erasures.CALLS),
    *installation_sites.CALLS,
    *people.CALLS,
    *health.CALLS,
)

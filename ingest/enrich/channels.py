"""The table of channels: what brought a visitor.

The first line that matches decides:

1. a partner's code, short link or promo code: ``partner``;
2. a click id that only paid clicks carry, like ``gclid``: its channel;
3. ``utm_medium``: its channel; a paid medium is ``paid_social`` where source or referrer is a social network;
4. any other click id, like ``fbclid``: its channel;
5. the referrer, unless it is the page's own site; else ``utm_source``: search engine, social network, mail, and
   ``referral`` for every other one;
6. ``direct``.
"""

import re
from enum import StrEnum
from functools import lru_cache

from events.link_parameters import CLICK_IDS_BY_CHANNEL
from ingest.enrich.pages import CACHED_PAGES


class Channel(StrEnum):
    """Every value of the column ``channel``."""

    PARTNER = "partner"
    PAID_SEARCH = "paid_search"
    PAID_SOCIAL = "paid_social"
    DISPLAY = "display"
    AFFILIATE = "affiliate"
    EMAIL = "email"
    ORGANIC_SEARCH = "organic_search"
    ORGANIC_SOCIAL = "organic_social"
    REFERRAL = "referral"
    DIRECT = "direct"


_PAID = frozenset({Channel.PAID_SEARCH, Channel.PAID_SOCIAL, Channel.DISPLAY, Channel.AFFILIATE})
_CLICK_IDS = {name: Channel(channel) for channel, names in CLICK_IDS_BY_CHANNEL.items() for name in names}
_PAID_CLICK_IDS = {name: channel for name, channel in _CLICK_IDS.items() if channel in _PAID}
_OTHER_CLICK_IDS = {name: channel for name, channel in _CLICK_IDS.items() if channel not in _PAID}
_MEDIUMS = (
    (r"display|banner|cpm|cpv|interstitial|expandable|native|programmatic|retargeting|remarketing", Channel.DISPLAY),
    (r"paid[-_ ]?social|social[-_ ]?(paid|ads?|cpc)", Channel.PAID_SOCIAL),
    (r"cpc|ppc|cpa|sem|paid|paid[-_ ]?search|search[-_ ]?(paid|ads?)|ads?|adwords", Channel.PAID_SEARCH),
    (r"affiliates?|partners?hip", Channel.AFFILIATE),
    (r"e[-_ ]?mail|newsletter|mail(ing)?", Channel.EMAIL),
    (r"social([-_ ]?(network|media))?|sm", Channel.ORGANIC_SOCIAL),
    (r"organic([-_ ]?search)?|search", Channel.ORGANIC_SEARCH),
    (r"referral|link", Channel.REFERRAL),
)
# Tried in this order, as mail.google.com is mail and not search. Names stand for the part before the last dots.
_ORIGINS = (
    (r"^(e?mail|webmail|outlook|deref-(gmx|web-02)|newsletters?)(\.|$)|com\.google\.android\.gm$|(^|\.)mailchi\.mp$|"
     r"(^|\.)(gmail|mailchimp|klaviyo|hubspot|sendgrid|brevo|mailerlite)(\.|$)", Channel.EMAIL),
    (r"(^|\.)(facebook|fb|instagram|linkedin|lnkd|twitter|pinterest|pin|reddit|tiktok|youtube|youtu|vk|threads|tumblr|"
     r"snapchat|quora|weibo|xing|bsky|whatsapp|telegram|discord|messenger|mastodon|ok|ig)(\.[a-z]{2,3}){0,2}$|"
     r"^(t\.co|x\.com|x|t\.me|news\.ycombinator\.com|com\.(twitter|facebook|linkedin|instagram|reddit).*)$",
     Channel.ORGANIC_SOCIAL),
    (r"^((www|m|r|images|encrypted|search|cn)\.)?(google|bing|yahoo|duckduckgo|yandex|ya|baidu|ecosia|qwant|startpage|"
     r"seznam|naver|sogou|ask|aol|mojeek|kagi|daum|lycos|rambler)(\.[a-z]{2,3}){0,2}$|search\.(brave|yahoo|naver|seznam)\.|"
     r"com\.google\.android\.googlequicksearchbox$", Channel.ORGANIC_SEARCH),
)  # fmt: skip
_mediums = tuple((re.compile(pattern), channel) for pattern, channel in _MEDIUMS)
_origins = tuple((re.compile(pattern), channel) for pattern, channel in _ORIGINS)


@lru_cache(CACHED_PAGES)
def choose_channel(host: str, referrer_host: str, utm_source: str, utm_medium: str, click_id_kind: str) -> Channel:
    """The channel by the table above, of a visitor without a partner; ``host`` is that of the page."""
    outside = "" if _is_same_site(host, referrer_host) else referrer_host
    origin = _match_origin(outside) or _match_origin(utm_source.lower())
    return (
        _PAID_CLICK_IDS.get(click_id_kind)
        or _match_medium(utm_medium.lower(), origin)
        or _OTHER_CLICK_IDS.get(click_id_kind)
        or origin
        or (Channel.REFERRAL if outside or utm_source else Channel.DIRECT)
    )


def _match_medium(medium: str, origin: Channel | None) -> Channel | None:
    channel = next((channel for pattern, channel in _mediums if pattern.fullmatch(medium)), None)
    if channel is Channel.PAID_SEARCH and origin is Channel.ORGANIC_SOCIAL:
        return Channel.PAID_SOCIAL
    return channel


def _match_origin(name: str) -> Channel | None:
    return next((channel for pattern, channel in _origins if name and pattern.search(name)), None)


def _is_same_site(host: str, referrer_host: str) -> bool:
    """Whether one is the other or a subdomain of it, ignoring ``www.``."""
    first, second = host.removeprefix("www."), referrer_host.removeprefix("www.")
    return first == second or first.endswith("." + second) or second.endswith("." + first)

"""The class of traffic of a redirect, as far as its headers show; ingest classifies more closely."""

import re

from events.enums import Traffic
from tracker.http.request_head import Headers

_PURPOSES = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
_PREVIEW = re.compile(
    rb"facebookexternalhit|facebookcatalog|facebot|twitterbot|slackbot|slack-imgproxy|linkedinbot|whatsapp|telegrambot"
    rb"|discordbot|skypeuripreview|redditbot|vkshare|iframely|embedly|pinterestbot|mastodon|bluesky|signal-desktop",
    re.IGNORECASE,
)
# Cubot is a brand of phones.
_BOT = re.compile(
    rb"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|scan|monitor|headless|preview|curl/|wget|python|java/|okhttp|libwww"
    rb"|go-http-client|httpclient|axios|node-fetch|http://|https://",
    re.IGNORECASE,
)


def classify_traffic(method: str, headers: Headers) -> str:
    """One of ``Traffic``; without a user agent, and for HEAD, a bot.

    What a page loads as an image, a script or a frame nobody has opened: it is a prefetch. A browser that is too old to
    say what it loads is believed.
    """
    agent = headers.get(b"user-agent", b"")
    purpose = b" ".join(headers.get(name, b"") for name in _PURPOSES).lower()
    is_opened = headers.get(b"sec-fetch-dest", b"document").strip().lower() == b"document"
    if b"prefetch" in purpose or b"prerender" in purpose or not is_opened:
        return Traffic.PREFETCH.value
    if b"preview" in purpose or _PREVIEW.search(agent):
        return Traffic.PREVIEW.value
    return Traffic.BOT.value if method == "HEAD" or not agent or _BOT.search(agent) else Traffic.HUMAN.value

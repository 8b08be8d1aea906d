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
# Cubot is a brand of phones. A headless browser is none, as for ingest: shops test their own pages with one.
_BOT = re.compile(
    rb"(?<!cu)bot\b|bot[/;_-]|crawl|spider|slurp|scan|monitor|preview|curl/|wget|python|java/|okhttp|libwww"
    rb"|go-http-client|httpclient|axios|node-fetch|http://|https://",
    re.IGNORECASE,
)


def classify_traffic(method: str, headers: Headers) -> str:
    """One of ``Traffic``; without a user agent, and for HEAD, a bot.

    What a page loads as an image, a script or a frame nobody has opened: it is a prefetch.
    """
    agent = headers.get(b"user-agent", b"")
    purpose = b" ".join(headers.get(name, b"") for name in _PURPOSES).lower()
    if b"prefetch" in purpose or b"prerender" in purpose or not _is_opened(headers):
        return Traffic.PREFETCH.value
    if b"preview" in purpose or _PREVIEW.search(agent):
        return Traffic.PREVIEW.value
    return Traffic.BOT.value if method == "HEAD" or not agent or _BOT.search(agent) else Traffic.HUMAN.value


def _is_opened(headers: Headers) -> bool:
    """Whether a browser opens it as a page, as far as it says so: the oldest only by the kinds that it accepts."""
    destination = headers.get(b"sec-fetch-dest", b"document").strip().lower()
    mode = headers.get(b"sec-fetch-mode", b"navigate").strip().lower()
    accepted = headers.get(b"accept", b"").strip().lower()
    is_page = not accepted or accepted.startswith(b"*/*") or b"text/html" in accepted or b"xhtml" in accepted
    return destination == b"document" and mode == b"navigate" and is_page

"""Recognises bots by their user agent, beyond what `user_agents` knows.

A published list knows bots by name, our own patterns those that are on no list yet.
"""

import re
from functools import cache

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

# Searched in lower case. A headless browser is not among them: shops test their own checkout with one, and as evidence
# of fraud it stays visible in the column `browser`.
_PATTERNS = (
    # How they call themselves.
    r"(?<!cu)bots?\b|(?<!cu)bot[/_;:\-]|robot|crawl|spider|scrap|slurp|archiver|indexer|search engine",
    # Libraries and tools.
    r"^(curl|wget|python|ruby|perl|php|java|go-http|node|axios|got|okhttp|guzzle|libwww|lwp|httpie|powershell)",
    r"python-(requests|urllib|httpx)|aiohttp|httpx2?/|scrapy|apache-httpclient|http_request|winhttp|restsharp",
    r"phantomjs|puppeteer|playwright|selenium|prerender|lighthouse|pagespeed|gtmetrix|optimizer",
    # Previews in chats and social networks, readers of feeds, checkers.
    r"facebookexternalhit|meta-external|whatsapp/|telegram|slack-?img|discord|embedly|skypeuri|iframely|preview",
    r"feed|rss|validator|auditor|checklink|link ?(check|finder|dex|tiger)|fetch(er)?\b|proxy\b",
    r"monitor|uptime|pingdom|statuscake|site24x7|datadog|newrelic|zabbix|nagios|check_http|healthcheck|exporter/",
    # By name.
    r"google(-|other|web|image|docs)|apis-google|mediapartners|yandex(?!.*(yabrowser|yowser))|baidu(?!box|browser)",
    r"semrush|ahrefs|dataprovider|censys|shodan|nmap|masscan|zgrab|httrack|nikto|sqlmap|nessus|qualys|wpscan",
    r"gptbot|chatgpt|openai|anthropic|claude|perplexity|bytespider|ccbot|cohere|diffbot|thousandeyes|ghost inspector",
    # A name and a version and nothing else, no name at all, or a contact address.
    r"^[\w .!+&-]+(/v?\d[\w.-]*)?$|^mozilla/[45]\.0 \(compatible;? ?[\w.-]*(/[\w.]+)?\)$",
    r"https?://|\+?www\.|@[a-z0-9.]+\.[a-z]{2}",
)
# The complete user agent of a common browser; one that matches is not searched any further.
_BROWSER = (
    r"Mozilla/5\.0 \((?:Windows NT [\d.]+(?:; Win64; x64|; WOW64)?|Macintosh; Intel Mac OS X [\d_.]+|"
    r"X11; (?:Ubuntu; )?Linux (?:x86_64|i686|aarch64)|"
    r"X11; CrOS \w+ [\d.]+|Linux; Android [\d.]+; (?:K|[A-Z]{2,3}-\w+|Pixel \w+(?: Pro)?)|"
    r"iP(?:hone|ad|od touch)?; CPU (?:iPhone )?OS [\d_]+ like Mac OS X)(?:; rv:[\d.]+)?\) "
    r"(?:AppleWebKit/[\d.]+ \(KHTML, like Gecko\)|Gecko/[\d.]+)"
    r"(?: (?:Version|Chrome|CriOS|FxiOS|Mobile|Safari|Firefox|Edg|EdgA|EdgiOS|OPR|SamsungBrowser)/[\w.]+| Mobile)+"
)
_HEADLESS = "HeadlessChrome/140.0.0.0"

_browser = re.compile(_BROWSER)
_bot = re.compile("|".join(_PATTERNS))


@cache
def _known_bots() -> re.Pattern[str]:
    """The patterns of the list `crawler-user-agents`, except that of the headless browser."""
    names = [entry["pattern"] for entry in CRAWLER_USER_AGENTS_DATA if not re.search(entry["pattern"], _HEADLESS)]
    return re.compile("|".join(names))


def is_bot_agent(agent: str) -> bool:
    """Whether the user agent declares an automated client."""
    if _browser.fullmatch(agent):
        return False
    return _bot.search(agent.lower()) is not None or _known_bots().search(agent) is not None

"""Tells programs from people by the words in their user agent, beside what `user_agents` knows."""

import re

# One habit of programs a line, looked for in lower case. A headless browser is not among them: shops test their own
# checkout with one, and as evidence of fraud it stays visible in the column `browser`.
_HABITS = (
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
    # A name and a version and nothing else, no name at all, or an address to complain to.
    r"^[\w .!+&-]+(/v?\d[\w.-]*)?$|^mozilla/[45]\.0 \(compatible;? ?[\w.-]*(/[\w.]+)?\)$",
    r"https?://|\+?www\.|@[a-z0-9.]+\.[a-z]{2}",
)
_program = re.compile("|".join(_HABITS))


def is_program(agent: str) -> bool:
    """Whether the user agent says of itself that no person sits in front of it."""
    return _program.search(agent.lower()) is not None

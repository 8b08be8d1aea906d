"""Under which host names an installation itself answers: no site may have one of them."""

from urllib.parse import urlsplit

from settings.processes import ConsoleSettings

_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")


def list_own_hosts(settings: ConsoleSettings) -> tuple[str, ...]:
    """Those of console and tracker; none where the console's public address is not set, so that nobody knows it."""
    if not settings.console_url:
        return ()
    urls = (settings.console_url, settings.tracker_url)
    named = [urlsplit(url).hostname or "" for url in urls]
    hosts = [*named, *settings.console_hosts, settings.console_host, *_OWN_MACHINE]
    return tuple(dict.fromkeys(host.lower() for host in hosts if host))

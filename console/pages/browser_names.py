"""Browsers as people know them, by what they send as `User-Agent`."""

from languages.sentence import Words, sentence

_UNKNOWN = "Other"


def name_browser(agent: str) -> Words:
    """Like ``Firefox on Linux``; one that is not known by what it sends."""
    # Its patterns take a fifth of a second, for which no start of the console has to wait.
    from user_agents import parse

    found = parse(agent)
    browser, system = found.browser.family, found.os.family
    if browser == _UNKNOWN:
        return agent or sentence("Unknown browser")
    return browser if system == _UNKNOWN else sentence("{browser} on {system}", browser=browser, system=system)

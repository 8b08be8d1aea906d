"""Whose a host name is, by the public suffix list: shared by many websites, or below one registrable domain."""

from functools import lru_cache

from publicsuffixlist import PublicSuffixList

from events.host_names import is_address


def is_shared(host: str) -> bool:
    """Whether many websites share the name, like `co.uk`; one of an inner network, like `localhost`, is on no list."""
    return _load_suffixes().is_public(host)


def find_domain(host: str) -> str:
    """The registrable domain of a host, `*.` included: what one owner has; the host itself where there is none."""
    name = host.removeprefix("*.")
    # Below an ending that is on no list, the last two labels.
    found: str | None = None if is_address(name) else _load_suffixes().privatesuffix(name, accept_unknown=True)
    return found or name


@lru_cache(1)
def _load_suffixes() -> PublicSuffixList:
    return PublicSuffixList(accept_unknown=False)

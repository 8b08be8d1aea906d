"""Who may read ``/metrics``: a client in one of the networks of the settings that asks without a proxy in between."""

from collections.abc import Sequence

from starlette.types import Scope

from http_server.client_address import is_trusted
from settings.environment import Network

# A proxy sets at least one of them; behind it everybody has the proxy's address.
_OF_A_PROXY = frozenset(
    {b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"}
)


def may_read_metrics(scope: Scope, networks: Sequence[Network]) -> bool:
    """Whether the sender of an ASGI request may; nobody on a unix socket, which only proxies use."""
    client = scope.get("client")
    is_direct = _OF_A_PROXY.isdisjoint(name for name, _ in scope["headers"])
    return is_direct and client is not None and is_trusted(client[0], tuple(networks))

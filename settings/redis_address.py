"""The forms of a Redis address: one server, or some nodes of a cluster from which the others are discovered."""

from urllib.parse import urlsplit

_FORMS = "give an address like redis://host:6379/0, rediss://host:6379/0, unix:///path or redis+cluster://host:6379"
_CLUSTER = {"redis+cluster": "redis", "rediss+cluster": "rediss"}


def parse_redis_url(text: str) -> str:
    """The address of a Redis or of a Redis Cluster, or an empty string."""
    scheme, separator, _ = text.partition("://")
    if text and (not separator or scheme not in {"redis", "rediss", "unix", *_CLUSTER}):
        raise ValueError(_FORMS)
    for seed in list_seeds(text):
        _check_seed(seed)
    return text


def list_seeds(url: str) -> tuple[str, ...]:
    """Each named node of a cluster as the address of one Redis; empty where the address is that of one server.

    ``redis+cluster://USER:PASSWORD@HOST:PORT,HOST:PORT``, the same with ``rediss+cluster`` for encrypted connections.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in _CLUSTER:
        return ()
    authority, slash, path = rest.partition("/")
    credentials, at, hosts = authority.rpartition("@")
    return tuple(f"{_CLUSTER[scheme]}://{credentials}{at}{host.strip()}{slash}{path}" for host in hosts.split(","))


def _check_seed(url: str) -> None:
    parts = urlsplit(url)
    try:
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host:
        raise ValueError("give the nodes of a cluster like redis+cluster://:password@host:6379,host:6379")
    if parts.path.strip("/") not in {"", "0"}:
        raise ValueError("a Redis Cluster has no numbered databases; leave the path out")

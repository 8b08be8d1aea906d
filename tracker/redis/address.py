"""Where a Redis is, by its address: what redis-py reads too, without the seven megabytes of memory that it takes."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PORT = 6379


@dataclass(frozen=True, slots=True)
class RedisPlace:
    """A unix socket's ``path``, else ``host`` and ``port``; who signs in there, and which database is meant."""

    path: str
    host: str
    port: int
    is_encrypted: bool
    username: str
    password: str
    database: int


def read_place(url: str) -> RedisPlace:
    """``redis://USER:PASSWORD@HOST:PORT/DATABASE``, the same with ``rediss``, or ``unix://USER:PASSWORD@/PATH?db=N``."""
    parts = urlsplit(url)
    is_unix = parts.scheme == "unix"
    named = parse_qs(parts.query).get("db", [""])[0]
    database = named or ("" if is_unix else parts.path.strip("/"))
    return RedisPlace(
        path=unquote(parts.path) if is_unix else "",
        host=unquote(parts.hostname or "localhost"),
        port=parts.port or PORT,
        is_encrypted=parts.scheme == "rediss",
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=int(database) if database.isdigit() else 0,
    )

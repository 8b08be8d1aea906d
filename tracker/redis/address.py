"""Parses the URL of a Redis as redis-py does, without the seven megabytes of memory that importing it takes."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PORT = 6379


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """A unix socket's ``path``, else ``host`` and ``port``; the credentials and the number of the database."""

    path: str
    host: str
    port: int
    is_encrypted: bool
    username: str
    password: str
    database: int


def parse_address(url: str) -> RedisAddress:
    """``redis://USER:PASSWORD@HOST:PORT/DATABASE``, the same with ``rediss``, or ``unix://USER:PASSWORD@/PATH?db=N``."""
    parts = urlsplit(url)
    is_unix = parts.scheme == "unix"
    named = parse_qs(parts.query).get("db", [""])[0]
    database = named or ("" if is_unix else parts.path.strip("/"))
    return RedisAddress(
        path=unquote(parts.path) if is_unix else "",
        host=unquote(parts.hostname or "localhost"),
        port=parts.port or PORT,
        is_encrypted=parts.scheme == "rediss",
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=int(database) if database.isascii() and database.isdigit() else 0,
    )

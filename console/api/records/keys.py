"""/keys: the secret keys of a site's servers."""

from datetime import timedelta

from console.api.request import Asked, Call, Document, Table
from console.api.values import read_integer, read_texts, refuse_unknown, require_text
from database.sessions import begin_read
from registry.keys import SCOPES, create_key, list_keys, revoke_key, rotate_key
from registry.models import SecretKey
from registry.publication import change_registry
from reports.errors import NothingFound

_LONGEST_OVERLAP_HOURS = 24 * 365


def list_site_keys(asked: Asked) -> Table:
    """All of them, revoked ones too; the keys themselves are not kept."""
    with begin_read(asked.sources.sessions) as session:
        columns = ("key_id", "label", "last_four", "scopes", "created_at", "last_used_at", "revoked_at")
        return Table(columns, [_show(key) for key in list_keys(session, asked.site().site_id)])


def read_key(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        for key in list_keys(session, asked.site().site_id):
            if key.id == int(asked.path["key_id"]):
                return Document(_show(key))
    raise NothingFound("no such key")


def add_key(asked: Asked) -> Document:
    """A key with its scopes; ``secret_key`` is shown this once."""
    refuse_unknown(asked.body, ("label", "scopes"))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        scopes = read_texts(asked.body, "scopes")
        key, secret_key = create_key(
            session, asked.site().site_id, require_text(asked.body, "label"), SCOPES if scopes is None else scopes
        )
        return Document({**_show(key), "secret_key": secret_key}, status=201)


def renew_key(asked: Asked) -> Document:
    """A key in place of another, whose end is ``old_ends_at``; ``secret_key`` is shown this once."""
    refuse_unknown(asked.body, ("overlap_hours",))
    overlap = timedelta(hours=read_integer(asked.body, "overlap_hours", 0, _LONGEST_OVERLAP_HOURS, 24))
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        new, secret_key, old = rotate_key(session, asked.site().site_id, int(asked.path["key_id"]), asked.now, overlap)
        return Document({**_show(new), "secret_key": secret_key, "old_ends_at": old.revoked_at}, status=201)


def end_key(asked: Asked) -> Document:
    """The key is refused from now on."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        return Document(_show(revoke_key(session, asked.site().site_id, int(asked.path["key_id"]), asked.now)))


def _show(key: SecretKey) -> dict[str, object]:
    return {
        "key_id": key.id,
        "label": key.label,
        "last_four": key.last_four,
        "scopes": key.scopes,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    }


_ONE, _NAMED = "/keys/{key_id:int}", ("key_id", "site")
CALLS = (
    Call("GET", "/keys", list_site_keys, "The secret keys of a site", ("site", "format"), row="Key"),
    Call("POST", "/keys", add_key, "Create a secret key", ("site",), "NewKey", "Key", changes=True),
    Call("GET", _ONE, read_key, "Read what is known of a secret key", _NAMED, row="Key"),
    Call("POST", f"{_ONE}/rotation", renew_key, "Rotate a secret key", _NAMED, "KeyRotation", "Key", changes=True),
    Call("DELETE", _ONE, end_key, "Revoke a secret key", _NAMED, row="Key", changes=True),
)

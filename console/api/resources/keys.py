"""/keys: the secret keys of a site's servers. A key is revoked, not archived: it never opens anything again."""

from datetime import timedelta
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource
from console.api.request import Asked, Call, Document, Table
from console.errors import NothingFound
from database.sessions import begin_read
from registry import models
from registry.keys import SCOPES, create_key, list_keys, revoke_key, rotate_key
from registry.publication import change_registry


class Key(Resource):
    """`secret_key` is shown once, when the key is created; only its hash is kept.

    `old_ends_at` says when the key ends in whose place this one was made.
    """

    key_id: Count
    label: str
    last_four: str
    scopes: list[str]
    created_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None
    secret_key: str | UnsetType = UNSET
    old_ends_at: Instant | UnsetType | None = UNSET


class NewKey(Resource):
    """Without `scopes` the key has all scopes."""

    label: str
    scopes: list[str] = field(default_factory=lambda: list(SCOPES))


class KeyRotation(Resource):
    """How long both keys are valid."""

    overlap_hours: Annotated[int, Meta(ge=0, le=24 * 365)] = 24


def answer_list(asked: Asked) -> Table:
    """All of them, revoked ones too."""
    with begin_read(asked.sources.sessions) as session:
        return Table([_show(key) for key in list_keys(session, asked.site().site_id)])


def answer_read(asked: Asked) -> Document:
    key_id = int(asked.path["key_id"])
    with begin_read(asked.sources.sessions) as session:
        for key in list_keys(session, asked.site().site_id):
            if key.id == key_id:
                return Document(_show(key))
    raise NothingFound("no such key")


def answer_create(asked: Asked) -> Document:
    body = parse_body(asked.body, NewKey)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        key, secret_key = create_key(session, asked.site().site_id, body.label, body.scopes)
        return Document(_show(key, secret_key), status=201)


def answer_rotate(asked: Asked) -> Document:
    overlap = timedelta(hours=parse_body(asked.body, KeyRotation).overlap_hours)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        new, secret_key, old = rotate_key(session, asked.site().site_id, int(asked.path["key_id"]), asked.now, overlap)
        return Document(_show(new, secret_key, old.revoked_at), status=201)


def answer_revoke(asked: Asked) -> Document:
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        return Document(_show(revoke_key(session, asked.site().site_id, int(asked.path["key_id"]), asked.now)))


def _show(
    key: models.SecretKey, secret_key: str | UnsetType = UNSET, old_ends_at: Instant | UnsetType | None = UNSET
) -> Key:
    return Key(
        key_id=key.id,
        label=key.label,
        last_four=key.last_four,
        scopes=key.scopes,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        secret_key=secret_key,
        old_ends_at=old_ends_at,
    )


_ALL, _ONE, _SITE = "/keys", "/keys/{key_id:int}", ("site",)
# fmt: off
CALLS = (
    Call("list_keys", "GET", _ALL, answer_list, "The secret keys of a site", ("site", "format"), row=Key),
    Call("create_key", "POST", _ALL, answer_create, "Create a secret key", _SITE, NewKey, Key, changes=True),
    Call("read_key", "GET", _ONE, answer_read, "Read what is known of a secret key", _SITE, row=Key),
    Call("rotate_key", "POST", f"{_ONE}/rotation", answer_rotate, "Rotate a secret key", _SITE, KeyRotation, Key,
         changes=True),
    Call("revoke_key", "DELETE", _ONE, answer_revoke, "Revoke a secret key", _SITE, row=Key, changes=True),
)

"""/keys: the secret keys of a site's servers. A key is revoked, not archived: it never opens anything again.

A key creates and rotates no key that may do more than itself, for the answer shows that key.
"""

from datetime import timedelta
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from console.access import Caller
from console.api.bodies import parse_body
from console.api.fields import Count, Instant, Resource
from console.api.request import ApiRequest, Call, Document, Table
from console.errors import AccessDenied, NothingFound
from database.sessions import begin_read
from registry import models
from registry.key_revocation import check_maker, revoke_key
from registry.keys import USUAL_SCOPES, create_key, get_key, list_keys, rotate_key
from registry.publication import change_registry


class Key(Resource):
    """`secret_key` is shown once, when the key is created; only its hash is kept.

    `created_by` is a caller like `key:3` or `member:7`, or `command`, or `upgrade`: from before there were four scopes.
    `old_ends_at` says when the key ends in whose place this one was made. `also_revoked` are the keys that it made,
    which end with it.
    """

    key_id: Count
    label: str
    last_four: str
    scopes: list[str]
    created_by: str
    created_at: Instant
    last_used_at: Instant | None
    revoked_at: Instant | None
    secret_key: str | UnsetType = UNSET
    old_ends_at: Instant | UnsetType | None = UNSET
    also_revoked: list[Count] | UnsetType = UNSET


class NewKey(Resource):
    """`scopes` are of `events`, `reports`, `admin`, `pay` and `friends`; without them the key can only send events."""

    label: str
    scopes: list[str] = field(default_factory=lambda: list(USUAL_SCOPES))


class KeyRotation(Resource):
    """How long both keys are valid."""

    overlap_hours: Annotated[int, Meta(ge=0, le=24 * 365)] = 24


def answer_list(request: ApiRequest) -> Table:
    """All of them, revoked ones too."""
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(key) for key in list_keys(session, request.site().site_id)])


def answer_read(request: ApiRequest) -> Document:
    key_id = int(request.path["key_id"])
    with begin_read(request.dependencies.sessions) as session:
        for key in list_keys(session, request.site().site_id):
            if key.id == key_id:
                return Document(_make_resource(key))
    raise NothingFound("no such key")


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewKey)
    maker = request.caller.name
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        check_maker(session, maker, request.now)
        key, secret_key = create_key(session, request.site().site_id, body.label, body.scopes, created_by=maker)
        _check_no_stronger(request.caller, key)
        return Document(_make_resource(key, secret_key))


def answer_rotate(request: ApiRequest) -> Document:
    overlap = timedelta(hours=parse_body(request.body, KeyRotation).overlap_hours)
    maker, site_id, key_id = request.caller.name, request.site().site_id, int(request.path["key_id"])
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        check_maker(session, maker, request.now)
        _check_no_stronger(request.caller, get_key(session, site_id, key_id))
        new, secret_key, old = rotate_key(session, site_id, key_id, request.now, overlap, created_by=maker)
        return Document(_make_resource(new, secret_key, old.revoked_at))


def answer_revoke(request: ApiRequest) -> Document:
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        key, *made = revoke_key(session, request.site().site_id, int(request.path["key_id"]), request.now)
        return Document(_make_resource(key, also_revoked=[each.id for each in made]))


def _check_no_stronger(caller: Caller, key: models.SecretKey) -> None:
    missing = [scope for scope in key.scopes if caller.scopes is not None and scope not in caller.scopes]
    if missing:
        raise AccessDenied(f"this key lacks the scope {missing[0]}, so it cannot give it to another")


def _make_resource(
    key: models.SecretKey,
    secret_key: str | UnsetType = UNSET,
    old_ends_at: Instant | UnsetType | None = UNSET,
    also_revoked: list[Count] | UnsetType = UNSET,
) -> Key:
    return Key(
        key_id=key.id,
        label=key.label,
        last_four=key.last_four,
        scopes=key.scopes,
        created_by=key.created_by,
        created_at=key.created_at,
        last_used_at=key.last_used_at,
        revoked_at=key.revoked_at,
        secret_key=secret_key,
        old_ends_at=old_ends_at,
        also_revoked=also_revoked,
    )


_ALL, _ONE, _SITE = "/keys", "/keys/{key_id:id}", ("site",)
# fmt: off
CALLS = (
    Call("list_keys", "GET", _ALL, answer_list, "The secret keys of a site", ("site", "format"), answer_type=Key),
    Call("create_key", "POST", _ALL, answer_create, "Create a secret key", _SITE, NewKey, Key, status=201,
         is_write=True),
    Call("read_key", "GET", _ONE, answer_read, "Read what is known of a secret key", _SITE, answer_type=Key),
    Call("rotate_key", "POST", f"{_ONE}/rotation", answer_rotate, "Rotate a secret key", _SITE, KeyRotation, Key,
         status=201, is_write=True),
    Call("revoke_key", "DELETE", _ONE, answer_revoke, "Revoke a secret key", _SITE, answer_type=Key, is_write=True),
)

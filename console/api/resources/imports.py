"""/imports: the files of past events that were imported. `prm backfill` makes one, `prm import undo` takes it back."""

from typing import Annotated

from console.api.fields import Count, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Document, Table
from database.sessions import begin_read
from events.enums import Scope
from registry import models
from registry.enums import ImportState
from registry.imports import get_import, list_imports


class Import(Resource):
    """`rows` of the file; `accepted` and `rejected` are events, duplicates among the accepted ones.

    `file_hash` is the SHA-256 of the file, `created_by` who imported it, like `command:ada`.
    """

    import_id: str
    file_name: str
    file_hash: str
    state: Annotated[str, choice(ImportState)]
    rows: Count
    accepted: Count
    rejected: Count
    created_by: str
    created_at: Instant
    ended_at: Instant | None
    undone_at: Instant | None


def answer_list(request: ApiRequest) -> Table:
    """All of them, the newest first, those that were taken back too."""
    site_id = request.site().site_id
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(each) for each in list_imports(session, site_id)])


def answer_read(request: ApiRequest) -> Document:
    site_id = request.site().site_id
    with begin_read(request.dependencies.sessions) as session:
        return Document(_make_resource(get_import(session, site_id, request.path["import_id"])))


def _make_resource(found: models.Import) -> Import:
    return Import(**{name: getattr(found, name) for name in Import.names()})


_ALL, _ONE, _SITE = "/imports", "/imports/{import_id}", ("site",)
# fmt: off
CALLS = (
    Call("list_imports", "GET", _ALL, answer_list, "The files of past events that were imported", ("site", "format"),
         answer_type=Import, key_scope=Scope.ADMIN),
    Call("read_import", "GET", _ONE, answer_read, "Read one import", _SITE, answer_type=Import,
         key_scope=Scope.ADMIN),
)

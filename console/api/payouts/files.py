"""GET /payout-runs/{run_id}/file: what a bank or a payment service reads."""

from console.api.fields import Resource
from console.api.payouts.access import find_caller_actor, parse_run_id, read_keys
from console.api.request import ApiRequest, Call, FileAnswer
from console.api.values import parse_choice, parse_integer
from console.errors import InvalidRequest
from earnings.payout_runs.exporting import export_file
from earnings.payouts.files.formats import FileFormat
from events.enums import Scope

FORMATS = tuple(str(each) for each in FileFormat)
_MOST_PARTS = 10_000


def answer_file(request: ApiRequest) -> FileAnswer:
    """The same bytes however often it is asked for; headers say how many files there are, and what is in none."""
    site_id = request.site().site_id
    if not request.query.get("format"):
        raise InvalidRequest("format", "give one of " + ", ".join(FORMATS), "missing")
    chosen = FileFormat(parse_choice(request.query, "format", FORMATS, ""))
    part = parse_integer(request.query, "part", 1, _MOST_PARTS, 1)
    actor, dependencies = find_caller_actor(request.dependencies.sessions, request.caller), request.dependencies
    exported = export_file(
        dependencies.sessions,
        read_keys(dependencies),
        site_id,
        parse_run_id(request.path["run_id"]),
        chosen,
        part,
        actor,
        request.now,
    )
    file = exported.file
    headers = {"X-PRM-Files": str(exported.parts), "X-PRM-Left-Out": str(exported.left_out)}
    return FileAnswer(file.name, file.media_type, file.content, headers)


CALLS = (
    # It notes that the payments have left, so it is a change.
    Call(
        "get_payout_file",
        "GET",
        "/payout-runs/{run_id}/file",
        answer_file,
        "A payment file of an approved payout run",
        parameters=("site", "format", "part"),
        answer_type=Resource,
        is_write=True,
        key_scope=Scope.PAY,
        formats=FORMATS,
    ),
)

"""/programs: the rules of a site."""

from console.api.bodies import parse_body
from console.api.fields import Count, HoldDays, Instant, KeepMonths, ModelName, PriorityName, Resource, WindowDays
from console.api.request import ApiRequest, Call, Document, Table
from database.sessions import begin_read
from registry import models
from registry.enums import Model, Priority
from registry.publication import change_registry
from registry.sites import archive_program, create_program, get_program, list_programs, update_program


class Program(Resource):
    """Who is paid for what; `version` counts its changes. `friends`: customers of the shop may refer others by it."""

    program_id: Count
    name: str
    model: ModelName
    window_days: Count
    hold_days: Count
    priority: PriorityName
    keeps_customer_months: Count
    friends: bool
    version: Count
    created_at: Instant
    archived_at: Instant | None


class NewProgram(Resource):
    """A new program; partners join it with `program_id`."""

    name: str
    model: ModelName = Model.LAST_CLICK.value
    window_days: WindowDays = 30
    hold_days: HoldDays = 30
    priority: PriorityName = Priority.CLICK.value
    keeps_customer_months: KeepMonths = 0
    friends: bool = False


class ProgramChange(Resource):
    """An absent field and `null` leave the value as it is; the new rules hold for all history."""

    name: str | None = None
    model: ModelName | None = None
    window_days: WindowDays | None = None
    hold_days: HoldDays | None = None
    priority: PriorityName | None = None
    keeps_customer_months: KeepMonths | None = None
    friends: bool | None = None


def answer_list(request: ApiRequest) -> Table:
    """The default program first."""
    with begin_read(request.dependencies.sessions) as session:
        return Table([_make_resource(program) for program in list_programs(session, request.site().site_id)])


def answer_read(request: ApiRequest) -> Document:
    with begin_read(request.dependencies.sessions) as session:
        return Document(_make_resource(get_program(session, request.site().site_id, int(request.path["program_id"]))))


def answer_create(request: ApiRequest) -> Document:
    body = parse_body(request.body, NewProgram)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        program = create_program(
            session,
            request.site().site_id,
            body.name,
            model=body.model,
            window_days=body.window_days,
            hold_days=body.hold_days,
            priority=body.priority,
            keeps_customer_months=body.keeps_customer_months,
            friends=body.friends,
        )
        return Document(_make_resource(program))


def answer_update(request: ApiRequest) -> Document:
    body = parse_body(request.body, ProgramChange)
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        program = update_program(
            session,
            request.site().site_id,
            int(request.path["program_id"]),
            name=body.name,
            model=body.model,
            window_days=body.window_days,
            hold_days=body.hold_days,
            priority=body.priority,
            keeps_customer_months=body.keeps_customer_months,
            friends=body.friends,
        )
        return Document(_make_resource(program))


def answer_archive(request: ApiRequest) -> Document:
    """Its partners stand under the default one from now on; a site keeps at least one program."""
    with change_registry(request.dependencies.sessions, request.dependencies.redis) as session:
        program_id = int(request.path["program_id"])
        return Document(_make_resource(archive_program(session, request.site().site_id, program_id, request.now)))


def _make_resource(program: models.Program) -> Program:
    return Program(
        program_id=program.id,
        name=program.name,
        model=program.model,
        window_days=program.window_days,
        hold_days=program.hold_days,
        priority=program.priority,
        keeps_customer_months=program.keeps_customer_months,
        friends=program.friends,
        version=program.version,
        created_at=program.created_at,
        archived_at=program.archived_at,
    )


_ALL, _ONE, _SITE = "/programs", "/programs/{program_id:id}", ("site",)
CALLS = (
    Call("list_programs", "GET", _ALL, answer_list, "The programs of a site", ("site", "format"), answer_type=Program),
    Call(
        "create_program",
        "POST",
        _ALL,
        answer_create,
        "Create a program",
        _SITE,
        body=NewProgram,
        answer_type=Program,
        status=201,
        is_write=True,
    ),
    Call("read_program", "GET", _ONE, answer_read, "Read a program", _SITE, answer_type=Program),
    Call(
        "update_program",
        "PATCH",
        _ONE,
        answer_update,
        "Change a program",
        _SITE,
        body=ProgramChange,
        answer_type=Program,
        is_write=True,
    ),
    Call(
        "archive_program",
        "DELETE",
        _ONE,
        answer_archive,
        "Archive a program",
        _SITE,
        answer_type=Program,
        is_write=True,
    ),
)

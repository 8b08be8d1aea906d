"""/programs: the rules of a site."""

from console.api.request import Asked, Call, Document, Table
from console.api.values import (
    read_integer,
    read_optional_integer,
    read_optional_text,
    read_text,
    refuse_unknown,
    require_text,
)
from database.sessions import begin_read
from registry.models import Program
from registry.publication import change_registry
from registry.sites import archive_program, create_program, get_program, list_programs, update_program

_FIELDS = ("name", "model", "window_days", "hold_days", "priority")


def list_site_programs(asked: Asked) -> Table:
    """The default program first."""
    with begin_read(asked.sources.sessions) as session:
        return Table(
            ("program_id", *_FIELDS), [_show(program) for program in list_programs(session, asked.site().site_id)]
        )


def read_program(asked: Asked) -> Document:
    """One of them."""
    with begin_read(asked.sources.sessions) as session:
        return Document(_show(get_program(session, asked.site().site_id, int(asked.path["program_id"]))))


def add_program(asked: Asked) -> Document:
    """Further rules for partners to come."""
    refuse_unknown(asked.body, _FIELDS)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        program = create_program(
            session,
            asked.site().site_id,
            require_text(asked.body, "name"),
            model=read_text(asked.body, "model", "last_click"),
            window_days=read_integer(asked.body, "window_days", 1, 3650, 30),
            hold_days=read_integer(asked.body, "hold_days", 0, 3650, 30),
            priority=read_text(asked.body, "priority", "click"),
        )
        return Document(_show(program), status=201)


def edit_program(asked: Asked) -> Document:
    """What is not given stays; the new rules hold for all history."""
    refuse_unknown(asked.body, _FIELDS)
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        program = update_program(
            session,
            asked.site().site_id,
            int(asked.path["program_id"]),
            name=read_optional_text(asked.body, "name"),
            model=read_optional_text(asked.body, "model"),
            window_days=read_optional_integer(asked.body, "window_days"),
            hold_days=read_optional_integer(asked.body, "hold_days"),
            priority=read_optional_text(asked.body, "priority"),
        )
        return Document(_show(program))


def end_program(asked: Asked) -> Document:
    """Its partners stand under the default one from now on; a site keeps at least one program."""
    with change_registry(asked.sources.sessions, asked.sources.redis) as session:
        program_id = int(asked.path["program_id"])
        return Document(_show(archive_program(session, asked.site().site_id, program_id, asked.now)))


def _show(program: Program) -> dict[str, object]:
    return {
        "program_id": program.id,
        "name": program.name,
        "model": program.model,
        "window_days": program.window_days,
        "hold_days": program.hold_days,
        "priority": program.priority,
        "version": program.version,
        "created_at": program.created_at,
        "archived_at": program.archived_at,
    }


_ONE, _NAMED = "/programs/{program_id:int}", ("program_id", "site")
CALLS = (
    Call("GET", "/programs", list_site_programs, "The programs of a site", ("site", "format"), row="Program"),
    Call("POST", "/programs", add_program, "Create a program", ("site",), "NewProgram", "Program", changes=True),
    Call("GET", _ONE, read_program, "Read a program", _NAMED, row="Program"),
    Call("PATCH", _ONE, edit_program, "Change a program", _NAMED, "ProgramChange", "Program", changes=True),
    Call("DELETE", _ONE, end_program, "Archive a program", _NAMED, row="Program", changes=True),
)

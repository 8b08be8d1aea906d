"""Who sees payout runs and acts on them."""

import re

from console.access import Caller
from console.api.request import ApiDependencies
from console.errors import NothingFound
from database.sessions import Sessions, begin_read
from earnings.payout_runs.actors import Actor, find_actor
from earnings.payouts.methods.sealing import PayoutKey, parse_keys

_RUN_ID = re.compile(r"[0-9]{8}-[0-9a-f]{8}")


def parse_run_id(run_id: str) -> str:
    """The id in a path; raises ``NothingFound`` for what was never one."""
    if not _RUN_ID.fullmatch(run_id):
        raise NothingFound("no such payout run on this site")
    return run_id


def find_caller_actor(sessions: Sessions, caller: Caller) -> Actor:
    """Who acts by this call."""
    with begin_read(sessions) as session:
        return find_actor(session, caller.name)


def read_keys(dependencies: ApiDependencies, *, may_make: bool = False) -> tuple[PayoutKey, ...]:
    """By which the details of methods are decrypted; ``may_make``: the first one, where there is none."""
    return parse_keys(dependencies.read_payout_keys(may_make))

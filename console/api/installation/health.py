"""/installation/health: what runs, what waits and what an administrator should mend."""

from typing import Annotated

from console.api.fields import Resource, choice
from console.api.installation.health_checks import check_part
from console.api.installation.health_parts import HealthPart, HealthState
from console.api.request import ApiRequest, Call, Table
from console.api.values import choose_texts


class Finding(Resource):
    """One part of the installation; `remedy` is empty where it is fine. The whole: `prm doctor` on the server."""

    part: Annotated[str, choice(HealthPart)]
    state: Annotated[str, choice(HealthState)]
    answer: str
    remedy: str


def answer_health(request: ApiRequest) -> Table:
    """Every part, in sentences of the ``language`` that is asked for."""
    texts = choose_texts(request.query)
    found = ((part, check_part(part, request.dependencies)) for part in HealthPart)
    return Table(
        [
            Finding(part.value, state.value, texts.write(answer), texts.write(remedy))
            for part, (state, answer, remedy) in found
        ]
    )


# fmt: off
CALLS = (
    Call("read_installation_health", "GET", "/installation/health", answer_health, "What runs, waits and needs mending",
         ("language", "format"), answer_type=Finding, is_for_administrators=True),
)

"""What the fields of the API are made of: each resource is a msgspec Struct beside its calls, with its documentation.

OpenAPI, the columns of a CSV and the types of a Parquet file all come from the Struct.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Self

from msgspec import UNSET, Meta, Struct, structs

from events.enums import ConversionsFrom, EventType, Source
from fraud.review.payable import Awaited
from registry.enums import Model, PartnerKind, PartnerStatus, Priority


class Resource(Struct):
    """A row of an answer, or a body; a field that is ``UNSET`` is not in it."""

    @classmethod
    def pick(cls, found: Mapping[str, object]) -> Self:
        """The resource made of those of the cells that have its fields' names."""
        names = zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True)
        return cls(**{name: found[encoded] for name, encoded in names if encoded in found})

    @classmethod
    def names(cls) -> list[str]:
        """Its fields as JSON has them."""
        return list(cls.__struct_encode_fields__)

    def items(self) -> Iterable[tuple[str, object]]:
        """Name and value of each field that is set."""
        cells = zip(self.__struct_encode_fields__, structs.astuple(self), strict=True)
        return [cell for cell in cells if cell[1] is not UNSET]


def choice(values: Iterable[str], description: str | None = None) -> Meta:
    """One value of a closed set."""
    return Meta(description=description, extra_json_schema={"enum": [str(value) for value in values]})


# A field that a file leaves out: it says nothing more, or it has no place in a flat row.
JSON_ONLY = Meta(extra={"is_json_only": True})
# A text of several lines.
LINES = Meta(extra={"has_lines": True})
# A name for people; a file for programs has its key alone.
LABEL = Meta(extra={"is_label": True})
# A day, like 2026-01-31.
DATE = Meta(extra_json_schema={"format": "date"})

Count = Annotated[int, Meta(ge=0)]
# Of a row of the registry, whose databases count to here.
RegistryId = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Seconds = float | None
Ratio = float | None
MILLISECONDS = "epoch-milliseconds"
Milliseconds = Annotated[
    int, Meta(description="Milliseconds since the epoch, UTC", extra_json_schema={"format": MILLISECONDS})
]
Instant = Annotated[datetime, Meta(tz=True)]
# As a body has it: ISO 8601 allows more than msgspec reads.
InstantText = Annotated[str, Meta(extra_json_schema={"format": "date-time"})]
WindowDays = Annotated[int, Meta(ge=1, le=3650)]
HoldDays = Annotated[int, Meta(ge=0, le=3650)]
# A customer stays with the partner who brought him for so many calendar months after the first sale; 0: not at all.
KeepMonths = Annotated[int, Meta(ge=0, le=120)]
ModelName = Annotated[str, choice(Model)]
PriorityName = Annotated[str, choice(Priority)]
KindName = Annotated[str, choice(PartnerKind)]
StatusName = Annotated[str, choice(PartnerStatus)]
# Whose reports make conversions; an import counts as the server's.
ReporterName = Annotated[str, choice(ConversionsFrom)]
# An empty one: an event of any type.
EventTypeName = Annotated[str, choice(("", *EventType))]
DecisionName = Annotated[str, choice(("pending", "pay", "hold", "reject"))]
# What a pending conversion waits for.
AwaitedName = Annotated[str, choice(Awaited)]
# Who reported; empty where that is not known any more.
SourceName = Annotated[str, choice(("", *Source))]
TrafficClass = Annotated[str, choice(("givt", "sivt", "policy"))]
SubjectKind = Annotated[str, choice(("click", "conversion", "partner"))]

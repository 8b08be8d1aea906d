"""Decides which of ClickHouse's errors are transient and which blame a value."""

import re

from warehouse.interface import MemoryExceeded, MemoryShort, StatementFailed, ValuesInvalid, WarehouseUnavailable

# Names and numbers are those of ErrorCodes.cpp in ClickHouse's source.
_TRANSIENT_CODES = frozenset(
    {
        3,  # UNEXPECTED_END_OF_FILE
        32,  # ATTEMPT_TO_READ_AFTER_EOF
        173,  # CANNOT_ALLOCATE_MEMORY
        202,  # TOO_MANY_SIMULTANEOUS_QUERIES
        209,  # SOCKET_TIMEOUT
        210,  # NETWORK_ERROR
        225,  # NO_ZOOKEEPER
        236,  # ABORTED
        242,  # TABLE_IS_READ_ONLY: a replica without its keeper
        243,  # NOT_ENOUGH_SPACE
        244,  # UNEXPECTED_ZOOKEEPER_ERROR
        252,  # TOO_MANY_PARTS
        254,  # NO_ACTIVE_REPLICAS
        279,  # ALL_CONNECTION_TRIES_FAILED
        285,  # TOO_FEW_LIVE_REPLICAS
        286,  # UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
        289,  # REPLICA_IS_NOT_IN_QUORUM: a replica that lacks the last insert
        319,  # UNKNOWN_STATUS_OF_INSERT
        394,  # QUERY_WAS_CANCELLED
        416,  # REPLICA_STATUS_CHANGED
        439,  # CANNOT_SCHEDULE_TASK
        733,  # TABLE_IS_BEING_RESTARTED
        745,  # SERVER_OVERLOADED
        999,  # KEEPER_EXCEPTION
        1000,  # POCO_EXCEPTION
    }
)
_VALUE_CODES = frozenset(
    {
        6,  # CANNOT_PARSE_TEXT
        27,  # CANNOT_PARSE_INPUT_ASSERTION_FAILED
        38,  # CANNOT_PARSE_DATE
        41,  # CANNOT_PARSE_DATETIME
        53,  # TYPE_MISMATCH
        69,  # ARGUMENT_OUT_OF_BOUND
        70,  # CANNOT_CONVERT_TYPE
        72,  # CANNOT_PARSE_NUMBER
        321,  # VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349,  # CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        376,  # CANNOT_PARSE_UUID
    }
)
_MEMORY_LIMIT_EXCEEDED = 241
_CODE = re.compile(r"Code: (\d+)\.")


def classify_error(message: str, code: int | None = None) -> WarehouseUnavailable | StatementFailed:
    """The error to raise for ClickHouse's message; without a ``code`` it is parsed from the message.

    A server out of memory may recover; a query beyond its own limit fails again. Only codes about a value blame the
    rows: a quota or a missing right does not.
    """
    if code is None:
        found = _CODE.search(message)
        code = int(found[1]) if found else 0
    message = message.partition("Stack trace:")[0].rstrip()
    if code == _MEMORY_LIMIT_EXCEEDED:
        return MemoryShort(message) if "(total)" in message else MemoryExceeded(message)
    if code in _TRANSIENT_CODES:
        return WarehouseUnavailable(message)
    return ValuesInvalid(message) if code in _VALUE_CODES else StatementFailed(message)

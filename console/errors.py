"""Why a request is not answered; only ``console.api`` and the pages turn these into HTTP."""


class InvalidRequest(ValueError):
    """A given value cannot be used; ``field`` is its name, ``code`` one word, the message says what is valid."""

    def __init__(self, field: str, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class NotSignedIn(Exception):
    """Not authenticated; the message says how to authenticate."""


class AccessDenied(Exception):
    """The caller has no access to it; the message does not say whether it exists."""


class RequestNotPossible(Exception):
    """A partner may not ask for a payout now; ``code`` says why, by a closed list."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no payout can be asked for now: {code}; GET /payout-requests says when it is possible")
        self.code = code


class NothingFound(LookupError):
    """What the address names is not there."""


class CallsLimited(Exception):
    """One viewer has more calls under way and waiting than one viewer may have."""

    def __init__(self, places: int) -> None:
        super().__init__(f"{places} of your calls run at a time, and many more wait; wait for some of them, then retry")


class ConsoleBusy(Exception):
    """The calls of all viewers together fill the console."""

    def __init__(self, running: int, waiting: int) -> None:
        super().__init__(f"many people ask at this moment ({running} calls run, {waiting} wait); retry in some seconds")


class ReportTooLarge(Exception):
    """A report needs more memory than one may use."""

    def __init__(self, report: str, memory_bytes: int) -> None:
        super().__init__(
            f"the report {report} needs more than the {memory_bytes >> 20} MiB of memory that one report may use;"
            " choose a shorter period, or have PRM_REPORT_MEMORY_BYTES raised"
        )


class ClientGone(Exception):
    """Nobody waits for the answer any more."""

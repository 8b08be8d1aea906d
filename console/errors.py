"""Why a request is not answered; only ``console.api`` and the pages turn these into HTTP."""


class InvalidRequest(ValueError):
    """A given value cannot be used; ``field`` is its name, ``code`` one word, the message says what would do."""

    def __init__(self, field: str, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class NotSignedIn(Exception):
    """Nobody known asks; the message says how to be known."""


class AccessDenied(Exception):
    """The caller has no access to what was requested; the message does not say whether it exists."""


class NothingFound(LookupError):
    """What the address names is not there."""

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


class NothingFound(LookupError):
    """What the address names is not there."""

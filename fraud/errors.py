"""Errors of fraud rules."""


class RuleSetInvalid(ValueError):
    """A value of a rule set cannot be used; ``field`` is its name, the message says what is allowed."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class FraudRunBusy(Exception):
    """Another fraud run did not end in time; the same call may succeed later."""

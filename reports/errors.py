"""Why a report cannot answer its question."""


class QuestionInvalid(ValueError):
    """A value cannot be used; ``field`` is its name, ``code`` one word, the message says what would do."""

    def __init__(self, field: str, message: str, code: str = "invalid") -> None:
        super().__init__(message)
        self.field = field
        self.code = code


class SettlerBusy(Exception):
    """The settler did not end its turn in time; the same call may succeed later."""

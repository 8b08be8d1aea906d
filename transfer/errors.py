"""Why a file cannot be read, sent or written."""


class TransferFailed(Exception):
    """The transfer stopped; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.remedy = remedy

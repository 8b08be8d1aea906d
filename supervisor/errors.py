"""Why an installation cannot start or keep running."""


class StartFailed(Exception):
    """A process cannot run; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem)
        self.remedy = remedy

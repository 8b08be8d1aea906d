"""The error of a model that cannot answer a question."""

from reports.errors import QuestionInvalid


class ModelUnsuited(QuestionInvalid):
    """The model cannot answer this; the others can."""

    def __init__(self, message: str) -> None:
        super().__init__("model", message, "unsuited_model")

"""Refusal: the parent of every error whose text is fit to show a user."""

from core.reasons import ReasonCode


class Refusal(Exception):
    """The product says no, for a reason that a user can read and act on."""

    def __init__(self, text: str, *, code: ReasonCode | None = None) -> None:
        super().__init__(text)
        self.code = code

"""The one exception base of the add-on: what is wrong, in one sentence, and what the user can do about it."""

from __future__ import annotations


class ArtLLMError(Exception):
    """code: a stable snake_case word for programs. hint: one sentence that tells the user what to do next."""

    code = "artllm_error"

    def __init__(self, message: str, hint: str = "", code: str | None = None):
        super().__init__(message)
        self.hint = hint
        self.code = code or self.code

    def __str__(self) -> str:
        return " ".join(filter(None, (super().__str__(), self.hint)))


class InputError(ArtLLMError):
    """The mesh or file given cannot be articulated as it is."""

    code = "bad_input"


class NothingMoves(ArtLLMError):
    """The model sees nothing that moves: no fault of anybody's, but there is nothing to rig."""

    code = "nothing_moves"


class ArticulationError(ArtLLMError):
    """Parts and joints that do not form an articulation."""

    code = "bad_articulation"


class RuntimeFailure(ArtLLMError):
    """The runtime's child process could not start, stopped, or answered with an error."""

    code = "runtime_failure"


class ExportError(ArtLLMError):
    """A file could not be written."""

    code = "export_failed"

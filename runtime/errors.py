"""What the runtime answers when it cannot articulate: what is wrong, in one sentence, and what to do about it."""

from __future__ import annotations


class RuntimeProblem(Exception):
    """code: a stable snake_case word for programs. hint: one sentence that tells the user what to do next."""

    code = "runtime_problem"

    def __init__(self, message: str, hint: str = "", code: str | None = None):
        super().__init__(message)
        self.hint = hint
        self.code = code or self.code


class Cancelled(RuntimeProblem):
    """The client asked to stop."""

    code = "cancelled"

    def __init__(self) -> None:
        super().__init__("The articulation was cancelled.")


class BadMesh(RuntimeProblem):
    """The mesh given cannot be articulated as it is."""

    code = "bad_mesh"


class BadWeights(RuntimeProblem):
    """The weights are missing, truncated, altered, or of another program."""

    code = "bad_weights"

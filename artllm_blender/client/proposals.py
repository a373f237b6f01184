"""The model of assemblies, asked once: a process of its own, which ends with its answer. No bpy here."""

from __future__ import annotations

import io
import subprocess

from ..core.assembly.asking import Asked
from ..core.assembly.loose import TURNS
from ..core.assembly.proposed import Proposed
from ..core.errors import RuntimeFailure
from .child import ROOT, boot_command
from .weights import fault
from .wire import Message, WireError, encode, read

MODULE = "runtime.assembly"
WEIGHTS = ROOT / "runtime" / "weights_data" / "kits"
SECONDS = 60.0
HINT = "Reinstall the extension."


def proposals(put: Asked) -> Proposed:
    """The likeliest answer to what is asked. RuntimeFailure: there is none."""
    arrays = {
        "points": put.points.astype("<f4"), "half": put.half.astype("<f4"), "kind": put.kind.astype("<i4"),
        "items": put.items.astype("<i4"), "turns": TURNS.astype("<f4"), "allowed": put.allowed.astype("|u1"),
    }  # fmt: skip
    request = b"".join(bytes(piece) for piece in encode(Message("assemble", {}, arrays)))
    try:
        command = boot_command([], MODULE)
        done = subprocess.run(command, input=request, capture_output=True, timeout=SECONDS, check=False)
        answer = read(io.BytesIO(done.stdout))
    except (OSError, subprocess.TimeoutExpired, WireError) as problem:
        raise RuntimeFailure(f"The model of assemblies does not answer: {problem}.", HINT) from problem
    if answer is None or answer.type != "result":
        said = answer.fields.get("message", "") if answer else _last(done.stderr)
        raise RuntimeFailure(f"The model of assemblies does not answer: {said.rstrip('.')}.", HINT)
    turn, *rest = (answer.arrays[name] for name in ("turn", "place", "tilt", "sure"))
    return Proposed(turn, *(one.astype(float) for one in rest))


def lacking() -> str:
    """In two sentences why the model cannot be asked and what mends it; empty where nothing is wrong at first sight."""
    problem = fault(WEIGHTS)
    return f"The model of assemblies is not whole: {problem[0].lower()}{problem[1:]} {HINT}" if problem else ""


def _last(log: bytes) -> str:
    lines = [line for line in log.decode(errors="replace").splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it ended"

"""The runtime's child process: `python -m runtime`. It reads requests on stdin and answers on stdout (see wire.py).

Stdin is read in a thread of its own, so a cancel is heard while the model computes, and so the process ends at once
when the client closes the stream or dies. Log lines go to stderr and, given --log, to a rotating file.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import logging.handlers
import os
import queue
import signal
import sys
import threading
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

import numpy as np

from .articulation.known import Known
from .errors import Cancelled, RuntimeProblem
from .weights import REINSTALL, locate
from .wire import PROTOCOL, Message, WireError, read, write

if TYPE_CHECKING:
    from .engine import Engine

MANIFEST = Path(__file__).resolve().parents[1] / "blender_manifest.toml"
PR_SET_PDEATHSIG = 1
log = logging.getLogger("runtime")


class Server:
    """Answers requests one after the other with one engine, which it loads when it is first needed and then keeps."""

    def __init__(self, load_engine: Callable[[], Engine], output: BinaryIO):
        self._load_engine = load_engine
        self._engine: Engine | None = None
        self._output = output
        self._output_lock = threading.Lock()
        self._requests: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._cancelled: dict[int, threading.Event] = {}
        self._running: int | None = None
        self._stage = ""
        self._state_lock = threading.Lock()

    def listen(self, stream: BinaryIO) -> NoReturn:
        """Take requests in until the stream ends, then end the process, whatever it is computing."""
        try:
            while message := read(stream):
                if message.type == "cancel":
                    self._cancel(message.fields["id"], message.fields["patience"])
                    continue
                if message.type == "articulate":
                    self._cancelled[message.fields["id"]] = threading.Event()
                self._requests.put(message)
        except (WireError, KeyError, OSError, MemoryError) as problem:
            log.error("The client's message cannot be understood: %s", problem)
            os._exit(2)
        os._exit(0)

    def run(self) -> NoReturn:
        """Answer for ever."""
        answers = {"hello": self._hello, "articulate": self._articulate}
        while True:
            message = self._requests.get()
            try:
                if message.type not in answers:
                    raise RuntimeProblem(f"The runtime knows no request {message.type!r}.", "Reinstall the extension.")
                answers[message.type](message)
            except Cancelled:
                log.info("cancelled")
                self._answer(message, "cancelled")
            except RuntimeProblem as problem:
                log.error("%s %s", problem, problem.hint)
                self._answer(message, "error", code=problem.code, message=str(problem), hint=problem.hint)
            except MemoryError:
                log.exception("out of memory")
                self._answer(
                    message,
                    "error",
                    code="out_of_memory",
                    message="The computer has not enough memory.",
                    hint="Close other programs or simplify the mesh, then try again.",
                )
            except Exception as problem:
                log.exception("internal error")
                self._answer(
                    message,
                    "error",
                    code="internal",
                    message=f"The runtime failed: {problem!r}.",
                    hint="Try again; if it happens again, report it with the runtime's log.",
                )

    def _hello(self, message: Message) -> None:
        theirs = message.fields.get("protocol")
        if theirs != PROTOCOL:
            raise RuntimeProblem(
                f"The runtime speaks protocol {PROTOCOL} and the add-on {theirs}.",
                "Restart Blender; if that does not help, reinstall the extension.",
                "protocol_mismatch",
            )
        engine = self._loaded()
        version = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["version"]
        self._answer(
            message,
            "hello",
            protocol=PROTOCOL,
            version=version,
            provider=engine.provider,
            provider_note=engine.provider_note,
            weights=engine.weights_name,
        )

    def _articulate(self, message: Message) -> None:
        id, fields, arrays = message.fields["id"], message.fields, message.arrays
        with self._state_lock:
            if id not in self._cancelled:
                return
            self._running = id
        try:
            log.info("articulate %d: %d faces", id, len(arrays["faces"]))
            began = time.process_time()
            engine = self._loaded()
            result = engine.articulate(
                arrays["vertices"],
                arrays["faces"],
                seed=fields["seed"],
                task=fields["task"],
                known=Known.of(fields.get("known", {})),
                **{name: fields[name] for name in ("views", "alone") if name in fields},
                on_progress=lambda *at: self._progress(message, *at),
                cancelled=self._cancelled[id],
            )
        finally:
            with self._state_lock:
                self._running = None
                del self._cancelled[id]
        self._answer(
            message,
            "result",
            blueprint=result.blueprint,
            parts=result.parts,
            joints=result.joints,
            timings={**result.timings, "processor": time.process_time() - began},
            provider=engine.provider,
            moving=result.moving,
            others=[{"blueprint": o.blueprint, "parts": o.parts, "joints": o.joints} for o in result.others],
            arrays={
                "points": result.points.astype("<f4"),
                "point_triangle": result.point_triangle.astype("<i4"),
                "point_scores": result.point_scores.astype("<f2"),
                "other_scores": _bytes([other.scores for other in result.others], len(result.points)),
            },
        )

    def _loaded(self) -> Engine:
        if self._engine is None:
            start = time.perf_counter()
            try:
                self._engine = self._load_engine()
            except (RuntimeProblem, MemoryError):
                raise
            except Exception as problem:  # ONNX Runtime's exceptions have no base of their own
                log.exception("not loaded")
                raise RuntimeProblem(f"The model cannot be loaded: {problem!r}.", REINSTALL, "not_loaded") from problem
            log.info(
                "loaded on %s in %.2f s. %s",
                self._engine.provider,
                time.perf_counter() - start,
                self._engine.provider_note,
            )
        return self._engine

    def _progress(self, message: Message, stage: str, fraction: float) -> None:
        if stage != self._stage:
            self._stage = stage
            log.info("articulate %d: %s", message.fields["id"], stage)
        self._answer(message, "progress", stage=stage, fraction=float(fraction))

    def _cancel(self, id: int, patience: float) -> None:
        """Tell the engine, or, where the request still waits for its turn, forget it and say so now.

        An engine that has not stopped after `patience` seconds is ended together with this process.
        """
        with self._state_lock:
            event = self._cancelled.get(id)
            waiting = event is not None and id != self._running
            if event is not None:
                event.set()
            if waiting:
                del self._cancelled[id]
        if waiting:
            self._send(Message("cancelled", {"id": id}))
        elif event is not None:
            insist = threading.Timer(patience, self._end_if_running, [id])
            insist.daemon = True
            insist.start()

    def _end_if_running(self, id: int) -> None:
        with self._state_lock:  # so that it is not answered at the same time, and the next request lost
            if id == self._running:
                log.warning("articulate %d did not stop when it was cancelled", id)
                os._exit(3)

    def _answer(self, request: Message, type: str, *, arrays: dict[str, np.ndarray] | None = None, **fields) -> None:
        about = {"id": request.fields["id"]} if "id" in request.fields else {}
        self._send(Message(type, {**about, **fields}, arrays or {}))

    def _send(self, message: Message) -> None:
        with self._output_lock:
            write(self._output, message)


def _bytes(scores: list[np.ndarray], count: int) -> np.ndarray:
    """Scores (count, p) of several answers side by side, as bytes: 255 is certain."""
    beside = np.concatenate([np.zeros((count, 0)), *scores], axis=1)
    return np.rint(beside * 255).astype("|u1")


def serve(load_engine: Callable[[], Engine], log_folder: Path | None = None) -> NoReturn:
    """Be the child: answer on this process's stdin and stdout until the client is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is for the parent, which then ends this one
    _end_with_parent()
    _log_to(log_folder)
    # The stream of answers is this process's alone: a library that prints would break it, so its prints go to stderr.
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    server = Server(load_engine, answers)
    threading.Thread(target=server.listen, args=(requests,), name="requests", daemon=True).start()
    try:
        server.run()
    except OSError as problem:
        log.error("The client does not listen any more: %s", problem)
        os._exit(1)


def _end_with_parent() -> None:
    """A second rope beside the end of stdin, which another process may hold open. Windows needs none."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    elif os.name == "posix":
        parent = os.getppid()

        def watch() -> None:
            while os.getppid() == parent:
                time.sleep(0.5)
            os._exit(0)

        threading.Thread(target=watch, name="parent", daemon=True).start()


def _log_to(folder: Path | None) -> None:
    log.setLevel(logging.INFO)
    log.propagate = False
    log.addHandler(logging.StreamHandler())
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            folder / "runtime.log", maxBytes=1 << 20, backupCount=2, encoding="utf-8"
        )
    except OSError as problem:
        log.warning("No log file: %s", problem)
        return
    file.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    log.addHandler(file)


def main() -> NoReturn:
    parser = argparse.ArgumentParser(prog="python -m runtime", description="The model runtime of ArtLLM.")
    parser.add_argument("--weights", type=Path, help="folder or safetensors file of the weights (the shipped ones)")
    parser.add_argument("--log", type=Path, help="folder for runtime.log (none: stderr only)")
    parser.add_argument("--backend", choices=("onnx", "torch"), help="what runs the model (onnx where it has graphs)")
    parser.add_argument("--provider", help="the backend's name of what to run on (the fastest that works)")
    parser.add_argument("--threads", type=int, help="how many of a processor's cores at once (up to four)")
    arguments = parser.parse_args()

    def load_engine() -> Engine:
        from .engine import Engine

        return Engine(locate(arguments.weights), arguments.provider, arguments.backend, arguments.threads)

    serve(load_engine, arguments.log)


if __name__ == "__main__":
    main()

"""The model of assemblies run by ONNX Runtime, on the processor: it is small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from ..weights import SHIPPED, verify

FOLDER = SHIPPED / "kits"
STAGES = {
    "read": {"points": np.float32, "half": np.float32, "count": np.int64, "items": np.int64},
    "next": {"prefix": np.float32, "query": np.float32, "copy": np.int64, "before": np.float32},
    "say": {"known": np.float32, "half": np.float32, "turn": np.int64, "place": np.float32},
}
ort.disable_telemetry_events()


class KitBackend:
    """`answers.Backend` over the graphs of a folder. Raises BadWeights."""

    def __init__(self, folder: Path = FOLDER, threads: int = 2):
        files = verify(folder).files
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._stages = {
            name: ort.InferenceSession(files[f"{name}.onnx"], options, providers=["CPUExecutionProvider"])
            for name in STAGES
        }

    def read(self, *inputs: np.ndarray) -> list[np.ndarray]:
        return self._run("read", inputs)

    def next(self, *inputs: np.ndarray) -> np.ndarray:
        return self._run("next", inputs)[0]

    def say(self, *inputs: np.ndarray) -> list[np.ndarray]:
        return self._run("say", inputs)

    def _run(self, stage: str, inputs: tuple[np.ndarray, ...]) -> list[np.ndarray]:
        given = STAGES[stage].items()
        return self._stages[stage].run(
            None, {name: np.ascontiguousarray(value, kind) for (name, kind), value in zip(given, inputs, strict=True)}
        )

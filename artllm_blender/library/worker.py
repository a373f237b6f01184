"""One worker of a library: python -m artllm_blender.library.worker, started and watched by `Supervised`.

It reads lines of JSON, the options and then a file each, and answers each file with a line that says what became of it.
It ends when there is nothing more to read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ..__main__ import attempt, leave
from ..client import runtime, shutdown
from ..terminal import quiet


class Quiet:
    """Progress that nobody sees."""

    def stage(self, name: str, stage: str, fraction: float = 0.0) -> None:
        pass

    def finished(self, result: dict) -> None:
        pass


def main() -> None:
    with quiet() as output:
        try:
            options = argparse.Namespace(**json.loads(sys.stdin.readline()))
            options.out = Path(options.out)
            runtime().configure("", None, threads=options.threads)
            for line in sys.stdin:
                task = json.loads(line)
                known = task["known"] and Path(task["known"])
                result = attempt(Path(task["input"]), task["name"], known, options, Quiet())
                output.write(json.dumps(result) + "\n")
                output.flush()
        finally:
            shutdown()


if __name__ == "__main__":
    main()
    leave(0)

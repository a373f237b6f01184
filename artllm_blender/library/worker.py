"""One worker of a library: python -m artllm_blender.library.worker, started and watched by `Supervised`.

It reads frames as the wire has them, the options and then a file each, and answers each file with one that says what
became of it. Where its options say so, it also writes what it asks the model, and reads the answer. It ends when there
is nothing more to read.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from ..__main__ import attempt, leave
from ..client import Elsewhere, runtime, shutdown, use
from ..client.wire import Message, read, write
from ..core.files import clear_aside
from ..terminal import quiet


class Quiet:
    """Progress that nobody sees."""

    def stage(self, name: str, stage: str, fraction: float = 0.0) -> None:
        pass

    def finished(self, result: dict) -> None:
        pass


def main() -> None:
    given = sys.stdin.buffer
    with quiet() as output:
        try:
            options = argparse.Namespace(**read(given).fields)
            options.out = Path(options.out)
            os.environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), options.temporary)  # Blender is loaded below
            if options.asks:
                use(Elsewhere(given, output.buffer))
            else:
                runtime().configure("", None, threads=options.threads)
            while task := read(given):
                clear_aside(options.out / task.fields["name"])
                known = task.fields["known"] and Path(task.fields["known"])
                result = attempt(Path(task.fields["input"]), task.fields["name"], known, options, Quiet())
                write(output.buffer, Message("done", {"result": result}))
        finally:
            shutdown()


if __name__ == "__main__":
    main()
    leave(0)

"""What a Blender runs that exports beside the artist's, started by `client.work.Work`: it reads a parcel with the
formats, the folder that they are written into, the one where they will belong, and the rig as `sent.send` has it.

It writes parcels behind a mark: how far it is, and at last ("done", by format its notes or why it failed) or ("failed",
message, hint, code). What is printed meanwhile goes to the log.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .client.work import MARK
from .client.worker import read, write
from .core.errors import ArtLLMError, ExportError
from .core.steps import exhausted
from .scene.formats.export import writing_each
from .scene.formats.sent import received


def main() -> None:
    if os.name == "nt":
        import msvcrt

        for number in (0, 1):
            msvcrt.setmode(number, os.O_BINARY)
    with os.fdopen(os.dup(1), "wb") as give, os.fdopen(0, "rb", closefd=False) as take:
        os.dup2(2, 1)
        give.write(MARK)
        write(give, ("progress", "Starting", 0.0))
        formats, aside, folder, sent = read(take)

        def tell(stage: str, share: float) -> None:
            write(give, ("progress", stage, share))

        try:
            written = exhausted(writing_each(received(**sent), list(formats), Path(aside), Path(folder)), tell)
        except ArtLLMError as error:
            write(give, ("failed", error.args[0], error.hint, error.code))
        else:
            write(give, ("done", {format: _plain(notes) for format, notes in written.items()}))


def _plain(written: list[str] | ExportError) -> dict[str, Any]:
    if isinstance(written, ExportError):
        return {"failed": (written.args[0], written.hint, written.code)}
    return {"notes": tuple(written)}


if __name__ == "__main__":
    main()

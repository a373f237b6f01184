"""What the main job is asked on the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from .core.articulation import MOVES
from .core.errors import ExportError
from .core.files import check_writable
from .core.formats import colliders
from .core.formats.inertia import DENSITY
from .core.units import UNITS
from .library.run import is_folder

FORMATS = ("urdf", "glb", "blend", "png")
ALL_FORMATS = (*FORMATS, "mjcf", "usda", "usdz", "sdf")
# What formats are also called, or their files end in.
CALLED = {"usd": "usda", "gltf": "glb", "xml": "mjcf"}
# Other commands: the main(argv) of NAME_command.py, imported when asked for, and what --help says of each.
COMMANDS = {
    "assemble": "put loose parts together",
    "explode": "find how a thing comes apart",
    "import": "read rigs that others made",
    "manual": "draw the pages of how to put a thing together",
    "pose": "pose a rig by words",
}


def length(text: str) -> float:
    try:
        metres = UNITS.get(text) or float(text)
    except ValueError:
        metres = 0.0
    if not 1e-9 <= metres <= 1e9:
        raise argparse.ArgumentTypeError(f"{text}: give metres, or one of {', '.join(UNITS)}")
    return metres


def density(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 25_000:
        raise argparse.ArgumentTypeError(f"{text}: give kg/m3, more than 0 and up to 25000")
    return value


def axis(text: str) -> str:
    if text.upper().removeprefix("-") not in ("X", "Y", "Z"):
        raise argparse.ArgumentTypeError(f"{text}: choose from X, Y, Z, -X, -Y and -Z")
    return text.upper()


def format_list(text: str) -> list[str]:
    """Each once, by the names in ALL_FORMATS, whatever else they are called."""
    asked = [name.strip().lower().removeprefix(".") for name in text.split(",")]
    formats = list(dict.fromkeys(CALLED.get(name, name) for name in asked if name))
    if unknown := set(formats) - set(ALL_FORMATS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: choose from {','.join(ALL_FORMATS)}")
    if not formats:
        raise argparse.ArgumentTypeError(f"name at least one of {','.join(ALL_FORMATS)}")
    return formats


def folder(text: str) -> Path:
    """One that can be written to, which need not be there."""
    try:
        check_writable(Path(text))
    except ExportError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return Path(text)


def parse(argv: list[str] | None, description: str | None = None) -> argparse.Namespace:
    """description: what --help begins with."""
    commands = "\n".join(f"  {name:22}{what}" for name, what in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python -m artllm_blender", description=description, formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"other commands, each with a --help of its own:\n{commands}",
    )  # fmt: skip
    parser.add_argument("meshes", nargs="+", type=Path, metavar="MESH", help="mesh files, or folders of them")
    parser.add_argument("--out", type=folder, required=True, metavar="DIR", help="gets a folder for each mesh")
    parser.add_argument(
        "--formats",
        type=format_list,
        default=list(FORMATS),
        help=f"default: {','.join(FORMATS)}; also mjcf, usda (or usd), usdz, sdf",
    )
    parser.add_argument(
        "--colliders",
        choices=colliders.KINDS,
        default=colliders.AUTOMATIC,
        help=f"what links collide with (default: {colliders.AUTOMATIC})",
    )
    parser.add_argument(
        "--density",
        type=density,
        default=DENSITY,
        metavar="D",
        help=f"kg/m3 of what no material says (default: {DENSITY:g}, wood)",
    )
    parser.add_argument(
        "--glb-physics", action="store_true", help="bodies, colliders and joints in GLBs: KHR_physics_rigid_bodies"
    )
    parser.add_argument("--glb-skinned", action="store_true", help="GLBs are one skinned mesh, a bone for each part")
    parser.add_argument(
        "--lods", type=int, choices=range(7), default=0, metavar="N",
        help="GLBs with 1/2, 1/4, ... of the faces too, up to 6: NAME_LOD1.glb, ...",
    )  # fmt: skip
    parser.add_argument(
        "--visuals", choices=("obj", "glb"), default="obj", help="what links look like in URDF and SDF (default: obj)"
    )
    parser.add_argument("--ros-package", action="store_true", help="each folder a ROS 2 package, with a launch file")
    parser.add_argument("--author", default="", help="who made them, as a USD says it")
    parser.add_argument("--licence", default="", metavar="SPDX", help="as a USD says it, such as CC-BY-4.0")
    parser.add_argument(
        "--check", action="store_true", help="note what simulators would stumble over, and what mends it"
    )
    parser.add_argument("--seed", type=int, default=0, help="same mesh, same seed, same result")
    parser.add_argument(
        "--views",
        type=int,
        choices=range(1, 9),
        metavar="N",
        help="from how many sides the model looks at most, 1 to 8 (default: 8): with fewer it is faster and less sure",
    )
    parser.add_argument(
        "--known", type=Path, action="append", metavar="FILE", help="JSON of what is known: once, or once for each MESH"
    )
    parser.add_argument("--scale", type=length, metavar="S", help=f"the files' unit: metres, or {' '.join(UNITS)}")
    parser.add_argument(
        "--up",
        type=axis,
        metavar="AXIS",
        help="what points up in the files, where they err: X, Y, Z or =-X, =-Y, =-Z",
    )
    parser.add_argument("--no-interiors", dest="interiors", action="store_false", help="only close what is cut apart")
    parser.add_argument("--thickness", type=float, default=0.0, metavar="M", help="metres, for parts that are sheets")
    parser.add_argument(
        "--min-confidence", type=float, default=MOVES, metavar="C",
        help=f"nothing moves where that is not so likely (default: {MOVES}); 0 takes the best guess",
    )  # fmt: skip
    parser.add_argument(
        "--answers", type=int, default=1, metavar="N",
        help="also write the model's other answers, up to N in all, each into NAME/answers/NUMBER",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print the results as one JSON document")
    library = parser.add_argument_group("libraries", "folders, or many files: resumed where they were stopped")
    library.add_argument("--jobs", type=int, metavar="N", help="files at a time (default: one for two cores)")
    library.add_argument("--patience", type=float, default=600.0, metavar="S", help="seconds a file (default: 600)")
    library.add_argument("--again", action="store_true", help="try again what failed")
    library.add_argument("--engine", choices=("local", "ray"), default="local", help="where workers run")
    library.add_argument(
        "--models", type=int, metavar="N", help="loaded models of a Ray cluster (default: one for two files, or a card)"
    )
    library.add_argument("--address", metavar="A", help="of the Ray cluster (default: one of its own, here)")
    options = parser.parse_args(argv)
    options.library = is_library(options)
    if any(count is not None and count < 1 for count in (options.jobs, options.models)) or not options.patience > 0:
        parser.error("--jobs, --models, --patience: give 1 or more")
    if not 0 <= options.thickness < float("inf"):
        parser.error("--thickness: give metres, 0 or more")
    if options.answers < 1:
        parser.error("--answers: give 1 or more")
    if not 0 <= options.min_confidence <= 1:
        parser.error("--min-confidence: give a number from 0 to 1")
    if not options.library and options.known and len(options.known) not in (1, len(options.meshes)):
        parser.error(f"--known: give one file, or one for each of the {len(options.meshes)} meshes")
    return options


def is_library(options: argparse.Namespace) -> bool:
    """Whether it is for supervised workers rather than for this process."""
    return bool(options.jobs or options.engine == "ray" or any(is_folder(path) for path in options.meshes))

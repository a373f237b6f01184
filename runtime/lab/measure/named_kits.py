"""Named kits: generated shapes as artists deliver props, several objects with names and pivots, wholly right or not.

    python -m runtime.lab.measure.named_kits --count 60 [--first 0] [--seed 5] [--without names] [--without origins]
    python -m runtime.lab.measure.named_kits --count 300 --found       # no model: are what moves and its pivots found?
    python -m runtime.lab.measure.named_kits --count 300 --found --loose   # nothing hangs on anything

Each part is an object or, now and then, several; what moves is named so, in one of many spellings, by one of several
words; its origin is on its hinge or hub; most hang on what carries them. Without names they are Cube.003 and the like;
without origins all have the world's, or lie in the middle or at the foot of their box.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from artllm_blender.client import runtime, shutdown
from artllm_blender.client.process import Runtime
from artllm_blender.core.articulation import Articulation
from artllm_blender.core.kit import Kit, Thing, kit_of, known_with
from artllm_blender.core.parting import Whole, labelled, surface_to_label

from ..learn.dataset import WEIGHTS, part_boxes
from ..shapes import STILL, Shape, registry
from .generated import draw, held_out
from .whole import Judged, judged

# Words that artists use for what the model calls so.
WORDS = {
    "door": ("Door", "Door", "Door Leaf", "Hatch"), "drawer": ("Drawer", "Drawer", "Drawer Box"),
    "lid": ("Lid", "Lid", "Cover", "Top Lid"), "wheel": ("Wheel", "Wheel", "Tire", "Tyre"), "cap": ("Cap", "Stopper"),
    "knob": ("Knob", "Dial"), "lever": ("Lever", "Handle Lever"), "button": ("Button", "Key"),
    "blade": ("Blades", "Blade", "Rotor", "Propeller"), "window": ("Window", "Sash"), "flap": ("Flap",),
    "turntable": ("Turntable", "Plate Rotating"), "spout": ("Spout",), "trigger": ("Trigger",),
    "arm": ("Arm", "Arm", "Boom", "Link"), "screen": ("Screen", "Display", "Monitor"), "switch": ("Switch", "Toggle"),
    "handle": ("Handle", "Grip"), "other": (), "bail": ("Bail", "Handle"), "tray": ("Tray",),
    "rack": ("Rack",), "seat": ("Seat",),
}  # fmt: skip
STILL_WORDS = ("Body", "Base", "Frame", "Housing", "Main", "Case")
PIECES = ("Panel", "Trim", "Detail", "Board", "Foot")
DETAILS = ("Handle", "Trim", "Bolt", "Decal")
HARDWARE = ("Handle", "Grip", "Pull", "Latch", "Bolt")
USELESS = (
    "Cube.{:03d}",
    "Mesh_{}",
    "polySurface{}",
    "Object_{}",
    "Cylinder.{:03d}",
    "group{}",
    "defaultMaterial.{:03d}",
)
MOST_PIECES = 4
SMALL = 0.35  # of the body's largest solid, along their longest sides
ALONG = 0.995  # cosine


@dataclass(frozen=True)
class NamedKit:
    """part_of: (n,) the part of the shape that each thing is of; faces: (m,) the thing that each of its faces is of."""

    shape: Shape
    things: tuple[Thing, ...]
    part_of: np.ndarray
    faces: np.ndarray


def named_kit(seed: int, number: int, names: bool = True, origins: bool = True, loose: bool = False) -> NamedKit:
    """The kit that seed and number stand for; with and without names and origins the same shape, as parted. loose:
    nothing hangs on anything, and what is fixed to a part is hardware, as are the body's small pieces."""
    rng = held_out("named", seed, number)
    families = [name for name in registry() if name not in STILL]
    chance = np.array([WEIGHTS.get(name, 1.0) for name in families])
    shape = draw(families[rng.choice(len(families), p=chance / chance.sum())], seed, number)
    piece = _pieces(shape, rng)
    count = int(piece.max()) + 1
    first = np.unique(piece, return_index=True)[1]
    part_of = shape.face_part[first]
    carrier = {joint.child: joint.parent for joint in shape.joints}
    head = {part: int(np.flatnonzero(part_of == part)[0]) for part in range(len(shape.parts))}
    hangs, flat = rng.random() < 0.75 and not loose, rng.random() < 0.5
    spans = [float(np.ptp(shape.vertices[np.unique(shape.faces[piece == i])], axis=0).max()) for i in range(count)]
    hardware = {i for i, span in enumerate(spans) if loose and (part_of[i] or span < SMALL * spans[head[0]])}
    called = _names(shape, part_of, head, rng, hardware) if names else _useless(count, rng)
    joints = {joint.child: joint for joint in shape.joints}
    things = []
    for i in range(count):
        part = int(part_of[i])
        corners = shape.vertices[np.unique(shape.faces[piece == i])]
        if i != head[part]:
            above = head[part] if hangs or (part and not loose) else None
        else:
            above = head[carrier[part]] if hangs and part in carrier else None
        joint = joints.get(part) if i == head[part] else None
        lower, upper = corners.min(axis=0), corners.max(axis=0)
        rest = np.zeros(3) if flat else (lower + upper) / 2
        own = shape.vertices[np.unique(shape.faces[shape.face_part == part])]
        pivot = rest if joint is None or joint.type == "prismatic" or not origins else _pivot(joint, own)
        things.append(Thing(called[i], above, pivot, corners))
    return NamedKit(shape, tuple(things), part_of, piece)


def _pieces(shape: Shape, rng: np.random.Generator) -> np.ndarray:
    """(m,) the thing of each face: a part is one, or, every fourth, a few of what its solids are in it."""
    piece = np.zeros(len(shape.faces), int)
    count = 0
    for part in range(len(shape.parts)):
        mine = np.flatnonzero(shape.face_part == part)
        solids = _solids(shape.vertices, shape.faces[mine])
        several = rng.random() < 0.25 and solids.max() > 0
        share = np.minimum(solids, MOST_PIECES - 1) if several else np.zeros(len(mine), int)
        piece[mine] = count + share
        count += int(share.max()) + 1
    return piece


def _solids(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """(m,) 0, 1... which of what hangs together by corners each face is of, that with the largest box first."""
    edges = np.concatenate([faces[:, :2], faces[:, 1:]])
    size = int(faces.max()) + 1
    graph = coo_matrix((np.ones(len(edges)), edges.T), (size, size))
    found = connected_components(graph, directed=False)[1][faces[:, 0]]
    labels = np.unique(found)
    spans = [np.ptp(vertices[faces[found == label]].reshape(-1, 3), axis=0).sum() for label in labels]
    place = np.empty(int(labels.max()) + 1, int)
    place[labels[np.argsort(-np.array(spans), kind="stable")]] = np.arange(len(labels))
    return place[found]


def _pivot(joint, own: np.ndarray) -> np.ndarray:
    """The place on a joint's axis beside the middle of what it moves, as artists put origins."""
    middle = (own.min(axis=0) + own.max(axis=0)) / 2
    return joint.origin + (middle - joint.origin) @ joint.axis * joint.axis


def _names(
    shape: Shape, part_of: np.ndarray, head: dict[int, int], rng: np.random.Generator, hardware: set[int]
) -> list[str]:
    """hardware: numbers of the things that are called so."""
    style, prefix = int(rng.integers(6)), shape.family.title().replace("_", "") if rng.random() < 0.5 else ""
    lead = str(rng.choice(["", "", "SM", "geo", "prop"]))
    found, seen = [], Counter()
    for i, part in enumerate(part_of.tolist()):
        if i != head[part]:
            word = str(rng.choice(HARDWARE if i in hardware else DETAILS if part else PIECES))
            word = f"{shape.parts[part].name.title()} {word}" if part and i not in hardware else word
        elif part == 0:
            word = str(rng.choice(STILL_WORDS))
        else:
            word = str(rng.choice(WORDS.get(shape.parts[part].label) or (shape.parts[part].name.title(),)))
        seen[word] += 1
        side = str(rng.choice(["", "", "L", "R", "Upper", "Front"])) if part else ""
        found.append(_spelt([lead, prefix, *word.split(), side], seen[word], style))
    return found


def _spelt(words: list[str], number: int, style: int) -> str:
    words = [word for word in words if word]
    if style == 0:
        return "_".join(words) + (f".{number - 1:03d}" if number > 1 else "")
    if style == 1:
        return "_".join(words).lower() + f"_{number:02d}"
    if style == 2:
        return "".join(words) + (str(number) if number > 1 else "")
    if style == 3:
        return "-".join(words).lower() + (f"-{number}" if number > 1 else "")
    if style == 4:
        return "_".join(words).upper() + f"_{number}"
    return " ".join(words) + (f" {number}" if number > 1 else "")


def _useless(count: int, rng: np.random.Generator) -> list[str]:
    form = str(rng.choice(USELESS))
    return [form.format(i + 1) for i in rng.permutation(count)]


def answered(engine: Runtime, case: NamedKit, kit: Kit | None) -> tuple[Articulation, np.ndarray]:
    """What the model says of a kit, and the part of each face, before limits are refined."""
    shape = case.shape
    vertices = shape.vertices.astype(np.float32)
    job = engine.articulate(vertices, shape.faces.astype(np.int32), known=known_with(None, kit))
    while not job.wait(0.1):
        pass
    if job.error:
        raise job.error
    count = len(shape.faces)
    whole = Whole(
        vertices, shape.faces, np.arange(count), case.faces, np.zeros(count, int),
        kit_parts=None if kit is None else kit.part_of[case.faces], kit_names=tuple(kit.names.items()) if kit else (),
    )  # fmt: skip
    found = labelled(whole, surface_to_label(whole), job.prediction)
    return found.articulation, found.labels.polygon_part


def judged_kit(case: NamedKit, tree: Articulation, part: np.ndarray) -> Judged:
    """part: (m,) of each face."""
    shape = case.shape
    corners = shape.vertices[shape.faces]
    held = [one.id for one in tree.parts if (part == one.id).any()]
    boxes = np.array([(corners[part == id].min((0, 1)), corners[part == id].max((0, 1))) for id in held])
    place = {id: i for i, id in enumerate(held)}
    joints = [replace(j, parent=place[j.parent], child=place[j.child]) for j in tree.joints if j.child in place]
    return judged(np.stack(part_boxes(shape), 1), true_joints(shape), boxes, joints)


def true_joints(shape: Shape) -> list[dict]:
    """As `judged` has them."""
    return [
        {"type": j.type, "parent": j.parent, "child": j.child, "axis": j.axis, "origin": j.origin} for j in shape.joints
    ]


def parted_right(case: NamedKit, kit: Kit | None) -> bool:
    """Whether the kit's parts are the shape's: the same things together."""
    if kit is None:
        return False
    pairs = set(zip(kit.part_of.tolist(), case.part_of.tolist(), strict=True))
    return len(pairs) == len(case.shape.parts) == len(set(kit.part_of.tolist()))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--count", type=int, default=60)
    p.add_argument("--first", type=int, default=0)
    p.add_argument("--seed", type=int, default=5)
    p.add_argument("--without", action="append", default=[], choices=("names", "origins"))
    p.add_argument("--loose", action="store_true", help="nothing hangs on anything, as scenes often come")
    p.add_argument("--found", action="store_true", help="without the model: are the parts told, and their joints?")
    a = p.parse_args()
    counts: Counter[str] = Counter()
    for number in range(a.first, a.first + a.count):
        case = named_kit(a.seed, number, "names" not in a.without, "origins" not in a.without, a.loose)
        kit = kit_of(case.things)
        counts["kits"] += 1
        counts["parted"] += parted_right(case, kit)
        if a.found and parted_right(case, kit):
            part = dict(zip(kit.part_of.tolist(), case.part_of.tolist(), strict=True))
            true = {joint.child: joint for joint in case.shape.joints}
            hung = [part[joint.parent] == true[part[joint.child]].parent for joint in kit.known.joints]
            counts["parted and hung right"] += all(hung)
            for joint in kit.known.joints:
                other = true[part[joint.child]]
                counts["joints"] += 1
                if joint.type is not None:
                    counts["types told right" if joint.type == other.type else "types told wrong"] += 1
                if joint.axis is not None:
                    along = abs(np.dot(joint.axis, other.axis)) > ALONG
                    counts["axes told right" if along else "axes told wrong"] += 1
        if a.found:
            continue
        found = judged_kit(case, *answered(runtime(), case, kit))
        counts["right"] += found.right
        counts.update(found.causes)
        print(number, case.shape.family, kit is not None, parted_right(case, kit), found.causes, flush=True)
    print(dict(counts))
    shutdown()


if __name__ == "__main__":
    main()

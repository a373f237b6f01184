"""A bench folder of shapes by another hand: NVIDIA's scene-synthesizer (Apache-2.0), which nothing was learnt from.

    pip install scene-synthesizer
    python -m runtime.lab.measure.another_hand OUT --each 4 --seed 0
    python -m runtime.lab.measure.evaluate OUT --score BENCH/../score.py

OUT gets a folder an object, KIND_SEED_NUMBER, as `generated` writes them: 11 kinds that move and 13 that stand still.
The library is not in pyproject.toml, for it brings much that measuring alone needs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np

from ..learn.dataset import merge_tiny
from ..shapes import Shape, ShapeJoint, ShapePart
from .generated import held_out, write

Draw = Callable[[ModuleType, np.random.Generator], object]


def _seeded(name: str) -> Draw:
    """A kind whose sizes the library draws itself."""
    return lambda made, rng: getattr(made, name).random(seed=int(rng.integers(1 << 31)))


def _sized(name: str, *, whole: dict[str, tuple[int, int]] | None = None, **ranges: tuple[float, float]) -> Draw:
    """A kind of which sizes are drawn from ranges, in metres, and counts from `whole`, both ends counted."""

    def draw(made: ModuleType, rng: np.random.Generator) -> object:
        sizes = {key: float(rng.uniform(*ends)) for key, ends in ranges.items()}
        counts = {key: int(rng.integers(low, high + 1)) for key, (low, high) in (whole or {}).items()}
        return getattr(made, name)(**sizes, **counts)

    return draw


def _partitioned(made: ModuleType, rng: np.random.Generator) -> object:
    width, depth, height = rng.uniform((0.5, 0.3, 0.5), (1.4, 0.6, 1.6))
    seed = int(rng.integers(1 << 31))
    return made.RecursivelyPartitionedCabinetAsset(width, depth, height, split_prob=0.8, seed=seed)


MOVING: dict[str, Draw] = {
    "base_cabinet": _seeded("BaseCabinetAsset"),
    "sink_cabinet": _seeded("SinkCabinetAsset"),
    "wall_cabinet": _seeded("WallCabinetAsset"),
    "partitioned_cabinet": _partitioned,
    "kitchen_island": _sized("KitchenIslandAsset", width=(0.9, 1.8), depth=(0.5, 0.8), height=(0.8, 1.0)),
    "dishwasher": _seeded("DishwasherAsset"),
    "range": _seeded("RangeAsset"),
    "refrigerator": _seeded("RefrigeratorAsset"),
    "microwave": _sized("MicrowaveAsset", width=(0.4, 0.7), depth=(0.3, 0.5), height=(0.25, 0.4),
                        whole={"handle_left": (0, 1)}),
    "cnc_machine": _sized("CNCMachineAsset", width=(3.5, 6.0), depth=(2.5, 3.5), height=(2.0, 2.6)),
    "safety_switch": _sized("SafetySwitchAsset", fuse_box_width=(0.15, 0.3), fuse_box_depth=(0.06, 0.12),
                            fuse_box_height=(0.2, 0.4), lever_length=(0.08, 0.15)),
}  # fmt: skip
STILL: dict[str, Draw] = {
    "bin": _sized("BinAsset", width=(0.3, 0.6), depth=(0.2, 0.5), height=(0.08, 0.4), angle=(0.0, 0.35)),
    "bowl": _sized("BowlAsset", width=(0.1, 0.3), height=(0.04, 0.15)),
    "cage": _sized("CageAsset", width=(0.3, 1.0), depth=(0.3, 1.0), height=(0.3, 1.0)),
    "dish_rack": _sized("DishRackAsset", width=(0.3, 0.5), depth=(0.25, 0.4), height=(0.08, 0.15)),
    "glass": _sized("GlassAsset", width=(0.05, 0.1), height=(0.08, 0.18)),
    "mug": _sized("MugAsset", width=(0.07, 0.12), height=(0.08, 0.14)),
    "open_box": _sized("OpenBoxAsset", width=(0.3, 0.8), depth=(0.3, 0.8), height=(0.2, 0.5)),
    "plate": _sized("PlateAsset", width=(0.15, 0.35), height=(0.01, 0.03)),
    "range_hood": _seeded("RangeHoodAsset"),
    "shelf": _sized("ShelfAsset", width=(0.5, 1.4), depth=(0.2, 0.5), height=(0.6, 2.0), whole={"num_boards": (2, 6)}),
    "table": _sized("TableAsset", width=(0.5, 1.8), depth=(0.4, 1.0), height=(0.4, 0.9)),
    "table_with_bars": _sized("TableWithBarsAsset", width=(0.8, 1.8), depth=(0.5, 1.0), height=(0.6, 0.9)),
    "cabinet_door": _seeded("CabinetDoorAsset"),
}


def shape(kind: str, seed: int, number: int) -> Shape:
    """One object; links that are fixed to each other are one part, what hangs on nothing that moves is the body.

    ImportError: the library is not installed.
    """
    from scene_synthesizer import procedural_assets

    rng = held_out(kind, seed, number)
    scene = (MOVING | STILL)[kind](procedural_assets, rng).scene("it")
    edges = scene.graph.transforms.edge_data
    moves = {child: (data["metadata"] or {}).get("joint", {}) for (_, child), data in edges.items()}
    parent = {child: above for above, child in edges}

    def link(node: str) -> str | None:
        """The node of the joint that moves it, None of the body."""
        while node is not None and moves.get(node, {}).get("type", "fixed") == "fixed":
            node = parent.get(node)
        return node

    found: dict[str | None, list] = {None: []}
    for node in scene.graph.nodes_geometry:
        matrix, name = scene.graph[node]
        found.setdefault(link(node), []).append(scene.geometry[name].copy().apply_transform(matrix))
    links = [None, *(node for node in found if node is not None)]
    vertices, faces, part, count = [], [], [], 0
    for index, one in enumerate(links):
        for mesh in found[one]:
            vertices.append(mesh.vertices)
            faces.append(mesh.faces + count)
            part.append(np.full(len(mesh.faces), index))
            count += len(mesh.vertices)
    joints = []
    for index, node in enumerate(links[1:], 1):
        matrix, told = scene.graph[node][0], moves[node]
        axis = matrix[:3, :3] @ np.asarray(told["axis"], float)
        turns = told["type"] == "continuous"
        limits = (None, None) if turns else (float(told["limit_lower"]), float(told["limit_upper"]))
        above = links.index(link(parent[node]))
        joints.append(ShapeJoint(told["type"], above, index, axis / np.linalg.norm(axis), matrix[:3, 3], *limits))
    parts = tuple(ShapePart(node.rpartition("/")[2] if node else "body", "body") for node in links)
    return Shape(kind, np.concatenate(vertices), np.concatenate(faces), np.concatenate(part), parts, tuple(joints))


def main(argv: list[str] | None = None) -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path, help="a new folder")
    p.add_argument("--each", type=int, default=4, help="objects of each kind")
    p.add_argument("--seed", type=int, default=0)
    p.add_argument("--kinds", nargs="*", choices=MOVING | STILL, default=list(MOVING | STILL))
    a = p.parse_args(argv)
    if a.out.exists() and any(a.out.iterdir()):
        p.error(f"{a.out} is not empty: give a new folder")
    for kind in a.kinds:
        for number in range(a.each):
            write(merge_tiny(shape(kind, a.seed, number)), a.out / f"{kind}_{a.seed}_{number}")
        print(f"{kind}: {a.each}", flush=True)


if __name__ == "__main__":
    main()

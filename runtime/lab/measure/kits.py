"""How well generated furniture is put together from loose parts: python -m runtime.lab.measure.kits FIRST COUNT.

Parts are turned afresh; pages are drawn with other line styles and cameras for each. With --of rough the kits are those
of `rough_kits`, and the pages' lines are found another way than the project's own. Printed: the share of parts and of
objects right, by the loose measure (Chamfer distance at most 0.01 in a bounding sphere of radius 1) and strictly
(nothing off by more than 1 % of the diagonal, modulo symmetry and identical parts; the part that any layout gets right
is not counted), and the seconds.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from artllm_blender.client.proposals import proposals
from artllm_blender.core.assembly.ink import picture
from artllm_blender.core.assembly.line_art import draw
from artllm_blender.core.assembly.loose import TURNS, LoosePart, loose_parts
from artllm_blender.core.assembly.together import Loose, assembled
from artllm_blender.core.assembly.wire import Wire
from artllm_blender.core.frames import apply, inverse, transform
from artllm_blender.core.picture.raster import Camera
from runtime.lab.measure import pixel_pages
from runtime.lab.shapes import furniture, kits, rough_kits
from runtime.lab.shapes.kits import Kit

MAKERS = {"tidy": kits.make, "rough": rough_kits.make, "furniture": lambda seed: furniture.make(furniture.HELD + seed)}
WORDS = {1: "", 2: "the 2 ", 3: "the 3 ", 4: "the 4 "}


@dataclass(frozen=True)
class Case:
    """kit: in its place. loose: the input. truth: (n, 4, 4) from where each part lies to where it belongs. camera: of
    the pages."""

    kit: Kit
    loose: Loose
    truth: np.ndarray
    camera: Camera


def case(seed: int, size: int = 512, of: str = "tidy", drawn: bool = True) -> Case:
    """A kit, its parts turned afresh, its pages drawn or not, its words written."""
    kit, rng = MAKERS[of](seed), np.random.default_rng([seed, 22])
    truth = []
    for _ in kit.parts:
        turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
        turn *= np.sign(np.linalg.det(turn))
        truth.append(inverse(transform(turn, rng.normal(size=3))))
    poses = np.array(truth)
    triangles = tuple(
        apply(inverse(pose), part.vertices)[part.faces] for pose, part in zip(poses, kit.parts, strict=True)
    )
    points = np.concatenate([part.vertices for part in kit.parts])
    azimuth, elevation = rng.uniform(0, 2 * np.pi), rng.uniform(0.35, 0.7)
    back = (np.cos(azimuth) * np.cos(elevation), np.sin(azimuth) * np.cos(elevation), np.sin(elevation))
    camera = Camera.around(points, np.array(back), size, float(rng.choice([300.0, rng.uniform(3, 7)])))
    pages = () if not drawn else (_pixel_pages if of == "rough" else _line_pages)(kit, camera, rng)
    lines = tuple(_line(kit, step, first=not number) for number, step in enumerate(kit.steps))
    return Case(kit, Loose(triangles, pages, lines), poses, camera)


def _line_pages(kit: Kit, camera: Camera, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    width = rng.uniform(0.8, 1.3)
    widths = {1: 0.9 * width, 2: 1.4 * width, 3: rng.uniform(1.4, 2.6) * width}
    wires = [Wire.of(part.vertices, part.faces) for part in kit.parts]
    pages, there = [], []
    for step in kit.steps:
        there += step
        art = draw([wires[k] for k in there], np.tile(np.eye(4), (len(there), 1, 1)), camera)
        pages.append(picture(art, (), widths))
    return tuple(pages)


def _pixel_pages(kit: Kit, camera: Camera, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    fine = replace(camera, zoom=camera.zoom * pixel_pages.FINE, centre=camera.centre * pixel_pages.FINE,
                   size=camera.size * pixel_pages.FINE)  # fmt: skip
    bend, thick, jump = rng.uniform(0.3, 0.7), int(rng.integers(2, 5)), rng.uniform(0.006, 0.02)
    pages, there = [], []
    for step in kit.steps:
        there += step
        pages.append(pixel_pages.page([kit.parts[k] for k in there], fine, bend, thick, jump))
    return tuple(pages)


def _line(kit: Kit, step: tuple[int, ...], first: bool) -> str:
    names = [kit.names[k] for k in step]
    base = names[0] if first and names.count(names[0]) == 1 else ""
    added = list(dict.fromkeys(name for name in names if name != base))
    said = [f"{WORDS.get(names.count(name), 'the ')}{_plural(name, names.count(name))}" for name in added]
    onto = f" to the {base or kit.names[0]}" if base or not first else ""
    return f"Attach {' and '.join(said)}{onto}." if onto else f"Take {' and '.join(said)}."


def _plural(name: str, count: int) -> str:
    return name if count == 1 else "shelves" if name == "shelf" else f"{name}s"


@dataclass(frozen=True)
class Score:
    """part, loose: shares of the parts right, strictly and by the loose measure; every, every_loose: of all of them."""

    part: float
    every: bool
    loose: float
    every_loose: bool


def score(loose: Loose, truth: np.ndarray, poses: np.ndarray) -> Score:
    """(n, 4, 4) each, from where the parts lie."""
    parts = loose_parts([(t.reshape(-1, 3), np.arange(3 * len(t)).reshape(-1, 3)) for t in loose.triangles])
    goal = np.array([pose @ inverse(part.frame) for pose, part in zip(truth, parts, strict=True)])
    got = np.array([pose @ inverse(part.frame) for pose, part in zip(poses, parts, strict=True)])
    points = np.concatenate([apply(g, part.points) for g, part in zip(goal, parts, strict=True)])
    low, high = points.min(axis=0), points.max(axis=0)
    diagonal = float(np.linalg.norm(high - low))
    radius = float(np.linalg.norm(points - (low + high) / 2, axis=1).max())
    kinds = np.array([part.kind for part in parts])
    best, best_loose = (0, -np.inf), 0
    ranked = []
    for one, part in enumerate(parts):
        for slot in np.flatnonzero(kinds == part.kind):
            for own in part.symmetries:
                whole = goal[slot] @ transform(TURNS[own]) @ inverse(got[one])
                off = _matched(parts, kinds, goal, whole @ got)
                right = int((off < 0.01 * diagonal).sum())
                ranked.append((right, -float(np.minimum(off, 0.1 * diagonal).sum()), len(ranked), whole))
    best = max(ranked)[0]
    for _, _, _, whole in sorted(ranked, key=lambda r: r[:3], reverse=True)[:3]:
        best_loose = max(best_loose, _loosely(parts, kinds, goal, whole @ got, radius))
    count = len(parts)
    return Score((best - 1) / (count - 1), best == count, best_loose / count, best_loose == count)


def _matched(parts: Sequence[LoosePart], kinds: np.ndarray, goal: np.ndarray, got: np.ndarray) -> np.ndarray:
    """(n,) how far each part's farthest corner is off, identical parts matched as is best."""
    found = np.zeros(len(parts))
    for kind in set(kinds.tolist()):
        these = np.flatnonzero(kinds == kind)
        part = parts[these[0]]
        corners = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]) * part.half
        cost = np.zeros((len(these), len(these)))
        for i, one in enumerate(these):
            here = apply(got[one], corners)
            for j, slot in enumerate(these):
                there = [apply(goal[slot], corners @ TURNS[own].T) for own in part.symmetries]
                cost[i, j] = min(np.linalg.norm(here - t, axis=1).max() for t in there)
        rows, columns = linear_sum_assignment(cost)
        found[these[rows]] = cost[rows, columns]
    return found


def _loosely(parts: Sequence[LoosePart], kinds: np.ndarray, goal: np.ndarray, got: np.ndarray, radius: float) -> int:
    right = 0
    for kind in set(kinds.tolist()):
        these = np.flatnonzero(kinds == kind)
        clouds = [apply(got[k], parts[k].points[::2]) for k in these]
        slots = [apply(goal[k], parts[k].points[::2]) for k in these]
        trees, others = [cKDTree(c) for c in clouds], [cKDTree(s) for s in slots]
        cost = np.array(
            [[((o.query(c)[0] ** 2).mean() + (t.query(s)[0] ** 2).mean()) / radius**2
              for s, o in zip(slots, others, strict=True)] for c, t in zip(clouds, trees, strict=True)]
        )  # fmt: skip
        rows, columns = linear_sum_assignment(cost)
        right += int((cost[rows, columns] <= 0.01).sum())
    return right


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.measure.kits", description=__doc__)
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--without", action="append", default=[], choices=("pages", "words"))
    parser.add_argument("--model", action="store_true")
    parser.add_argument("--of", choices=MAKERS, default="tidy", help="furniture is what the model learnt to build")
    options = parser.parse_args()
    found, seconds = [], []
    for seed in range(options.first, options.first + options.count):
        one = case(seed, of=options.of, drawn="pages" not in options.without)
        begin = time.perf_counter()
        lines = () if "words" in options.without else one.loose.lines
        title = "" if "words" in options.without else one.kit.title
        loose = Loose(one.loose.triangles, one.loose.pages, lines, title=title)
        answer = assembled(loose, propose=proposals if options.model else None)
        seconds.append(time.perf_counter() - begin)
        found.append(score(one.loose, one.truth, answer.poses))
        last = found[-1]
        print(
            f"{seed} {one.kit.title} {len(one.kit.parts)}: {last.part:.2f} {last.loose:.2f} {seconds[-1]:.1f} s",
            flush=True,
        )
    part, every, loose, every_loose = (100 * np.mean([getattr(f, n) for f in found]) for n in
                                       ("part", "every", "loose", "every_loose"))  # fmt: skip
    print(f"strict {part:.1f} / {every:.1f}, loose {loose:.1f} / {every_loose:.1f}, {np.mean(seconds):.2f} s")


if __name__ == "__main__":
    main()

"""Picture sheets of generated shapes, to look at: python -m runtime.lab.shapes sheet FAMILY... --out FILE.png

Each cell shows one seed at rest and with its joints at 70 % of their range; parts are coloured, joint axes drawn:
red revolute, purple continuous, blue prismatic, green screw.
"""

from __future__ import annotations

import argparse

import numpy as np

from . import generate, registry
from .builder import Shape
from .families._pose import posed

_JOINT_COLOUR = {"revolute": "red", "continuous": "purple", "prismatic": "blue", "screw": "green"}
_GREY = np.array([[0.62, 0.62, 0.62]])


def moved(shape: Shape, fraction: float) -> Shape:
    """The shape with each joint at fraction of its range, continuous ones at that fraction of a quarter turn."""
    return posed(
        shape,
        {
            i: fraction * np.pi / 2 if j.type == "continuous" else j.lower + fraction * (j.upper - j.lower)
            for i, j in enumerate(shape.joints)
        },
    )


def camera(azimuth: float = -62, elevation: float = 22) -> np.ndarray:
    """Rows right, up, towards the viewer (3, 3), for angles in degrees; azimuth -90 looks straight at the front."""
    a, e = np.radians([azimuth, elevation])
    towards = np.array([np.cos(a) * np.cos(e), np.sin(a) * np.cos(e), np.sin(e)])
    right = np.array([-np.sin(a), np.cos(a), 0])
    return np.stack([right, np.cross(towards, right), towards])


def part_colours(count: int) -> np.ndarray:
    """Grey for the base, then well separated hues: (count, 3)."""
    import matplotlib

    return np.concatenate([_GREY, matplotlib.colormaps["tab20"](np.arange(count - 1) % 20)[:, :3]])


def picture(shape: Shape, view: np.ndarray, centre: np.ndarray, scale: float, size: int, points: int) -> np.ndarray:
    """Image (size, size, 3) of surface samples through a z-buffer. scale: pixels per metre."""
    corner = shape.vertices[shape.faces]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    area = np.linalg.norm(normal, axis=1)
    rng = np.random.default_rng(0)
    face = rng.choice(len(area), points, p=area / area.sum())
    u, v = rng.random((2, points, 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    a, b, c = corner[face].swapaxes(0, 1)
    seen = (a + u * (b - a) + v * (c - a) - centre) @ view.T
    shade = 0.45 + 0.55 * np.abs((normal[face] / area[face, None]) @ (view.T @ [0.3, 0.5, 0.8]))
    colour = part_colours(len(shape.parts))[shape.face_part[face]] * np.minimum(shade, 1)[:, None]
    column = (size / 2 + seen[:, 0] * scale).astype(int)
    row = (size / 2 - seen[:, 1] * scale).astype(int)
    image, depth = np.ones((size, size, 3)), np.full((size, size), -np.inf)
    order = np.argsort(seen[:, 2], kind="stable")  # the nearest is written last, and stays
    for down, aside in ((1, 1), (0, 1), (1, 0), (0, 0)):
        r, k = row[order] + down, column[order] + aside
        inside = (r >= 0) & (r < size) & (k >= 0) & (k < size)
        layer = np.full((size, size), -np.inf)
        layer[r[inside], k[inside]] = seen[order[inside], 2]
        nearer = layer > depth
        winner = np.zeros((size, size), int)
        winner[r[inside], k[inside]] = order[inside]
        image[nearer], depth[nearer] = colour[winner[nearer]], layer[nearer]
    return image


def draw_sheet(families: list[str], seeds: range, out: str, size: int = 170, columns: int = 4, view=None) -> None:
    """Write a PNG with every family's seeds, in rows of `columns` pairs of pictures."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    view = camera() if view is None else view
    cells = [(f, s) for f in families for s in seeds]
    rows = -(-len(cells) // columns)
    canvas = np.ones((rows * size, columns * 2 * size, 3))
    figure = plt.figure(figsize=(canvas.shape[1] / 100, canvas.shape[0] / 100), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    for n, (family, seed) in enumerate(cells):
        top, left = n // columns * size, n % columns * 2 * size
        rest = generate(family, seed)
        open_shape = moved(rest, 0.7)
        both = np.concatenate([rest.vertices, open_shape.vertices])
        seen = both @ view.T
        centre, extent = (seen.min(0) + seen.max(0)) / 2 @ view, np.ptp(seen, axis=0)
        scale = 0.92 * size / max(extent[:2])
        for k, shape in enumerate((rest, open_shape)):
            x = left + k * size
            canvas[top : top + size, x : x + size] = picture(shape, view, centre, scale, size, 60_000)
        for j in rest.joints:
            start = j.origin
            if j.type == "prismatic":
                child = rest.vertices[rest.faces[rest.face_part == j.child]].reshape(-1, 3)
                start = (child.min(0) + child.max(0)) / 2
            tip = start + j.axis * 0.2 * size / scale
            ends = (np.stack([start, tip]) - centre) @ view.T * scale
            x, y = left + size / 2 + ends[:, 0], top + size / 2 - ends[:, 1]
            axes.plot(x, y, color=_JOINT_COLOUR[j.type], lw=1.2)
            axes.plot(x[0], y[0], "o", color=_JOINT_COLOUR[j.type], ms=2.5)
        kinds = "".join(j.type[0] for j in rest.joints)
        axes.text(left + 2, top + 9, f"{family} {seed} {kinds} f{len(rest.faces)}", fontsize=6)
    axes.imshow(canvas, aspect="auto", interpolation="nearest")
    axes.set_axis_off()
    figure.savefig(out)
    plt.close(figure)


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m runtime.lab.shapes sheet", description=__doc__.splitlines()[0])
    parser.add_argument("families", nargs="*", help="default: all")
    parser.add_argument("--out", default="shapes.png", help="the picture to write")
    parser.add_argument("--seeds", type=int, default=16, help="shapes per family")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--size", type=int, default=170, help="pixels per picture")
    parser.add_argument("--azimuth", type=float, default=-62)
    args = parser.parse_args(argv)
    names = args.families or list(registry())
    draw_sheet(names, range(args.first, args.first + args.seeds), args.out, args.size, view=camera(args.azimuth))


if __name__ == "__main__":
    main()

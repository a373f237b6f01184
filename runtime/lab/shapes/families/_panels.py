"""Front panels of doors, drawers and false fronts: slabs facing -Y, in the ways that joiners dress them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..solids import Mesh, box, extruded, frame

KINDS = ("flat", "bevelled", "framed", "raised", "grooved", "glass", "louvred", "beaded", "cross", "bordered")
_USUAL = (0.32, 0.08, 0.17, 0.12, 0.06, 0.07, 0.04, 0.05, 0.03, 0.06)


@dataclass(frozen=True)
class PanelStyle:
    """How the panels of one object look. rail: width of frames, metres; relief: how deep they are, of the thickness."""

    kind: str
    rail: float
    relief: float
    pitch: float
    upright: bool
    lights: tuple[int, int]


def panel_style(rng: np.random.Generator, kinds: tuple[str, ...] = ()) -> PanelStyle:
    """A random style, of one of kinds if any are given."""
    kind = str(rng.choice(kinds)) if kinds else str(rng.choice(KINDS, p=_USUAL))
    return PanelStyle(
        kind,
        rail=rng.uniform(0.02, 0.09),
        relief=rng.uniform(0.2, 0.7),
        pitch=rng.uniform(0.03, 0.12),
        upright=bool(rng.random() < 0.75),
        lights=(int(rng.choice([1, 1, 1, 2, 3])), int(rng.choice([1, 1, 2, 3]))),
    )


def panel(style: PanelStyle, lower, upper) -> list[Mesh]:
    """Meshes that fill the slab between two corners (3,); its front is at lower y."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    width, height = upper[[0, 2]] - lower[[0, 2]]
    rail = min(style.rail, 0.3 * min(width, height))
    return _BUILDERS[style.kind](style, lower, upper, rail)


def bevelled_slab(lower, upper, bevel: float) -> Mesh:
    """Slab whose front edges (at lower y) are chamfered by bevel."""
    lower, upper = np.asarray(lower, float), np.asarray(upper, float)
    cut = min(bevel, 0.9 * (upper[1] - lower[1]), 0.4 * min(upper[0] - lower[0], upper[2] - lower[2]))
    loops = []
    for inset, y in ((0.0, upper[1]), (0.0, lower[1] + cut), (cut, lower[1])):
        x0, x1, z0, z1 = lower[0] + inset, upper[0] - inset, lower[2] + inset, upper[2] - inset
        loops.append([[x0, y, z0], [x1, y, z0], [x1, y, z1], [x0, y, z1]])
    faces = [[0, 3, 2], [0, 2, 1], [8, 9, 10], [8, 10, 11]]
    for ring in (0, 4):
        for k in range(4):
            a, b = ring + k, ring + (k + 1) % 4
            faces += [[a, b, b + 4], [a, b + 4, a + 4]]
    return Mesh(np.concatenate(loops), np.array(faces))


def moulding(lower, upper, hole_lower, hole_upper) -> Mesh:
    """Frame of one continuous bevelled rim, mitred: its outer edge is at upper y, its inner one at lower y."""
    x0, y0, z0 = lower
    x1, y1, z1 = upper
    (a0, c0), (a1, c1) = hole_lower, hole_upper
    outer = [[x0, y1, z0], [x1, y1, z0], [x1, y1, z1], [x0, y1, z1]]
    crest = [[x0, y0, z0], [x1, y0, z0], [x1, y0, z1], [x0, y0, z1]]
    inner = [[a0, y0, c0], [a1, y0, c0], [a1, y0, c1], [a0, y0, c1]]
    foot = [[a0, y1, c0], [a1, y1, c0], [a1, y1, c1], [a0, y1, c1]]
    faces = []
    for ring in (0, 4, 8):
        for k in range(4):
            a, b = ring + k, ring + (k + 1) % 4
            faces += [[a, b, b + 4], [a, b + 4, a + 4]]
    return Mesh(np.array(outer + crest + inner + foot, float), np.array(faces))


def _flat(style, lower, upper, rail) -> list[Mesh]:
    return [box(lower, upper)]


def _bevelled(style, lower, upper, rail) -> list[Mesh]:
    return [bevelled_slab(lower, upper, style.relief * (upper[1] - lower[1]))]


def _rim(lower, upper, rail) -> Mesh:
    return frame(lower, upper, "y", lower[[0, 2]] + rail, upper[[0, 2]] - rail)


def _sunk(style, lower, upper, rail) -> tuple[np.ndarray, np.ndarray]:
    """The field within the frame, set back by the relief."""
    thick = upper[1] - lower[1]
    return lower + (rail, style.relief * thick, rail), upper - (rail, 0.1 * thick, rail)


def _framed(style, lower, upper, rail) -> list[Mesh]:
    return [_rim(lower, upper, rail), box(*_sunk(style, lower, upper, rail))]


def _raised(style, lower, upper, rail) -> list[Mesh]:
    low, high = _sunk(style, lower, upper, rail)
    room = min(high[0] - low[0], high[2] - low[2])
    inset, lift = min(0.35 * rail, 0.3 * room), 0.8 * (low[1] - lower[1])
    field = bevelled_slab(low + (inset, -lift, inset), high - (inset, 0, inset), lift)
    return [_rim(lower, upper, rail), box(low, high), field]


def _grooved(style, lower, upper, rail) -> list[Mesh]:
    axis = 0 if style.upright else 2
    span = upper[axis] - lower[axis]
    count = int(np.clip(span / style.pitch, 2, 12))
    gap = min(0.006, 0.1 * span / count)
    back = lower + (0, 0.5 * (upper[1] - lower[1]), 0)
    meshes = [box(back, upper)]
    for i in range(count):
        low, high = lower.copy(), upper.copy()
        low[axis] = lower[axis] + span * i / count + gap * (i > 0)
        high[axis] = lower[axis] + span * (i + 1) / count
        high[1] = back[1]
        meshes.append(box(low, high))
    return meshes


def _glass(style, lower, upper, rail) -> list[Mesh]:
    middle = (lower[1] + upper[1]) / 2
    meshes = [_rim(lower, upper, rail)]
    if style.relief < 0.55:  # the rest are left without a pane, as many models are
        near, far = lower + rail, upper - rail
        near[1], far[1] = middle - 0.002, middle + 0.002
        meshes.append(box(near, far))
    bar = 0.2 * rail
    for axis, count in zip((0, 2), style.lights, strict=True):
        for i in range(1, count):
            low, high = lower + (rail, 0, rail), upper - (rail, 0, rail)
            at = low[axis] + (high[axis] - low[axis]) * i / count
            low[axis], high[axis] = at - bar, at + bar
            meshes.append(box(low, high))
    return meshes


def _louvred(style, lower, upper, rail) -> list[Mesh]:
    low, high = lower + (rail, 0, rail), upper - (rail, 0, rail)
    count = int(np.clip((high[2] - low[2]) / style.pitch * 1.5, 3, 14))
    step, thick = (high[2] - low[2]) / count, upper[1] - lower[1]
    outline = np.array([[-0.45, -0.45], [-0.25, -0.45], [0.45, 0.45], [0.25, 0.45]]) * (thick, step)
    slat = extruded(outline, low[0], high[0])
    slat = Mesh(slat.vertices[:, [2, 0, 1]], slat.faces)
    middle = (lower[1] + upper[1]) / 2
    return [_rim(lower, upper, rail), *(slat.moved((0, middle, low[2] + (i + 0.5) * step)) for i in range(count))]


def _beaded(style, lower, upper, rail) -> list[Mesh]:
    """A slab with an applied mitred moulding."""
    thick = upper[1] - lower[1]
    face = lower[1] + 0.3 * thick
    inset, wide = 0.6 * rail, 0.3 * rail
    hole = lower[[0, 2]] + inset + wide, upper[[0, 2]] - inset - wide
    rim = moulding(lower + (inset, 0, inset), (upper[0] - inset, face, upper[2] - inset), *hole)
    return [box((lower[0], face, lower[2]), upper), rim]


def _cross(style, lower, upper, rail) -> list[Mesh]:
    """Ledged and braced, as a barn door."""
    thick = upper[1] - lower[1]
    back = box((lower[0], lower[1] + 0.4 * thick, lower[2]), upper)
    x0, x1, z0, z1 = lower[0] + rail, upper[0] - rail, lower[2] + rail, upper[2] - rail
    meshes = [frame(lower, (upper[0], lower[1] + 0.4 * thick, upper[2]), "y", (x0, z0), (x1, z1)), back]
    for a, b in [((x0, z0), (x1, z1)), ((x0, z1), (x1, z0))][: 2 if style.upright else 1]:
        along = np.subtract(b, a)
        side = np.array([-along[1], along[0]]) / np.linalg.norm(along) * rail * 0.35
        outline = np.array([a + side, a - side, b - side, b + side])
        brace = extruded(outline, -(lower[1] + 0.4 * thick), -(lower[1] + 0.1 * thick))
        meshes.append(Mesh(np.c_[brace.vertices[:, 0], -brace.vertices[:, 2], brace.vertices[:, 1]], brace.faces))
    return meshes


def _bordered(style, lower, upper, rail) -> list[Mesh]:
    """A frame in front of a full slab, thin."""
    lip = lower[1] + 0.25 * (upper[1] - lower[1])
    edge = 0.35 * rail
    return [
        box((lower[0], lip, lower[2]), upper),
        frame(lower, (upper[0], lip, upper[2]), "y", lower[[0, 2]] + edge, upper[[0, 2]] - edge),
    ]


_BUILDERS = {
    "flat": _flat,
    "bevelled": _bevelled,
    "framed": _framed,
    "raised": _raised,
    "grooved": _grooved,
    "glass": _glass,
    "louvred": _louvred,
    "beaded": _beaded,
    "cross": _cross,
    "bordered": _bordered,
}

"""Kits as furniture is found in the wild: splayed and bent legs, curved seats, bent frames, cushions, open and doubled
meshes, sheets without thickness, neighbours that sink into each other. What Assemble is tried on where `kits` is tidy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .kits import Bench, Kit
from .solids import Mesh, box, joined, lofted, plate, rounded_rectangle, smooth

BENT = 8  # steps along a curve


def bar(path, width: float, depth: float, sides: int = 4, taper: float = 1.0) -> Mesh:
    """A bar along (n, 3) points, `width` across the plane that it bends in, `depth` within; rectangular, or round with
    more than 4 sides; at its end `taper` times as thick as at its beginning."""
    path = np.asarray(path, float)
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    bend = np.cross(along[0], along[-1])
    ends = path[-1] - path[0]
    helper = np.array([1.0, 0, 0]) if abs(ends[0]) < 0.9 * np.linalg.norm(ends) else np.array([0, 1.0, 0])
    across = bend / np.linalg.norm(bend) if np.linalg.norm(bend) > 1e-6 else helper
    turn = np.arange(sides) * 2 * np.pi / sides + np.pi / sides
    ring = np.c_[np.cos(turn), np.sin(turn)] / (np.cos(np.pi / sides) if sides == 4 else 1.0) / 2
    rings = []
    for rank, (place, way) in enumerate(zip(path, along, strict=True)):
        side = across - way * (across @ way)
        side /= np.linalg.norm(side)
        thick = 1 + (taper - 1) * rank / (len(path) - 1)
        rings.append(place + thick * (width * ring[:, :1] * side + depth * ring[:, 1:] * np.cross(way, side)))
    return lofted(np.array(rings))


def level(mesh: Mesh, low: float | None = None, high: float | None = None) -> Mesh:
    """Its ends cut level: what is lower or higher is pressed flat."""
    vertices = mesh.vertices.copy()
    vertices[:, 2] = np.clip(vertices[:, 2], low, high)
    return Mesh(vertices, mesh.faces)


def sheet(x, y, height: Callable[[np.ndarray, np.ndarray], np.ndarray], thick: float, steps: int = 10) -> Mesh:
    """A board between x (2,) and y (2,) whose upper side is at height(x, y), in [-1, 1] each; without thickness one
    sheet."""
    u, v = np.meshgrid(np.linspace(-1, 1, steps), np.linspace(-1, 1, steps), indexing="ij")
    top = np.stack([(x[0] + x[1]) / 2 + u * (x[1] - x[0]) / 2, (y[0] + y[1]) / 2 + v * (y[1] - y[0]) / 2,
                    height(u, v)], axis=2).reshape(-1, 3)  # fmt: skip
    i, j = np.meshgrid(np.arange(steps - 1), np.arange(steps - 1), indexing="ij")
    a = (i * steps + j).ravel()
    faces = np.concatenate([np.c_[a, a + steps, a + steps + 1], np.c_[a, a + steps + 1, a + 1]])
    if thick <= 0:
        return Mesh(top, faces)
    count = len(top)
    edge = np.concatenate([
        np.arange(0, count - steps, steps), np.arange(count - steps, count - 1),
        np.arange(count - 1, steps - 1, -steps), np.arange(steps - 1, 0, -1)
    ])  # fmt: skip
    after = np.roll(edge, -1)
    walls = np.concatenate([np.c_[edge, edge + count, after], np.c_[after, edge + count, after + count]])
    return Mesh(np.concatenate([top, top - (0, 0, thick)]), np.concatenate([faces, faces[:, ::-1] + count, walls]))


def _curved(rng: np.random.Generator, z: float, sag: float):
    kind = int(rng.integers(3))
    if kind == 0:
        return lambda u, v: z - sag * (1 - u**2)
    if kind == 1:
        return lambda u, v: z - sag * (1 - v**2)
    return lambda u, v: z - sag * np.clip(1 - u**2 - 0.5 * v**2, 0, 1)


def _leg(foot, head, thick: float, rng: np.random.Generator, taper: float, sides: int, bow: float = 0.0) -> Mesh:
    foot, head = np.asarray(foot, float), np.asarray(head, float)
    along = (head - foot) / np.linalg.norm(head - foot)
    middle = (foot + head) / 2 + np.array([bow, 0, 0])
    path = smooth(np.array([foot - 0.1 * thick * along, middle, head + 0.1 * thick * along]), BENT if bow else 1)
    return level(bar(path[::-1], thick, thick, sides, taper), foot[2], head[2])


CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def _splayed(made: Bench, rng: np.random.Generator, w: float, d: float, top: float) -> None:
    """Four legs, one turned about the vertical for each corner or mirrored in pairs, sunk a little into the seat."""
    thick, sink = rng.uniform(0.03, 0.05), rng.choice([0.0, rng.uniform(0.002, 0.012)])
    out = np.array([rng.uniform(0.0, 0.1), rng.uniform(0.0, 0.1)]) * rng.choice([1.0, 1.0, 0.0])
    taper, sides = rng.uniform(0.5, 1.0), int(rng.choice([4, 4, 12]))
    turned = rng.random() < 0.4
    out = np.full(2, out.mean()) if turned else out
    for x, y in CORNERS:
        head, foot = np.array([w, d, top + sink]), np.array([w + out[0], d + out[1], 0.0])
        if turned:
            leg = _leg((out[0], out[1], 0.0), (0, 0, top + sink), thick, rng, taper, sides)
            angle = {(1, 1): 0, (-1, 1): np.pi / 2, (-1, -1): np.pi, (1, -1): -np.pi / 2}[x, y]
            made.add("leg", leg.rotated((0, 0, 1), angle).moved((x * w, y * d, 0)))
        else:
            leg = _leg(foot, head, thick, rng, taper, sides)
            made.add("leg", leg.transformed(np.diag([float(x), float(y), 1.0])))


def shell_chair(rng: np.random.Generator) -> Kit:
    """A bent seat on splayed legs, with rails between them or none; the back one with it or of its own."""
    made = Bench()
    w, d, h = rng.uniform(0.2, 0.26), rng.uniform(0.2, 0.25), rng.uniform(0.4, 0.47)
    thick = rng.choice([0.0, rng.uniform(0.008, 0.02)])
    one = rng.random() < 0.6
    seat = sheet((-w, w), (-d, d), _curved(rng, h + 0.02, rng.uniform(0.0, 0.02)), thick)
    tall, lean = rng.uniform(0.32, 0.45), rng.uniform(0.08, 0.3)
    bow = rng.uniform(0.0, 0.05)
    back = sheet((-w, w), (-tall / 2, tall / 2), lambda u, v: -bow * (1 - u**2), thick)
    back = back.rotated((1, 0, 0), np.pi / 2 - lean)
    back = back.moved((0, d - back.vertices[:, 1].min() - (0.02 if one else 0), h - back.vertices[:, 2].min()))
    if one:
        made.add("seat", seat, back)
    else:
        made.add("seat", seat)
    made.step()
    _splayed(made, rng, 0.75 * w, 0.75 * d, h - 0.005)
    if rng.random() < 0.5:
        made.step()
        for s in (-1, 1):
            z, y = 0.85 * h, s * 0.75 * d
            made.add("rail", box((-0.72 * w, y - 0.01, z - 0.03), (0.72 * w, y + 0.01, z)))
    if not one:
        made.step()
        for s in (-1, 1):
            x = s * 0.8 * w
            foot, head = (x, d - 0.03, h), (x, d + 0.03 + tall * np.sin(lean) / 2, h + tall / 2)
            made.add("support", bar(smooth(np.array([foot, np.add(foot, head) / 2 + (0, 0.02, 0), head]), BENT),
                                    0.025, 0.02))  # fmt: skip
        made.step()
        made.add("back", back.moved((0, 0, 0.06)))
    return made.kit("Chair")


def frame_chair(rng: np.random.Generator) -> Kit:
    """Two bent sides; between them rails, a curved seat and bent slats."""
    made = Bench()
    w, d, h = rng.uniform(0.2, 0.28), rng.uniform(0.2, 0.25), rng.uniform(0.38, 0.46)
    tall, lean, a = rng.uniform(0.35, 0.5), rng.uniform(0.05, 0.16), rng.uniform(0.02, 0.035)
    back = rng.uniform(0.0, 0.08)
    arm = rng.choice([0.0, rng.uniform(0.18, 0.24)])
    rear = smooth(np.array([(0, d + back, 0), (0, d, 0.5 * h), (0, d, h), (0, d + lean, h + tall)]), 5)
    front = smooth(np.array([(0, -d - 0.5 * back, 0), (0, -d, 0.6 * h), (0, -d, h + arm if arm else h)]), 4)
    z = np.array([h - 0.05, rng.uniform(0.2, 0.4) * h])[: int(rng.integers(1, 3))]
    side = [level(bar(rear, a, 1.3 * a), 0.0), level(bar(front, a, 1.2 * a), 0.0)]
    side += [bar(((0, -d, q), (0, d, q)), 0.7 * a, 0.04) for q in z]
    if arm:
        top = smooth(np.array([(0, -d - 0.03, h + arm), (0, 0, h + arm + 0.02), (0, d + 0.6 * lean, h + arm)]), 5)
        side.append(bar(top, 1.6 * a, 0.025))
    for s in (-1, 1):
        made.add("side", joined(side).moved((s * (w + a / 2), 0, 0)))
    made.step()
    for y in (-d, d)[: int(rng.integers(1, 3))]:
        made.add("rail", box((-w, y - 0.01, h - 0.08), (w, y + 0.01, h - 0.03)))
    made.step()
    cushion = rng.random() < 0.4
    thick = rng.uniform(0.04, 0.1) if cushion else rng.uniform(0.01, 0.02)
    made.add("seat", sheet((-w + 0.004, w - 0.004), (-d, d - 0.02), _curved(rng, h - 0.03 + thick, 0.02), thick))
    made.step()
    n, bow = int(rng.integers(1, 5)), rng.uniform(0.0, 0.06)
    high = rng.uniform(0.04, 0.06) if n > 1 else 0.35 * tall
    for q in np.linspace(0.45 if n > 1 else 0.7, 0.93, n):
        z = h + q * tall - (high / 2 if n == 1 else 0)
        y = np.interp(z, rear[:, 2], rear[:, 1])
        tilt = np.arctan2(lean, tall)
        path = smooth(np.array([(-w - 0.005, 0, 0), (0, bow, 0), (w + 0.005, 0, 0)]), 5)
        made.add("back slat", bar(path, high, 0.014).rotated((1, 0, 0), -tilt).moved((0, y, z)))
    return made.kit("Chair")


def post_chair(rng: np.random.Generator) -> Kit:
    """Two front legs, two bent rear posts, four aprons, a seat, and what is between the posts."""
    made = Bench()
    w, d, h = rng.uniform(0.19, 0.25), rng.uniform(0.19, 0.25), rng.uniform(0.42, 0.47)
    a, tall, lean = rng.uniform(0.028, 0.04), rng.uniform(0.35, 0.5), rng.uniform(0.04, 0.14)
    narrow = rng.choice([0.0, rng.uniform(0.01, 0.03)])
    rear = smooth(np.array([(0, d + 0.03, 0), (0, d, 0.5 * h), (0, d, h), (0, d + lean, h + tall)]), 4)
    post = level(bar(rear, a, a), 0.0)
    leg = _leg((0, -d, 0), (0, -d, h - 0.02), a, rng, 0.7, 4)
    for s in (-1, 1):
        made.add("back post", post.moved((s * (w - narrow), 0, 0)))
    made.step()
    n = int(rng.integers(2, 5))
    upright = rng.random() < 0.4
    inner = w - narrow - a / 2
    tilt = np.arctan2(lean, tall)
    zs = (h + 0.12 * tall, h + 0.92 * tall) if upright else np.linspace(h + 0.3 * tall, h + 0.92 * tall, n)
    for z in zs:
        slat = box((-inner - 0.004, -0.009, -0.025), (inner + 0.004, 0.009, 0.025)).rotated((1, 0, 0), -tilt)
        made.add("cross rail" if upright else "slat", slat.moved((0, np.interp(z, rear[:, 2], rear[:, 1]), z)))
    if upright:
        for x in np.linspace(-inner, inner, n + 2)[1:-1]:
            low, high = ((x, np.interp(z, rear[:, 2], rear[:, 1]), z) for z in zs)
            made.add("spindle", bar((low, high), 0.014, 0.014, 8))
    made.step()
    for s in (-1, 1):
        made.add("front leg", leg.moved((s * (w - a / 2), 0, 0)))
    made.step()
    thin, high = 0.02, rng.uniform(0.04, 0.07)
    made.add("front apron", box((-w + a, -d - thin / 2, h - 0.02 - high), (w - a, -d + thin / 2, h - 0.02)))
    made.add("rear apron", box((-inner, d - thin / 2, h - 0.02 - high), (inner, d + thin / 2, h - 0.02)))
    for s in (-1, 1):
        x = s * (w - a / 2 - narrow / 2)
        made.add("side apron", box((x - thin / 2, -d + a / 2, h - 0.02 - high), (x + thin / 2, d - a / 2, h - 0.02)))
    made.step()
    outline = rounded_rectangle(2 * w + 0.02, 2 * d, 0.05, 4)
    made.add("seat", plate(outline, h - 0.02, h + rng.uniform(0.0, 0.03), 0.004).moved((0, -0.02, 0)))
    return made.kit("Chair")


def round_table(rng: np.random.Generator) -> Kit:
    made = Bench()
    w, h, t = rng.uniform(0.25, 0.6), rng.uniform(0.4, 0.75), rng.uniform(0.015, 0.04)
    d = w * rng.choice([1.0, rng.uniform(0.55, 0.9)])
    outline = rounded_rectangle(2 * w, 2 * d, rng.uniform(0.1, 1.0) * d, 8)
    made.add("top", plate(outline, h - t, h, rng.choice([0.0, 0.006])))
    made.step()
    _splayed(made, rng, 0.62 * w, 0.62 * d, h - t)
    if rng.random() < 0.6:
        made.step()
        for s in (-1, 1):
            made.add("rail", bar(((s * 0.6 * w, -0.6 * d, h - t - 0.04), (s * 0.6 * w, 0.6 * d, h - t - 0.04)),
                                 0.02, 0.05))  # fmt: skip
        if rng.random() < 0.5:
            z = rng.uniform(0.25, 0.5) * h
            made.step()
            made.add("shelf", plate(rounded_rectangle(1.3 * w, 1.3 * d, 0.04, 4), z, z + 0.015))
    return made.kit("Table")


def apron_table(rng: np.random.Generator) -> Kit:
    """Legs first joined by aprons, a drawer without a back, the top at last."""
    made = Bench()
    w, d, h, t = rng.uniform(0.3, 0.8), rng.uniform(0.25, 0.45), rng.uniform(0.4, 0.76), rng.uniform(0.018, 0.03)
    a, high = rng.uniform(0.04, 0.07), rng.uniform(0.06, 0.12)
    taper = rng.uniform(0.5, 1.0)
    top = h - t
    ring = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * a / 2
    foot = ring * taper + (1 - taper) * a / 2  # tapered on the two inner sides
    rings = [np.c_[foot, np.zeros(4)], np.c_[ring, np.full(4, top - high)], np.c_[ring, np.full(4, top)]]
    leg = lofted(np.array(rings))
    for s in (-1, 1):
        made.add("apron", box((-w + a, s * (d - a / 2) - 0.01, top - high), (w - a, s * (d - a / 2) + 0.01, top)))
    for x, y in CORNERS:
        one = leg.transformed(np.diag([float(x), float(y), 1.0])).moved((x * (w - a / 2), y * (d - a / 2), 0))
        made.add("leg", one)
    made.step()
    for s in (-1, 1):
        made.add("end apron", box((s * (w - a / 2) - 0.01, -d + a, top - high), (s * (w - a / 2) + 0.01, d - a, top)))
    if rng.random() < 0.4:
        made.step()
        z = rng.uniform(0.15, 0.35) * h
        made.add("shelf", box((-w + 0.2 * a, -d + 0.2 * a, z), (w - 0.2 * a, d - 0.2 * a, z + 0.016)))
    made.step()
    made.add("top", box((-w - 0.02, -d - 0.02, top), (w + 0.02, d + 0.02, h)))
    return made.kit("Table")


def loop_bench(rng: np.random.Generator) -> Kit:
    """Bent loops below slats, or a lounge chair of two loops, seat and back cushions."""
    made = Bench()
    w, d, h = rng.uniform(0.25, 0.6), rng.uniform(0.18, 0.3), rng.uniform(0.3, 0.45)
    a = rng.uniform(0.02, 0.035)
    r = 0.06
    loop = smooth(np.array([(0, -d + r, 0), (0, -d, r), (0, -d, h - r), (0, -d + r, h), (0, d - r, h), (0, d, h - r),
                            (0, d, r), (0, d - r, 0)]), 3)  # fmt: skip
    for s in (-1, 1):
        made.add("leg", bar(loop, 2 * a, a).moved((s * 0.85 * w, 0, a / 2)))
    made.step()
    top = h + a
    if rng.random() < 0.5:
        made.add("beam", box((-0.85 * w, -0.02, top - 0.06), (0.85 * w, 0.02, top - a)))
        made.step()
        n = int(rng.integers(2, 5))
        edges = np.linspace(-d, d, n + 1)
        for low, high in zip(edges[:-1], edges[1:], strict=True):
            made.add("slat", plate(rounded_rectangle(2 * w, high - low - 0.012, 0.01, 3), top, top + 0.02).moved(
                (0, (low + high) / 2, 0)))  # fmt: skip
        return made.kit("Bench")
    made.add("frame", box((-w, -d, top - 0.003), (w, d, top + 0.03)))
    made.step()
    thick = rng.uniform(0.08, 0.14)
    cushion = plate(rounded_rectangle(2 * w, 2 * d, 0.06, 4), 0, thick, 0.02)
    made.add("seat cushion", cushion.moved((0, 0, top + 0.03)))
    made.step()
    tall = rng.uniform(0.3, 0.45)
    pad = plate(rounded_rectangle(2 * w, tall, 0.06, 4), 0, 0.8 * thick, 0.02).rotated((1, 0, 0), np.pi / 2)
    lean = rng.uniform(0.05, 0.3)
    pad = pad.rotated((1, 0, 0), -lean)
    made.add("back cushion", pad.moved((0, d - pad.vertices[:, 1].max() + 0.1, top + 0.02 + thick
                                        - pad.vertices[:, 2].min())))  # fmt: skip
    return made.kit("Lounge chair")


def case(rng: np.random.Generator) -> Kit:
    """A box of boards on short feet, with fronts or shelves; backs and undersides may be missing."""
    made = Bench()
    w, d, h, t = rng.uniform(0.2, 0.6), rng.uniform(0.18, 0.25), rng.uniform(0.3, 1.2), rng.uniform(0.015, 0.025)
    foot = rng.choice([0.0, rng.uniform(0.05, 0.15)])
    for s in (-1, 1):
        x = s * (w - t / 2)
        made.add("side", box((x - t / 2, -d, foot), (x + t / 2, d, foot + h)))
    made.step()
    made.add("bottom", box((-w + t, -d, foot), (w - t, d, foot + t)))
    made.add("back", sheet((-w + t, w - t), (foot, foot + h), lambda u, v: 0 * u, 0.0, 4).rotated((1, 0, 0), np.pi / 2)
             .moved((0, d - 0.004, 0)))  # fmt: skip
    made.step()
    n = int(rng.integers(1, 4))
    inner = (h - 2 * t) / (n + 1)
    for k in range(n):
        z = foot + t + (k + 1) * inner
        made.add("shelf", box((-w + t, -d + 0.01, z - t / 2), (w - t, d - 0.006, z + t / 2)))
    made.step()
    made.add("top", box((-w, -d - 0.01, foot + h), (w, d, foot + h + t)))
    if foot:
        made.step()
        for x, y in CORNERS:
            made.add(
                "foot", _leg((x * 0.85 * w, y * 0.8 * d, 0), (x * 0.8 * w, y * 0.75 * d, foot), 0.035, rng, 0.7, 12)
            )
    if rng.random() < 0.4:
        made.step()
        for k in range(n + 1):
            z = foot + t + k * inner
            made.add(
                "front", box((-w + t + 0.002, -d - 0.012, z + 0.003), (w - t - 0.002, -d + 0.004, z + inner - 0.003))
            )
    return made.kit("Cabinet")


def spoiled(mesh: Mesh, rng: np.random.Generator) -> Mesh:
    """As found: with an end or an underside missing, faces doubled or turned over, triangles divided at T-junctions."""
    vertices, faces = mesh.vertices, mesh.faces
    corners = vertices[faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    area = np.linalg.norm(normals, axis=1)
    if rng.random() < 0.4:
        gone = normals[:, 2] * rng.choice([-1, -1, 1]) > 0.9 * area
        if area[gone].sum() < 0.12 * area.sum():
            faces = faces[~gone]
    if rng.random() < 0.3:
        again = faces[rng.random(len(faces)) < 0.3]
        faces = np.concatenate([faces, again[:, ::-1] if rng.random() < 0.5 else again])
    if rng.random() < 0.3:
        over = rng.random(len(faces)) < 0.3
        faces = np.where(over[:, None], faces[:, ::-1], faces)
    if rng.random() < 0.5:
        cut = rng.random(len(faces)) < 0.4
        middles = vertices[faces[cut]][:, :2].mean(axis=1)
        new = len(vertices) + np.arange(len(middles))
        a, b, c = faces[cut].T
        faces = np.concatenate([faces[~cut], np.c_[a, new, c], np.c_[new, b, c]])
        vertices = np.concatenate([vertices, middles])
    return Mesh(vertices, faces)


MAKERS = (shell_chair, frame_chair, post_chair, round_table, apron_table, loop_bench, case)
SHARES = (0.16, 0.2, 0.2, 0.12, 0.1, 0.12, 0.1)


def make(seed: int) -> Kit:
    """The kit of a number."""
    rng = np.random.default_rng([seed, 23])
    kit = MAKERS[int(rng.choice(len(MAKERS), p=SHARES))](rng)
    spoils: dict[str, np.random.SeedSequence] = {}
    parts = []
    for part, name in zip(kit.parts, kit.names, strict=True):  # identical parts are spoiled alike
        seed_of = spoils.setdefault(name, rng.bit_generator.seed_seq.spawn(1)[0])
        parts.append(spoiled(part, np.random.default_rng(seed_of)))
    return Kit(kit.title, tuple(parts), kit.names, kit.steps)

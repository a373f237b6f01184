"""Soap pumps, lotion bottles, trigger sprays, wall and countertop dispensers with a lever or push plate."""

from __future__ import annotations

import numpy as np

from ..builder import Builder, Shape
from ..solids import Mesh, box, cylinder, lathe, plate, prism, rounded_rectangle, smooth, tube
from ._pose import left_open, lifted
from ._vessel import section, shell, solid, vessel


def make(rng: np.random.Generator) -> Shape:
    kinds = {"pump": 0.58, "trigger": 0.27, "wall": 0.09, "urn": 0.06}
    b = Builder("dispenser")
    body = b.part("body")
    _KINDS[str(rng.choice(list(kinds), p=list(kinds.values())))](rng, b, body)
    return left_open(rng, b.finish(), chance=0.15)


def _bottle(rng, b: Builder, body: int, waisted: bool) -> tuple[float, float]:
    """The vessel; returns its neck's radius and its mouth's height."""
    height = rng.uniform(0.08, 0.22)
    radius = height * rng.uniform(0.18, 0.5)
    neck = radius * rng.uniform(0.25, 0.6)
    kind = rng.choice(
        ["straight", "dome", "cone", "belly", "waist"],
        p=[0.3, 0.25, 0.15, 0.15, 0.15] if not waisted else [0.15, 0.15, 0.2, 0.1, 0.4],
    )
    points = {
        "straight": [(0.95, 0), (1, 0.03), (1, 0.5), (1, 0.85), (0.95, 0.92), (neck / radius, 0.97)],
        "dome": [(0.95, 0), (1, 0.03), (1, 0.55), (0.9, 0.75), (0.65, 0.9), (neck / radius, 0.97)],
        "cone": [(1, 0), (1, 0.03), (0.85, 0.4), (0.65, 0.8), (neck / radius, 0.97)],
        "belly": [(0.7, 0), (0.95, 0.15), (1, 0.35), (0.8, 0.7), (neck / radius, 0.97)],
        "waist": [(0.95, 0), (1, 0.05), (0.98, 0.3), (0.85, 0.45), (0.6, 0.7), (0.55, 0.85), (neck / radius, 0.97)],
    }[str(kind)]
    profile = np.array(points) * (radius, height)
    if rng.random() < 0.75:
        profile = smooth(profile, 4)
        profile[:, 1] = np.maximum.accumulate(profile[:, 1])
    mouth = height * rng.uniform(1.0, 1.08)
    profile = np.concatenate([profile, [[neck, mouth]]])
    power = rng.choice([2.0, rng.uniform(2.5, 12)], p=[0.65, 0.35])
    aspect = rng.choice([1.0, rng.uniform(0.45, 1)], p=[0.6, 0.4])
    outline = section(int(rng.choice([20, 28, 40])), power, aspect)
    full = shell(profile, min(0.04 * radius, 0.3 * neck)) if rng.random() < 0.3 else solid(profile)
    blend = np.clip((0.96 * height - full[:, 1]) / (0.12 * height), 0, 1)
    b.add(body, vessel(full, outline, blend))
    if rng.random() < 0.15:
        b.add(
            body,
            prism(
                rounded_rectangle(radius, 0.4 * height, 0.1 * radius) + (0, 0.4 * height),
                "y",
                -radius * aspect - 0.001,
                0,
            ),
        )
    return neck, mouth


def _collar(rng, neck: float, mouth: float) -> tuple[list[Mesh], float]:
    """The screw cap of a pump, and the height of its top."""
    r, low = neck * rng.uniform(1.1, 1.5), mouth - neck * rng.uniform(0.3, 1.2)
    top = mouth + neck * rng.uniform(0.1, 0.9)
    step = rng.uniform(0.4, 1.0)
    profile = [[0, low], [r, low], [r, top - 0.3 * (top - mouth)], [r * step, top], [0, top]]
    meshes = [lathe(np.array(profile), int(rng.choice([16, 24, 32])))]
    if rng.random() < 0.3:
        rib = box((0.95 * r, -0.04 * r, low + 0.05 * (top - low)), (1.04 * r, 0.04 * r, mouth))
        meshes += [rib.rotated((0, 0, 1), a) for a in np.arange(20) * np.pi / 10]
    return meshes, top


def _pump_head(rng, neck: float, top: float, dip: float) -> list[Mesh]:
    """Stem and nozzle over height top; dip: how deep a tube hangs below."""
    stem, lift = neck * rng.uniform(0.15, 0.45), neck * rng.uniform(0.4, 2.5)
    z = top + lift
    meshes = [cylinder((0, 0, top - 0.5 * neck), (0, 0, z), stem, 14)]
    reach = neck * rng.uniform(1.4, 4.2)
    yaw = rng.choice([0.0, rng.uniform(-np.pi, np.pi)])
    kind = rng.choice(["beak", "pipe", "button", "block"], p=[0.35, 0.35, 0.1, 0.2])
    if kind == "beak":
        head = neck * rng.uniform(0.5, 1.1)
        meshes.append(cylinder((0, 0, z), (0, 0, z + 0.6 * head), head, 16, 0.8 * head))
        outline = np.array([[0, 0.05], [-1, 0.25], [-1.05, 0.4], [-0.95, 0.6], [0, 0.55]]) * (reach, head) + (0, z)
        meshes.append(prism(outline[::-1] if _clockwise(outline) else outline, "x", -0.4 * head, 0.4 * head))
    elif kind == "pipe":
        r = stem * rng.uniform(0.7, 1.2)
        points = [
            [0, 0, z - r],
            [0, -0.1 * reach, z + 0.3 * neck],
            [0, -0.7 * reach, z + 0.35 * neck],
            [0, -reach, z - rng.uniform(0, 0.6) * neck],
        ]
        meshes.append(tube(smooth(np.array(points), 5), r, 10))
        if rng.random() < 0.5:
            meshes.append(cylinder((0, 0, z), (0, 0, z + 0.7 * neck), 1.6 * r, 14))
    elif kind == "button":
        meshes.append(cylinder((0, 0, z), (0, 0, z + neck), 1.1 * neck, 20, neck))
    else:
        wide, thick = neck * rng.uniform(0.35, 0.9), neck * rng.uniform(0.3, 0.8)
        outline = rounded_rectangle(2 * wide, reach + wide, 0.6 * wide, 4) - (0, (reach - wide) / 2)
        meshes.append(plate(outline, z, z + thick, 0.2 * thick))
    meshes = [m.rotated((0, 0, 1), yaw) for m in meshes]
    if rng.random() < 0.25:
        meshes.append(cylinder((0, 0, dip), (0, 0, top), 0.6 * stem, 8))
    return meshes


def _clockwise(outline: np.ndarray) -> bool:
    x, y = outline.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) < 0


def _pump(rng, b: Builder, body: int) -> None:
    neck, mouth = _bottle(rng, b, body, False)
    collar_meshes, top = _collar(rng, neck, mouth)
    head_meshes = _pump_head(rng, neck, top, 0.15 * mouth)
    slide = neck * rng.uniform(0.4, 1.6)
    plan = rng.choice(["both", "one", "still_collar"], p=[0.55, 0.25, 0.2])
    if plan == "one":  # collar and head come off together
        head = b.part("pump")
        b.add(head, *collar_meshes, *head_meshes)
        b.screw(body, head, (0, 0, 1), (0, 0, mouth), 0.0, slide)
        return
    parent = body
    if plan == "both":
        parent = b.part("cap")
        b.screw(body, parent, (0, 0, 1), (0, 0, mouth), 0.0, slide)
    b.add(parent, *collar_meshes)
    head = b.part("pump")
    b.add(head, *head_meshes)
    stroke = neck * rng.uniform(0.4, 1.2)
    low, high = (-stroke, 0.0) if rng.random() < 0.6 else (0.0, stroke)
    if rng.random() < 0.5:
        b.screw(parent, head, (0, 0, 1), (0, 0, top), low, high)
    else:
        b.prismatic(parent, head, (0, 0, 1), low, high)


def _trigger(rng, b: Builder, body: int) -> None:
    """A trigger spray: the head screws on, the trigger turns about a pin in the head."""
    neck, mouth = _bottle(rng, b, body, True)
    head = b.part("cap")
    collar_meshes, top = _collar(rng, neck, mouth)
    b.add(head, *collar_meshes)
    tall, wide = neck * rng.uniform(1.5, 3), neck * rng.uniform(0.4, 0.9)
    front, back = neck * rng.uniform(1.8, 3.5), neck * rng.uniform(0.8, 2.4)
    z0, z1 = top + 0.5 * tall, top + tall
    b.add(head, cylinder((0, 0, top - 0.2 * neck), (0, 0, z0 + 0.1 * tall), 0.75 * neck, 16, 0.6 * neck))
    rise = rng.uniform(-0.2, 0.3) * tall
    outline = np.array(
        [
            [-front, z0 + 0.1 * tall],
            [0, z0 - 0.1 * tall],
            [back, z0 + 0.2 * rise],
            [back * 0.9, z1 + rise],
            [-0.8 * front, z1],
            [-front, z1 - 0.1 * tall],
        ]
    )
    b.add(head, prism(outline, "x", -wide, wide, rng.uniform(0, 0.4) * wide))
    b.add(head, cylinder((0, -front, (z0 + z1) / 2), (0, -front - 0.5 * neck, (z0 + z1) / 2), 0.6 * wide, 12))
    trigger = b.part("trigger")
    reach = neck * rng.uniform(1.7, 2.6)
    front = max(front, 1.2 * reach)
    pin = np.array([0, -reach, z0 + 0.05 * tall])
    long = tall * rng.uniform(0.6, 1.3) + neck
    bend = rng.uniform(0.1, 0.5) * long
    points = np.array(
        [[0, 0, 0], [0, -0.2 * bend, -0.35 * long], [0, 0.1 * bend, -0.7 * long], [0, -0.3 * bend, -long]]
    )
    blade = tube(smooth(points, 4), 0.3 * wide, 8)
    b.add(trigger, Mesh(blade.vertices * (rng.uniform(1.2, 2.5), 1, 1), blade.faces).moved(pin))
    slide = neck * rng.uniform(0.5, 1.5)
    if rng.random() < 0.85:
        b.screw(body, head, (0, 0, 1), (0, 0, mouth), 0.0, slide)
    else:
        b.continuous(body, head, (0, 0, 1), (0, 0, mouth))
    b.revolute(head, trigger, (1, 0, 0), pin, 0.0, min(rng.uniform(0.25, 0.7), np.arctan((reach - 1.3 * neck) / long)))


def _wall(rng, b: Builder, body: int) -> None:
    """A box on a wall with a push plate, a lever below, or a cover hinged at its foot."""
    wide, high, deep = rng.uniform(0.09, 0.3), rng.uniform(0.18, 0.4), rng.uniform(0.08, 0.16)
    outline = rounded_rectangle(wide, high, 0.2 * wide, 5) + (0, high / 2)
    b.add(body, prism(outline, "y", -deep, 0, rng.uniform(0.05, 0.4) * deep))
    b.add(body, cylinder((0, -0.6 * deep, -0.03), (0, -0.6 * deep, 0.01), 0.012, 12))
    if rng.random() < 0.5:
        part = b.part("lever")
        plate_ = rounded_rectangle(0.7 * wide, 0.35 * high, 0.1 * wide, 4) + (0, 0.2 * high)
        b.add(part, prism(plate_, "y", -deep - 0.02, -deep + 0.01, 0.006))
        b.revolute(body, part, (-1, 0, 0), (0, -deep, 0.375 * high), 0.0, rng.uniform(0.15, 0.5))
    else:
        part = b.part("door")
        front = rounded_rectangle(0.96 * wide, 0.9 * high, 0.15 * wide, 4) + (0, high / 2)
        b.add(part, prism(front, "y", -deep - 0.03, -deep + 0.004, 0.012))
        b.revolute(body, part, (1, 0, 0), (0, -deep, 0.05 * high), 0.0, rng.uniform(0.9, 1.9))


def _urn(rng, b: Builder, body: int) -> None:
    """A drinks urn: a tank with a lid and a tap whose lever turns."""
    r, high = rng.uniform(0.09, 0.16), rng.uniform(0.22, 0.4)
    foot = rng.uniform(0.03, 0.12)
    b.add(body, vessel(shell(np.array([[r, foot], [r, foot + 0.5 * high], [r, foot + high]]), 0.006), section(32)))
    b.add(body, lathe(np.array([[0, 0], [0.8 * r, 0], [0.7 * r, foot], [0, foot]]), 24))
    lid = b.part("lid")
    top = foot + high
    b.add(lid, lathe(np.array([[0, top], [1.04 * r, top], [0.9 * r, top + 0.2 * r], [0, top + 0.35 * r]]), 32))
    b.add(lid, cylinder((0, 0, top + 0.3 * r), (0, 0, top + 0.5 * r), 0.12 * r, 12))
    b.prismatic(body, lid, (0, 0, 1), 0.0, lifted(rng, high))
    z = foot + 0.12 * high
    b.add(
        body,
        cylinder((0, -0.95 * r, z), (0, -1.45 * r, z), 0.09 * r, 12),
        cylinder((0, -1.4 * r, z - 0.3 * r), (0, -1.4 * r, z + 0.12 * r), 0.11 * r, 12),
    )
    lever = b.part("lever")
    at = (0, -1.4 * r, z + 0.12 * r)
    b.add(
        lever,
        cylinder(at, np.add(at, (0, -0.1 * r, 0.45 * r)), 0.07 * r, 10),
        cylinder(at, np.add(at, (0, 0, 0.1 * r)), 0.1 * r, 10),
    )
    if rng.random() < 0.5:
        b.revolute(body, lever, (1, 0, 0), at, 0.0, rng.uniform(0.3, 0.8))
    else:
        b.revolute(body, lever, (0, 0, 1), at, 0.0, np.pi / 2)


_KINDS = {"pump": _pump, "trigger": _trigger, "wall": _wall, "urn": _urn}

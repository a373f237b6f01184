"""Rigs for words: boxes with joints, made here, each a kind of thing that sentences speak of."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.articulation import Articulation, Box, Joint, JointType, Part
from artllm_blender.core.words.described import Described

FRONT = np.array((0.0, -1.0, 0.0))
X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def corners(low, high) -> np.ndarray:
    return np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])], float)


class Making:
    """A rig put together from boxes: centre, size; hinges at a point about an axis, slides along one."""

    def __init__(self, name, size, centre=(0, 0, 0)):
        self.name, self.parts, self.joints, self.solids, self.normals, self.ids = name, [], [], {}, {}, {}
        self._box("body", "body", centre, size)

    def _box(self, name, label, centre, size):
        id = len(self.parts)
        centre, half = np.array(centre, float), np.array(size, float) / 2
        self.parts.append(Part(id, name, Box(tuple(centre - half), tuple(centre + half)), label))
        self.solids[id] = corners(centre - half, centre + half)
        self.normals[id] = np.eye(3)[int(np.argmin(half))]
        self.ids[name] = id
        return id

    def add(self, name, label, centre, size, kind, axis, at=None, lower=0.0, upper=1.0, parent="body", pitch=0.0):
        id = self._box(name, label, centre, size)
        origin = tuple(float(x) for x in (centre if at is None else at))
        self.joints.append(Joint(JointType(kind), self.ids[parent], id, axis, origin, lower, upper, pitch, name))
        return self

    def drawer(self, name, x, z, width=0.3, height=0.18, label="drawer", depth=0.4, y=0.0):
        return self.add(name, label, (x, y, z), (width, 0.4, height), "prismatic", (0.0, -1.0, 0.0), upper=depth)

    def door(self, name, x, z, width=0.3, height=0.6, hinge=-1, label="door", most=1.6):
        axis = (0.0, 0.0, float(hinge))  # hinged on its left it swings out clockwise
        return self.add(name, label, (x, -0.21, z), (width, 0.02, height), "revolute", axis,
                        (x + hinge * width / 2, -0.21, z), upper=most)  # fmt: skip

    def knob(self, name, x, z, y=-0.22, label="knob", most=4.7):
        return self.add(name, label, (x, y, z), (0.05, 0.03, 0.05), "revolute", Y, (x, y, z), upper=most)

    def lid(self, name, centre, size, at, label="lid", axis=(-1.0, 0.0, 0.0), upper=1.9, lower=0.0):
        return self.add(name, label, centre, size, "revolute", axis, at, lower, upper)

    def done(self) -> Described:
        return Described(
            self.name, Articulation(tuple(self.parts), tuple(self.joints)), self.solids, self.normals, FRONT, {}
        )


def cabinet():
    made = Making("cabinet", (1.2, 0.4, 0.6))
    made.door("L", -0.45, 0).door("R", 0.45, 0, hinge=1)
    return made.drawer("T", 0, 0.2).drawer("M", 0, 0).drawer("B", 0, -0.2).done()


def grid():
    made = Making("chest of drawers", (0.7, 0.4, 0.7))
    for row, z in zip("abc", (0.22, 0, -0.22), strict=True):
        made.drawer(f"{row}1", -0.17, z).drawer(f"{row}2", 0.17, z)
    return made.done()


def dresser():
    made = Making("dresser", (0.5, 0.4, 1.1))
    for number in range(5):
        made.drawer(f"d{number + 1}", 0, 0.4 - 0.2 * number)
    return made.done()


def wardrobe():
    made = Making("wardrobe", (1.2, 0.4, 0.6))
    for number, name in enumerate("ABCD"):
        made.door(name, -0.45 + 0.3 * number, 0, hinge=-1 if number % 2 == 0 else 1)
    return made.done()


def stove():
    made = Making("stove", (0.6, 0.4, 0.9))
    for number in range(4):
        made.knob(f"k{number + 1}", -0.21 + 0.14 * number, 0.38)
    made.add("door", "door", (0, -0.21, 0.05), (0.56, 0.02, 0.4), "revolute", X, (0, -0.21, -0.15), upper=1.57)
    return made.drawer("drawer", 0, -0.3, 0.5).done()


def fridge():
    made = Making("refrigerator", (0.6, 0.4, 1.8))
    made.door("freezer", 0, 0.6, 0.58, 0.5, label="freezer_door").door("door", 0, -0.1, 0.58, 0.9)
    return made.drawer("drawer", 0, -0.75, 0.5).done()


def box():
    return Making("box", (0.5, 0.4, 0.3)).lid("lid", (0, 0, 0.16), (0.5, 0.4, 0.02), (0, 0.2, 0.15)).done()


def laptop():
    made = Making("laptop", (0.36, 0.26, 0.02))
    return made.lid("screen", (0, 0, 0.02), (0.36, 0.26, 0.01), (0, 0.13, 0.01), "screen", upper=2.3).done()


def toaster():
    made = Making("toaster", (0.3, 0.2, 0.2))
    for name, x in (("l", -0.08), ("r", 0.08)):
        made.add(name, "lever", (x, -0.11, 0.06), (0.03, 0.02, 0.02), "prismatic", (0.0, 0.0, -1.0), upper=0.1)
    return made.knob("knob", 0, -0.05, -0.11, most=3.5).done()


def window():
    made = Making("window", (1.0, 0.06, 1.0))
    made.add("left", "window", (-0.25, 0, 0), (0.5, 0.02, 0.9), "prismatic", X, upper=0.45)
    made.add("right", "window", (0.25, 0.02, 0), (0.5, 0.02, 0.9), "prismatic", (-1.0, 0.0, 0.0), upper=0.45)
    return made.done()


def lamp():
    made = Making("lamp", (0.2, 0.2, 0.4))
    made.lid("switch", (0, -0.11, -0.15), (0.02, 0.01, 0.03), (0, -0.105, -0.15), "switch", upper=0.7)
    return made.lid("shade", (0, 0, 0.25), (0.3, 0.3, 0.1), (0, 0, 0.2), "shade", X, upper=0.7, lower=-0.7).done()


def faucet():
    made = Making("faucet", (0.06, 0.06, 0.3))
    made.add(
        "lever", "lever", (0, -0.05, 0.17), (0.02, 0.1, 0.02), "revolute", (-1.0, 0.0, 0.0), (0, 0, 0.17), upper=0.6
    )
    made.add("spout", "spout", (0, -0.12, 0.1), (0.03, 0.2, 0.03), "revolute", Z, (0, 0, 0.1), -1.2, 1.2)
    return made.done()


def bottle():
    made = Making("bottle", (0.08, 0.08, 0.28))
    return made.add(
        "cap", "cap", (0, 0, 0.15), (0.03, 0.03, 0.02), "screw", Z, (0, 0, 0.15), 0, 0.016, pitch=0.004
    ).done()


def car():
    made = Making("car", (1.8, 4.0, 0.9))
    for name, x, y in (("fl", -0.9, -0.5), ("fr", 0.9, -0.5), ("rl", -0.9, 0.5), ("rr", 0.9, 0.5)):
        side = -1.0 if x < 0 else 1.0
        made.add(
            name, "door", (x, y + 0.45, 0.1), (0.06, 0.9, 0.7), "revolute", (0.0, 0.0, side), (x, y, 0.1), upper=1.2
        )
    made.add("hood", "hood", (0, -1.4, 0.4), (1.5, 1.0, 0.05), "revolute", (-1.0, 0.0, 0.0), (0, -0.9, 0.4), upper=1.1)
    made.add("trunk", "trunk_lid", (0, 1.6, 0.4), (1.5, 0.7, 0.05), "revolute", X, (0, 1.25, 0.4), upper=1.2)
    for name, x, y in (("w1", -0.9, -1.3), ("w2", 0.9, -1.3), ("w3", -0.9, 1.3), ("w4", 0.9, 1.3)):
        made.add(name, "wheel", (x, y, -0.4), (0.2, 0.6, 0.6), "continuous", X)
    return made.done()


def door():
    made = Making("door", (1.0, 0.1, 2.1))
    made.add(
        "door", "door", (0, -0.06, 0), (0.9, 0.04, 2.0), "revolute", (0.0, 0.0, -1.0), (-0.45, -0.06, 0), upper=1.6
    )
    made.add("handle", "handle", (0.35, -0.1, 0), (0.12, 0.02, 0.02), "revolute", Y, (0.4, -0.1, 0), -0.8, 0.0, "door")
    return made.done()


def button():
    made = Making("button box", (0.1, 0.06, 0.1))
    return made.add("button", "button", (0, -0.035, 0), (0.04, 0.02, 0.04), "prismatic", Y, upper=0.01).done()


def scissors():
    made = Making("scissors", (0.02, 0.005, 0.2))
    return made.add("blade", "blade", (0, 0, 0), (0.02, 0.005, 0.2), "revolute", Y, (0, 0, 0), upper=0.9).done()


def stapler():
    return (
        Making("stapler", (0.04, 0.16, 0.02))
        .lid("lid", (0, 0, 0.03), (0.04, 0.16, 0.02), (0, 0.08, 0.02), upper=1.2)
        .done()
    )


def glasses():
    made = Making("glasses", (0.14, 0.01, 0.04))
    for name, x, way in (("l", -0.07, -1.0), ("r", 0.07, 1.0)):
        made.add(name, "leg", (x, 0.07, 0), (0.01, 0.14, 0.01), "revolute", (0.0, 0.0, way), (x, 0.005, 0), -1.5, 0.0)
    return made.done()


def bucket():
    made = Making("bucket", (0.3, 0.3, 0.3))
    return made.lid("bail", (0, 0, 0.3), (0.3, 0.01, 0.3), (0, 0, 0.15), "handle", X, 1.6, -1.6).done()


def flaps():
    made = Making("box", (0.4, 0.4, 0.3))
    made.lid("w", (-0.1, 0, 0.155), (0.2, 0.4, 0.01), (-0.2, 0, 0.15), "flap", (0.0, -1.0, 0.0), 4.0)
    made.lid("e", (0.1, 0, 0.155), (0.2, 0.4, 0.01), (0.2, 0, 0.15), "flap", Y, 4.0)
    made.lid("s", (0, -0.1, 0.165), (0.4, 0.2, 0.01), (0, -0.2, 0.16), "flap", X, 4.0)
    return made.lid("n", (0, 0.1, 0.165), (0.4, 0.2, 0.01), (0, 0.2, 0.16), "flap", (-1.0, 0.0, 0.0), 4.0).done()


def microwave():
    made = Making("microwave", (0.5, 0.4, 0.3)).door("door", -0.08, 0, 0.34, 0.28)
    made.add("plate", "turntable", (-0.08, 0, -0.1), (0.3, 0.3, 0.01), "continuous", Z)
    return made.add("button", "button", (0.2, -0.205, -0.1), (0.05, 0.01, 0.03), "prismatic", Y, upper=0.01).done()


def safe():
    made = Making("safe", (0.4, 0.4, 0.4)).door("door", 0, 0, 0.38, 0.38)
    return made.add("knob", "knob", (0.1, -0.23, 0), (0.05, 0.03, 0.05), "continuous", Y, parent="door").done()


def sliding():
    made = Making("desk", (1.0, 0.4, 0.6))
    made.add("door", "door", (-0.2, -0.21, 0.1), (0.4, 0.02, 0.3), "prismatic", X, upper=0.4)
    made.drawer("drawer", 0.2, -0.2)
    made.add("switch", "switch", (0.4, -0.21, 0.2), (0.02, 0.02, 0.05), "prismatic", Z, upper=0.05)
    return made.add("button", "button", (0.3, -0.205, 0.2), (0.03, 0.01, 0.03), "prismatic", Y, upper=0.01).done()


def lever():
    made = Making("lever", (0.1, 0.1, 0.2))
    made.add("lever", "lever", (0, -0.1, 0.15), (0.02, 0.2, 0.02), "revolute", X, (0, 0, 0.15), 0, 1.6)
    return made.done()


RIGS = {"SD": sliding, "LV": lever, "GL": glasses, "BK": bucket, "FB": flaps, "MW": microwave, "SF": safe,
        "K": cabinet, "G": grid, "Y": dresser, "R": wardrobe, "S": stove, "F": fridge, "X": box, "N": laptop,
        "T": toaster, "W": window, "P": lamp, "Q": faucet, "O": bottle, "C": car, "D": door, "U": button,
        "Z": scissors, "V": stapler}  # fmt: skip

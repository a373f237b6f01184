"""Rigs of household machines, workshop tools, toys and doors for the sixth lot of tests/core/words/said.txt."""

from __future__ import annotations

from said_rigs import BACK, DOWN, LEFT, TURN
from word_rigs import Making, X, Y, Z


def dishwasher():
    made = Making("dishwasher", (0.6, 0.6, 0.85))
    made.add("door", "door", (0, -0.31, 0), (0.58, 0.03, 0.7), "revolute", X, (0, -0.31, -0.35), upper=1.5708)
    made.drawer("top", 0, 0.2, 0.5, 0.1, "rack", 0.45).drawer("low", 0, -0.15, 0.5, 0.2, "rack", 0.45)
    return made.add("start", "button", (0.2, -0.31, 0.39), (0.03, 0.02, 0.02), "prismatic", Y, upper=0.005).done()


def stand_mixer():
    made = Making("stand mixer", (0.2, 0.35, 0.25))
    made.lid("head", (0, -0.05, 0.28), (0.14, 0.34, 0.14), (0, 0.12, 0.22), "mixer_head", upper=0.9)
    made.add("whisk", "whisk", (0, -0.14, 0.12), (0.1, 0.1, 0.16), "continuous", Z, parent="head")
    made.add("speed", "speed_lever", (0.11, 0, 0.05), (0.02, 0.05, 0.02), "revolute", X, (0.1, 0, 0.05), upper=1.2)
    return made.add("lock", "lock_lever", (-0.11, 0.1, 0.15), (0.02, 0.05, 0.02), "revolute", X, (-0.1, 0.1, 0.15),
                    upper=0.8).done()  # fmt: skip


def kettle():
    made = Making("kettle", (0.18, 0.18, 0.22))
    made.lid("lid", (0, 0, 0.12), (0.14, 0.14, 0.02), (0, 0.07, 0.11), upper=1.4)
    return made.add("switch", "switch", (0, 0.12, -0.08), (0.03, 0.02, 0.03), "revolute", LEFT, (0, 0.11, -0.08),
                    upper=0.35).done()  # fmt: skip


def toaster_oven():
    made = Making("toaster oven", (0.5, 0.35, 0.28))
    made.add("door", "door", (-0.07, -0.18, 0), (0.34, 0.02, 0.24), "revolute", X, (-0.07, -0.18, -0.12), upper=1.5708)
    for name, label, z in (("heat", "temperature_knob", 0.08), ("mode", "function_knob", 0.0),
                           ("time", "timer_knob", -0.08)):  # fmt: skip
        made.knob(name, 0.19, z, -0.18, label)
    made.drawer("rack", -0.07, 0.0, 0.32, 0.01, "rack", 0.2)
    return made.drawer("tray", -0.07, -0.13, 0.32, 0.01, "crumb_tray", 0.25).done()


def sink():
    made = Making("kitchen sink", (1.2, 0.6, 0.9))
    made.door("l", -0.3, 0.0, 0.5, 0.7).door("r", 0.3, 0.0, 0.5, 0.7, hinge=1)
    made.add("handle", "faucet_handle", (0.05, 0.15, 0.6), (0.03, 0.08, 0.02), "revolute", LEFT, (0.05, 0.2, 0.6),
             upper=0.7)  # fmt: skip
    made.add("spout", "spout", (0, 0.1, 0.75), (0.03, 0.25, 0.03), "revolute", Z, (0, 0.2, 0.75), -TURN / 2, TURN / 2)
    return made.add("spray", "sprayer", (0.2, 0.2, 0.55), (0.04, 0.04, 0.1), "prismatic", Z, upper=0.4).done()


def coffee_maker():
    made = Making("coffee maker", (0.2, 0.3, 0.35))
    made.lid("lid", (0, 0, 0.18), (0.18, 0.25, 0.02), (0, 0.12, 0.175), upper=1.6)
    made.drawer("basket", 0, 0.08, 0.12, 0.08, "filter_basket", 0.12)
    made.add("power", "power_button", (0.07, -0.16, -0.14), (0.02, 0.02, 0.02), "prismatic", Y, upper=0.004)
    return made.add("brew", "brew_button", (0.03, -0.16, -0.14), (0.02, 0.02, 0.02), "prismatic", Y, upper=0.004).done()


def bank_safe():
    made = Making("safe", (0.6, 0.4, 0.9)).door("door", 0, 0, 0.56, 0.86, most=1.9)
    made.add("dial", "dial", (0.0, -0.23, 0.15), (0.08, 0.03, 0.08), "continuous", Y, parent="door")
    made.add("handle", "handle", (0.1, -0.23, -0.1), (0.15, 0.03, 0.03), "revolute", Y, (0.05, -0.23, -0.1),
             upper=1.5708, parent="door")  # fmt: skip
    return made.drawer("in", 0, -0.2, 0.5, 0.15, "drawer", 0.3).done()


def guitar():
    made = Making("electric guitar", (0.35, 0.05, 1.0))
    for number in range(6):
        side = -1 if number < 3 else 1
        made.add(f"p{number + 1}", "tuning_peg", (side * 0.06, 0, 0.46 - 0.04 * (number % 3)), (0.03, 0.01, 0.02),
                 "continuous", X)  # fmt: skip
    made.knob("vol", 0.1, -0.3, -0.04, "volume_knob").knob("tone", 0.1, -0.38, -0.04, "tone_knob")
    made.add(
        "bar", "tremolo_arm", (0.05, -0.05, -0.3), (0.02, 0.02, 0.2), "revolute", X, (0.05, -0.05, -0.4), -0.3, 0.3
    )
    return made.add("pick", "pickup_switch", (0.1, -0.04, -0.2), (0.02, 0.02, 0.03), "revolute", X, upper=0.6).done()


def pickup():
    made = Making("pickup truck", (1.9, 5.2, 1.5))
    for name, x, way in (("ld", -0.95, Z), ("rd", 0.95, DOWN)):
        made.add(name, "door", (x, -0.3, 0.1), (0.06, 1.1, 1.1), "revolute", way, (x, -0.85, 0.1), upper=1.2)
        made.add(f"{name}w", "window", (x, -0.3, 0.55), (0.02, 0.8, 0.4), "prismatic", DOWN, upper=0.4, parent=name)
    made.add("gate", "tailgate", (0, 2.6, 0.1), (1.6, 0.05, 0.6), "revolute", LEFT, (0, 2.6, -0.2), upper=1.5708)
    made.lid("hood", (0, -1.9, 0.5), (1.7, 1.2, 0.05), (0, -1.3, 0.5), "hood", upper=1.0)
    made.add("cover", "bed_cover", (0, 1.6, 0.45), (1.6, 1.8, 0.04), "revolute", X, (0, 0.7, 0.45), upper=0.8)
    for name, x, y in (("fl", -0.9, -1.7), ("fr", 0.9, -1.7), ("rl", -0.9, 1.7), ("rr", 0.9, 1.7)):
        made.add(name, "wheel", (x, y, -0.6), (0.25, 0.8, 0.8), "continuous", X)
    for name, x in (("w1", -0.4), ("w2", 0.3)):
        made.add(name, "wiper", (x, -1.3, 0.6), (0.5, 0.02, 0.02), "revolute", BACK, (x - 0.25, -1.3, 0.6), upper=1.7)
    return made.done()


def drone():
    made = Making("drone", (0.2, 0.25, 0.08))
    for name, x, y, way in (("fl", -1, -1, DOWN), ("fr", 1, -1, Z), ("rl", -1, 1, Z), ("rr", 1, 1, DOWN)):
        made.add(f"a{name}", "arm", (0.17 * x, 0.15 * y, 0), (0.15, 0.03, 0.03), "revolute", way,
                 (0.1 * x, 0.12 * y, 0), upper=1.8)  # fmt: skip
        made.add(f"p{name}", "propeller", (0.24 * x, 0.18 * y, 0.03), (0.2, 0.02, 0.01), "continuous", Z,
                 parent=f"a{name}")  # fmt: skip
    made.add("cam", "camera", (0, -0.15, -0.05), (0.05, 0.05, 0.05), "revolute", X, lower=-0.5, upper=1.5708)
    for name, x in (("lg", -0.08), ("rg", 0.08)):
        way = Y if x < 0 else BACK
        made.add(name, "landing_gear", (x, 0, -0.1), (0.02, 0.2, 0.12), "revolute", way, (x, 0, -0.04), upper=1.5)
    return made.lid("hatch", (0, 0.05, 0.045), (0.08, 0.1, 0.01), (0, 0.1, 0.04), "battery_hatch", upper=1.6).done()


def pocket_knife():
    made = Making("pocket knife", (0.1, 0.02, 0.02))
    for name, label, y, z in (("big", "large_blade", 0.004, 0.01), ("small", "small_blade", -0.004, 0.01),
                              ("cork", "corkscrew", 0.0, -0.01), ("saw", "saw", -0.008, 0.01)):  # fmt: skip
        way = Y if z < 0 else BACK
        made.add(name, label, (0, y, z), (0.08, 0.003, 0.01), "revolute", way, (0.04, y, z), upper=TURN)
    return made.done()


def bench_vise():
    made = Making("bench vise", (0.15, 0.3, 0.15))
    made.add("jaw", "jaw", (0, -0.2, 0.05), (0.15, 0.05, 0.1), "prismatic", BACK, upper=0.12)
    made.add("screw", "screw_handle", (0, -0.3, 0), (0.15, 0.02, 0.02), "continuous", Y)
    return made.add(
        "base", "swivel_base", (0, 0, -0.09), (0.16, 0.16, 0.03), "revolute", Z, lower=-1.0, upper=1.0
    ).done()


def doll_house():
    made = Making("dolls house", (0.8, 0.4, 0.9))
    made.door("lf", -0.2, 0.0, 0.4, 0.8, label="front_panel").door("rf", 0.2, 0.0, 0.4, 0.8, 1, "front_panel")
    made.lid("roof", (0, 0, 0.5), (0.8, 0.4, 0.1), (0, 0.2, 0.45), "roof", upper=1.4)
    made.add("door", "front_door", (-0.06, -0.23, -0.3), (0.1, 0.01, 0.2), "revolute", DOWN, (-0.11, -0.23, -0.3),
             upper=1.6, parent="lf")  # fmt: skip
    for name, x, z in (("tl", -0.25, 0.25), ("tr", 0.25, 0.25), ("bl", -0.28, -0.15), ("br", 0.25, -0.15)):
        made.add(name, "window", (x, -0.23, z), (0.12, 0.01, 0.16), "prismatic", Z, upper=0.08,
                 parent="lf" if x < 0 else "rf")  # fmt: skip
    return made.done()


def monitor_arm():
    made = Making("monitor arm", (0.1, 0.1, 0.1))
    made.add(
        "lower", "lower_arm", (0, -0.1, 0.15), (0.05, 0.25, 0.05), "revolute", Z, (0, 0, 0.15), -TURN / 2, TURN / 2
    )
    made.add("upper", "upper_arm", (0, -0.35, 0.25), (0.05, 0.25, 0.05), "revolute", LEFT, (0, -0.22, 0.2), -0.6, 0.9,
             "lower")  # fmt: skip
    made.add("tilt", "screen", (0, -0.55, 0.35), (0.6, 0.04, 0.35), "revolute", X, (0, -0.5, 0.35), -0.5, 0.5, "upper")
    return made.done()


def front_door():
    made = Making("door frame", (1.1, 0.15, 2.2))
    made.add("door", "door", (0, -0.06, 0), (0.9, 0.05, 2.0), "revolute", Z, (0.45, -0.06, 0), upper=1.7)
    made.add("handle", "handle", (-0.36, -0.11, 0), (0.12, 0.04, 0.02), "revolute", BACK, (-0.4, -0.11, 0), -0.8, 0.0,
             "door")  # fmt: skip
    made.add("bolt", "deadbolt", (-0.42, -0.05, 0.2), (0.06, 0.03, 0.03), "prismatic", LEFT, upper=0.025, parent="door")
    made.add("mail", "letterbox_flap", (0, -0.09, -0.2), (0.25, 0.01, 0.06), "revolute", LEFT, (0, -0.09, -0.17),
             upper=1.4, parent="door")  # fmt: skip
    return made.add("knock", "knocker", (0, -0.1, 0.5), (0.08, 0.02, 0.12), "revolute", LEFT, (0, -0.1, 0.55),
                    upper=0.9, parent="door").done()  # fmt: skip


def trumpet():
    made = Making("trumpet", (0.1, 0.5, 0.12))
    for number in range(3):
        made.add(f"v{number + 1}", "valve", (0, -0.05 + 0.04 * number, 0.08), (0.02, 0.02, 0.05), "prismatic", DOWN,
                 upper=0.018)  # fmt: skip
    made.add("slide", "tuning_slide", (0, -0.27, 0), (0.03, 0.1, 0.08), "prismatic", BACK, upper=0.05)
    return made.add("key", "water_key", (0.02, -0.3, -0.05), (0.01, 0.04, 0.01), "revolute", X, upper=0.5,
                    parent="slide").done()  # fmt: skip


def cash_register():
    made = Making("cash register", (0.4, 0.4, 0.3)).drawer("till", 0, -0.1, 0.36, 0.08, "cash_drawer", 0.3)
    made.lid("display", (0, 0.1, 0.25), (0.2, 0.02, 0.1), (0, 0.1, 0.2), "display", X, 0.8, -0.4)
    for number in range(3):
        made.add(f"k{number + 1}", "key", (-0.08 + 0.08 * number, -0.1, 0.16), (0.04, 0.04, 0.02), "prismatic", DOWN,
                 upper=0.006)  # fmt: skip
    return made.add("crank", "crank", (0.22, 0, 0), (0.03, 0.1, 0.03), "revolute", X, upper=2 * TURN).done()


def folding_table():
    made = Making("drop-leaf table", (1.0, 0.7, 0.04))
    for name, x, way in (("l", -0.65, Y), ("r", 0.65, BACK)):
        made.add(name, "leaf", (x, 0, 0), (0.3, 0.7, 0.03), "revolute", BACK if way == Y else Y, (x * 0.77, 0, 0),
                 upper=1.5708)  # fmt: skip
    for name, x, y in (("fl", -0.45, -0.3), ("fr", 0.45, -0.3), ("bl", -0.45, 0.3), ("br", 0.45, 0.3)):
        made.add(name, "leg", (x, y, -0.35), (0.05, 0.05, 0.7), "revolute", BACK if x < 0 else Y, (x, y, -0.02),
                 upper=1.5708)  # fmt: skip
    return made.drawer("drawer", 0, -0.06, 0.4, 0.08, depth=0.3, y=-0.1).done()


def microscope():
    made = Making("microscope", (0.2, 0.3, 0.35))
    made.add("stage", "stage", (0, -0.1, 0.0), (0.15, 0.15, 0.02), "prismatic", Z, lower=-0.02, upper=0.02)
    made.add("turret", "nosepiece", (0, -0.1, 0.12), (0.08, 0.08, 0.05), "continuous", Z)
    for name, x in (("coarse", 0.12), ("fine", 0.15)):
        made.add(name, f"{name}_focus_knob", (x, 0.05, -0.05), (0.02, 0.05, 0.05), "continuous", X)
    return made.add("eye", "eyepiece", (0, 0, 0.25), (0.04, 0.04, 0.1), "prismatic", Z, upper=0.03).done()


def train():
    made = Making("tram", (2.4, 12.0, 3.0))
    for name, y, way in (("f1", -3.6, BACK), ("f2", -2.4, Y), ("b1", 2.4, BACK), ("b2", 3.6, Y)):
        made.add(name, "door", (1.22, y, 0), (0.05, 1.2, 2.0), "prismatic", way, upper=1.1)
    made.add("panto", "pantograph", (0, 0, 1.6), (1.2, 1.0, 0.1), "revolute", LEFT, (0, 0.5, 1.5), upper=1.0)
    made.add("drive", "driver_door", (-1.22, -5.0, 0), (0.05, 0.8, 1.8), "revolute", Z, (-1.22, -5.4, 0), upper=1.6)
    return made.add("ramp", "ramp", (1.22, -3.0, -1.2), (0.05, 1.0, 0.8), "revolute", Y, (1.22, -3.0, -1.6),
                    upper=1.7).done()  # fmt: skip


RIGS = {one.__name__: one for one in (
    dishwasher, stand_mixer, kettle, toaster_oven, sink, coffee_maker, bank_safe, guitar, pickup, drone, pocket_knife,
    bench_vise, doll_house, monitor_arm, front_door, trumpet, cash_register, folding_table, microscope,
    train)}  # fmt: skip

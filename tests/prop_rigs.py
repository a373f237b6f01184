"""Props for words: more rigs of boxes with joints, as game, film and robot people would have them."""

from __future__ import annotations

from word_rigs import RIGS, Making, X, Z

LEFT, BACK, DOWN = (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, -1.0)
FORTH = (0.0, -1.0, 0.0)


def excavator():
    made = Making("excavator", (2.0, 3.0, 0.8))
    made.add("cab", "cab", (0, 0.3, 0.9), (1.6, 1.6, 1.0), "continuous", Z, (0, 0, 0.4))
    made.lid("boom", (0, -1.5, 1.0), (0.3, 2.0, 0.3), (0, -0.5, 1.0), "boom", LEFT, 0.9, -0.4)
    made.lid("stick", (0, -3.2, 1.0), (0.25, 1.4, 0.25), (0, -2.5, 1.0), "arm", X, 1.4)
    return made.lid("bucket", (0, -4.1, 0.9), (0.6, 0.5, 0.5), (0, -3.9, 1.0), "bucket", X, 1.6, -0.5).done()


def crane():
    made = Making("crane", (0.8, 0.8, 6.0))
    made.add("jib", "jib", (0, -2.0, 3.2), (0.3, 5.0, 0.3), "continuous", Z, (0, 0, 3.2))
    made.add("trolley", "trolley", (0, -1.5, 3.0), (0.3, 0.3, 0.1), "prismatic", FORTH, upper=2.5, parent="jib")
    return made.add(
        "hook", "hook", (0, -1.5, 2.6), (0.1, 0.1, 0.3), "prismatic", DOWN, upper=4.0, parent="trolley"
    ).done()


def gates():
    made = Making("gate", (2.4, 0.1, 0.2), (0, 0, -0.6))
    made.door("l", -0.6, 0, 1.2, 1.2, -1, "gate", 1.6).door("r", 0.6, 0, 1.2, 1.2, 1, "gate", 1.6)
    return made.add("bolt", "latch", (0.1, -0.24, 0), (0.2, 0.03, 0.03), "prismatic", X, upper=0.1, parent="r").done()


def toolbox():
    made = Making("toolbox", (0.5, 0.25, 0.2)).lid("lid", (0, 0, 0.11), (0.5, 0.25, 0.02), (0, 0.125, 0.1))
    made.lid("grip", (0, 0, 0.13), (0.2, 0.08, 0.01), (0, 0.04, 0.13), "handle", LEFT, 1.5)
    for name, x in (("ll", -0.15), ("lr", 0.15)):
        made.lid(name, (x, -0.13, 0.08), (0.05, 0.01, 0.05), (x, -0.13, 0.06), "latch", X, 1.2)
    for name, z in (("upper", 0.05), ("lower", -0.02)):
        made.drawer(name, 0, z, 0.46, 0.05, "tray", 0.2)
    return made.done()


def printer():
    made = Making("printer", (0.45, 0.4, 0.3)).lid("lid", (0, 0, 0.16), (0.45, 0.4, 0.03), (0, 0.2, 0.15))
    made.drawer("paper", 0, -0.1, 0.3, 0.06, "paper_tray", 0.25).drawer("output", 0, 0.0, 0.3, 0.03, "output_tray", 0.2)
    for name, x in (("b1", 0.1), ("b2", 0.15), ("b3", 0.2)):
        made.add(name, "button", (x, -0.205, 0.1), (0.03, 0.01, 0.03), "prismatic", BACK, upper=0.005)
    return made.door("panel", -0.15, 0.08, 0.12, 0.08, 1, "panel").done()


def kitchen():
    made = Making("kitchen", (2.4, 0.4, 2.0))
    for name, x, hinge in (("ul", -0.9, -1), ("ur", -0.6, 1)):
        made.door(name, x, 0.7, 0.3, 0.6, hinge, "cabinet_door")
    for name, x, hinge in (("ll", -0.9, -1), ("lr", -0.6, 1)):
        made.door(name, x, -0.5, 0.3, 0.7, hinge, "cabinet_door")
    made.add("oven", "oven_door", (0, -0.21, -0.5), (0.56, 0.02, 0.5), "revolute", X, (0, -0.21, -0.75), upper=1.5)
    for number, z in enumerate((-0.25, -0.5, -0.75), 1):
        made.drawer(f"d{number}", 0.8, z, 0.5, 0.2)
    made.add("tap", "faucet_lever", (0.8, -0.05, 0.3), (0.02, 0.1, 0.02), "revolute", LEFT, (0.8, 0, 0.3), upper=0.6)
    for number in range(4):
        made.knob(f"k{number + 1}", -0.2 + 0.13 * number, -0.15)
    return made.done()


def filing():
    made = Making("filing cabinet", (0.5, 0.4, 1.4))
    for number in range(4):
        made.drawer(f"d{number + 1}", 0, 0.5 - 0.33 * number, 0.45, 0.3)
    return made.done()


def clock():
    made = Making("clock", (0.3, 0.05, 0.3))
    made.add("hour", "hour_hand", (0, -0.03, 0.04), (0.01, 0.005, 0.08), "continuous", BACK, (0, -0.03, 0))
    return made.add(
        "minute", "minute_hand", (0, -0.04, 0.06), (0.01, 0.005, 0.12), "continuous", BACK, (0, -0.04, 0)
    ).done()


def studio_lamp():
    made = Making("lamp", (0.25, 0.25, 0.04), (0, 0, 0.02))
    made.lid("low", (0, 0, 0.24), (0.03, 0.03, 0.4), (0, 0, 0.04), "lower_arm", X, 0.9, -0.9)
    made.lid("high", (0, -0.2, 0.44), (0.03, 0.4, 0.03), (0, 0, 0.44), "upper_arm", LEFT, 0.8, -0.8)
    return made.lid("head", (0, -0.45, 0.4), (0.15, 0.15, 0.1), (0, -0.4, 0.44), "head", LEFT, 0.9, -0.9).done()


def keypad():
    made = Making("keypad", (0.2, 0.05, 0.2))
    for row, z in zip("abc", (0.06, 0, -0.06), strict=True):
        for column, x in enumerate((-0.06, 0, 0.06), 1):
            made.add(f"{row}{column}", "button", (x, -0.03, z), (0.04, 0.02, 0.04), "prismatic", BACK, upper=0.008)
    return made.done()


def chair():
    made = Making("office chair", (0.1, 0.1, 0.4))
    made.add("seat", "seat", (0, 0, 0.25), (0.5, 0.5, 0.08), "prismatic", Z, upper=0.15)
    made.lid("back", (0, 0.27, 0.6), (0.45, 0.06, 0.6), (0, 0.25, 0.3), "backrest", LEFT, 0.6)
    for name, x in (("al", -0.28), ("ar", 0.28)):
        made.add(name, "armrest", (x, 0, 0.45), (0.06, 0.3, 0.04), "prismatic", Z, upper=0.1)
    return made.done()


def mixer():
    made = Making("mixing desk", (0.6, 0.4, 0.1))
    for number in range(6):
        x = -0.25 + 0.1 * number
        made.add(f"f{number + 1}", "fader", (x, -0.05, 0.06), (0.03, 0.04, 0.02), "prismatic", BACK, upper=0.1)
    return made.done()


def plane():
    made = Making("airplane", (0.8, 5.0, 0.8))
    for name, x in (("fl", -1.2), ("fr", 1.2)):
        made.lid(name, (x, 0.4, 0), (1.2, 0.3, 0.04), (x, 0.25, 0), "flap", LEFT, 0.7)
    made.lid("canopy", (0, -1.2, 0.45), (0.6, 1.0, 0.2), (0, -0.7, 0.45), "canopy", LEFT, 1.0)
    made.add("rudder", "rudder", (0, 2.6, 0.6), (0.04, 0.4, 0.8), "revolute", Z, (0, 2.4, 0.6), -0.5, 0.5)
    for name, x in (("gl", -0.5), ("gr", 0.5)):
        made.lid(name, (x, 0, -0.6), (0.1, 0.2, 0.5), (x, 0, -0.4), "landing_gear", X, 1.5)
    return made.add("prop", "propeller", (0, -2.6, 0), (1.5, 0.05, 0.1), "continuous", FORTH, (0, -2.6, 0)).done()


def washer():
    made = Making("washing machine", (0.6, 0.4, 0.85)).door("door", 0, 0, 0.35, 0.35)
    made.drawer("soap", -0.2, 0.36, 0.15, 0.08, "detergent_drawer", 0.15).knob("knob", 0.0, 0.36)
    return made.add(
        "start", "start_button", (0.2, -0.205, 0.36), (0.03, 0.01, 0.03), "prismatic", BACK, upper=0.006
    ).done()


def tank():
    made = Making("tank", (2.4, 4.0, 1.0))
    made.add("turret", "turret", (0, 0, 0.8), (1.4, 1.6, 0.6), "continuous", Z, (0, 0, 0.5))
    made.add("gun", "barrel", (0, -2.0, 0.8), (0.15, 2.6, 0.15), "revolute", LEFT, (0, -0.7, 0.8), -0.15, 0.5, "turret")
    return made.add(
        "hatch", "hatch", (0.3, 0.2, 1.12), (0.5, 0.5, 0.04), "revolute", LEFT, (0.3, 0.45, 1.1), 0.0, 1.7, "turret"
    ).done()


def desk():
    made = Making("desk", (1.4, 0.4, 0.75))
    for number, z in enumerate((0.25, 0.0, -0.25), 1):
        made.drawer(f"l{number}", -0.5, z, 0.35, 0.2)
    made.drawer("r1", 0.5, 0.25, 0.35, 0.2).door("door", 0.5, -0.12, 0.35, 0.45, 1)
    return made.drawer("tray", 0, 0.28, 0.5, 0.05, "keyboard_tray", 0.3).done()


PROPS = RIGS | {
    "EX": excavator, "CR": crane, "GA": gates, "TB": toolbox, "PR": printer, "KT": kitchen, "FC": filing, "CL": clock,
    "SL": studio_lamp, "KP": keypad, "OC": chair, "MD": mixer, "PL": plane, "WM": washer, "TK": tank, "DK": desk,
}  # fmt: skip

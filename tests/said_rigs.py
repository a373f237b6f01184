"""Rigs that the handwritten sentences of tests/core/words/said.txt speak of: boxes with joints, one a kind of thing."""

from __future__ import annotations

from word_rigs import Making, X, Y, Z

LEFT, BACK, DOWN = (-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0)
TURN = 3.14159265


def sideboard():
    made = Making("sideboard", (1.5, 0.4, 0.8))
    for name, x in (("one", -0.5), ("two", 0.0), ("three", 0.5)):
        made.drawer(name, x, 0.3, 0.45, 0.16)
    return made.door("left", -0.375, -0.1, 0.7, 0.5).door("right", 0.375, -0.1, 0.7, 0.5, hinge=1).done()


def apothecary():
    made = Making("apothecary cabinet", (1.0, 0.4, 0.9))
    for row, z in zip("abc", (0.28, 0.0, -0.28), strict=True):
        for column, x in enumerate((-0.36, -0.12, 0.12, 0.36), 1):
            made.drawer(f"{row}{column}", x, z, 0.22, 0.24, depth=0.3)
    return made.done()


def van():
    made = Making("delivery van", (1.9, 5.0, 1.6))
    made.add("driver", "door", (-0.95, -1.4, 0.1), (0.06, 1.0, 1.2), "revolute", DOWN, (-0.95, -1.9, 0.1), upper=1.2)
    made.add("passenger", "door", (0.95, -1.4, 0.1), (0.06, 1.0, 1.2), "revolute", Z, (0.95, -1.9, 0.1), upper=1.2)
    made.add("side", "sliding_door", (0.97, 0.1, 0.1), (0.06, 1.3, 1.3), "prismatic", Y, upper=1.2)
    made.add("back_l", "rear_door", (-0.47, 2.5, 0.1), (0.9, 0.06, 1.4), "revolute", Z, (-0.93, 2.5, 0.1), upper=2.0)
    made.add("back_r", "rear_door", (0.47, 2.5, 0.1), (0.9, 0.06, 1.4), "revolute", DOWN, (0.93, 2.5, 0.1), upper=2.0)
    made.lid("bonnet", (0, -2.1, 0.82), (1.7, 0.8, 0.05), (0, -1.7, 0.8), "hood", upper=1.0)
    for name, x, y in (("fl", -0.9, -1.7), ("fr", 0.9, -1.7), ("rl", -0.9, 1.7), ("rr", 0.9, 1.7)):
        made.add(name, "wheel", (x, y, -0.8), (0.2, 0.7, 0.7), "continuous", X)
    return made.add(
        "steer", "steering_wheel", (-0.4, -1.3, 0.3), (0.4, 0.1, 0.4), "revolute", Y, lower=-6.0, upper=6.0
    ).done()


def robot_arm():
    made = Making("robot arm", (0.3, 0.3, 0.1))
    made.add("turret", "turntable", (0, 0, 0.1), (0.25, 0.25, 0.1), "revolute", Z, lower=-TURN, upper=TURN)
    made.add("upper", "upper_arm", (0, 0, 0.4), (0.1, 0.1, 0.5), "revolute", X, (0, 0, 0.15), -1.5, 1.5, "turret")
    made.add("fore", "forearm", (0, 0, 0.85), (0.08, 0.08, 0.4), "revolute", X, (0, 0, 0.65), -2.2, 2.2, "upper")
    made.add("wrist", "wrist", (0, 0, 1.1), (0.07, 0.07, 0.1), "revolute", Z, (0, 0, 1.05), -TURN, TURN, "fore")
    for name, x, axis in (("lf", -0.05, LEFT), ("rf", 0.05, X)):
        made.add(name, "finger", (x, 0, 1.2), (0.02, 0.03, 0.1), "prismatic", axis, upper=0.04, parent="wrist")
    return made.done()


def desk_lamp():
    made = Making("anglepoise lamp", (0.2, 0.2, 0.04))
    made.add("lower", "lower_arm", (0, 0, 0.25), (0.02, 0.02, 0.4), "revolute", X, (0, 0, 0.03), -1.2, 1.2)
    made.add("upper", "upper_arm", (0, 0, 0.62), (0.02, 0.02, 0.35), "revolute", X, (0, 0, 0.45), -1.8, 1.8, "lower")
    made.add("head", "lampshade", (0, -0.06, 0.82), (0.16, 0.2, 0.12), "revolute", X, (0, 0, 0.8), -1.5, 1.5, "upper")
    return made.add("switch", "button", (0.06, 0, 0.025), (0.02, 0.02, 0.01), "prismatic", DOWN, upper=0.005).done()


def treasure():
    made = Making("treasure chest", (0.8, 0.5, 0.4))
    made.lid("lid", (0, 0, 0.28), (0.8, 0.5, 0.15), (0, 0.25, 0.2), upper=1.9)
    made.lid("latch", (0, -0.26, 0.17), (0.06, 0.02, 0.1), (0, -0.25, 0.21), "latch", upper=1.5)
    made.drawer("secret", 0, -0.15, 0.5, 0.07, "drawer", 0.25)
    for name, x, way in (("lh", -0.42, Y), ("rh", 0.42, BACK)):
        made.add(name, "handle", (x, 0, 0), (0.03, 0.2, 0.1), "revolute", way, (x, 0, 0.05), upper=1.6)
    return made.done()


def turret():
    made = Making("gun turret", (1.5, 1.5, 0.4))
    made.add("turret", "turret", (0, 0, 0.5), (1.0, 1.0, 0.6), "continuous", Z)
    for name, x in (("bl", -0.2), ("br", 0.2)):
        made.add(name, "barrel", (x, -1.0, 0.5), (0.1, 1.2, 0.1), "revolute", LEFT, (x, -0.4, 0.5), -0.2, 1.0, "turret")
    made.lid("hatch", (0, 0.2, 0.82), (0.4, 0.4, 0.04), (0, 0.4, 0.8), "hatch", upper=2.0)
    return made.add(
        "antenna", "antenna", (0.4, 0.3, 1.1), (0.02, 0.02, 0.6), "prismatic", Z, upper=0.5, parent="turret"
    ).done()


def french_fridge():
    made = Making("fridge freezer", (0.9, 0.6, 1.8))
    made.door("left", -0.225, 0.35, 0.45, 1.0).door("right", 0.225, 0.35, 0.45, 1.0, hinge=1)
    made.drawer("upper", 0, -0.3, 0.88, 0.25, "freezer_drawer", 0.5)
    made.drawer("lower", 0, -0.65, 0.88, 0.4, "freezer_drawer", 0.5)
    made.add("lever", "dispenser_lever", (-0.2, -0.33, 0.3), (0.06, 0.02, 0.1), "revolute", X, (-0.2, -0.33, 0.35),
             upper=0.4)  # fmt: skip
    return made.drawer("crisper", 0, 0.0, 0.7, 0.2, "crisper", 0.3).done()


def cooker():
    made = Making("gas cooker", (0.9, 0.6, 0.9))
    for number in range(5):
        made.knob(f"k{number + 1}", -0.3 + 0.15 * number, 0.38, -0.32)
    made.add("oven", "oven_door", (-0.2, -0.31, 0), (0.5, 0.02, 0.5), "revolute", X, (-0.2, -0.31, -0.25), upper=1.57)
    made.door("grill", 0.27, 0.0, 0.3, 0.5, hinge=1, label="grill_door")
    made.drawer("rack", -0.2, 0.0, 0.45, 0.02, "rack", 0.35)
    return made.drawer("warmer", 0, -0.36, 0.85, 0.14, "warming_drawer", 0.4).done()


def laptop():
    made = Making("gaming laptop", (0.36, 0.26, 0.02))
    made.lid("screen", (0, 0, 0.02), (0.36, 0.26, 0.01), (0, 0.13, 0.01), "screen", upper=2.3562)
    made.add("disc", "disc_tray", (0.12, 0, 0), (0.12, 0.13, 0.01), "prismatic", X, upper=0.12)
    return made.add("power", "power_button", (0.15, 0.1, 0.012), (0.02, 0.01, 0.004), "prismatic", DOWN,
                    upper=0.002).done()  # fmt: skip


def wardrobe():
    made = Making("wardrobe", (1.5, 0.5, 2.0))
    made.door("a", -0.5, 0.25, 0.5, 1.4).door("b", 0.0, 0.25, 0.5, 1.4).door("c", 0.5, 0.25, 0.5, 1.4, hinge=1)
    made.drawer("d1", -0.375, -0.65, 0.7, 0.25).drawer("d2", 0.375, -0.65, 0.7, 0.25)
    made.add("mirror", "mirror", (0.5, 0.24, 0.2), (0.4, 0.01, 1.2), "revolute", Z, (0.3, 0.24, 0.2), upper=1.57,
             parent="c")  # fmt: skip
    return made.done()


def washbasin():
    made = Making("washbasin", (0.6, 0.45, 0.2))
    for name, x in (("hot", -0.15), ("cold", 0.15)):
        made.add(name, f"{name}_tap", (x, 0.15, 0.15), (0.06, 0.06, 0.06), "revolute", DOWN, upper=4.7)
    made.add("spout", "spout", (0, 0.05, 0.2), (0.03, 0.2, 0.03), "revolute", Z, (0, 0.15, 0.2), -1.0, 1.0)
    return made.add("plug", "plug", (0, 0, 0.02), (0.05, 0.05, 0.02), "prismatic", Z, upper=0.03).done()


def motorbike():
    made = Making("motorbike", (0.4, 2.0, 0.5))
    made.add("bars", "handlebar", (0, -0.6, 0.6), (0.8, 0.1, 0.1), "revolute", Z, lower=-0.7, upper=0.7)
    made.add("front", "wheel", (0, -0.9, -0.3), (0.15, 0.65, 0.65), "continuous", X, parent="bars")
    made.add("rear", "wheel", (0, 0.8, -0.3), (0.2, 0.65, 0.65), "continuous", X)
    made.add("stand", "kickstand", (-0.2, 0.3, -0.3), (0.03, 0.4, 0.03), "revolute", LEFT, (-0.2, 0.1, -0.3), upper=1.4)
    made.add("throttle", "throttle", (0.38, -0.6, 0.6), (0.12, 0.05, 0.05), "revolute", X, upper=1.2, parent="bars")
    made.lid("seat", (0, 0.4, 0.3), (0.3, 0.6, 0.08), (0, 0.7, 0.26), "seat", upper=1.0)
    return made.add("brake", "brake_lever", (0.38, -0.66, 0.6), (0.14, 0.02, 0.02), "revolute", Z, (0.32, -0.66, 0.6),
                    upper=0.4, parent="bars").done()  # fmt: skip


def castle():
    made = Making("castle gatehouse", (3.0, 1.0, 3.0))
    made.add("bridge", "drawbridge", (0, -0.52, 0), (1.6, 0.1, 2.0), "revolute", X, (0, -0.52, -1.0), upper=1.57)
    made.add("grate", "portcullis", (0, -0.2, 0), (1.5, 0.1, 2.0), "prismatic", Z, upper=1.9)
    made.add("winch", "crank", (1.2, -0.55, 1.0), (0.2, 0.1, 0.2), "continuous", Y)
    for name, x, hinge in (("lg", -0.4, -1), ("rg", 0.4, 1)):
        made.add(name, "gate", (x, 0.3, 0), (0.8, 0.08, 2.0), "revolute", (0.0, 0.0, float(-hinge)), (2 * x, 0.3, 0),
                 upper=1.6)  # fmt: skip
    return made.add("flag", "flagpole", (1.3, 0, 2.0), (0.05, 0.05, 1.0), "prismatic", Z, upper=0.8).done()


def windmill():
    made = Making("windmill", (1.2, 1.2, 2.5))
    made.add("cap", "cap", (0, 0, 1.4), (1.0, 1.0, 0.3), "continuous", Z)
    made.add("sails", "sails", (0, -0.65, 1.4), (2.4, 0.1, 2.4), "continuous", Y, parent="cap")
    made.add("door", "door", (0, -0.62, -0.8), (0.5, 0.05, 0.9), "revolute", DOWN, (-0.25, -0.62, -0.8), upper=1.6)
    for name, x in (("w1", -0.3), ("w2", 0.3)):
        made.add(name, "window", (x, -0.62, 0.3), (0.3, 0.04, 0.4), "prismatic", Z, upper=0.3)
    return made.done()


def office_chair():
    made = Making("office chair", (0.6, 0.6, 0.1), (0, 0, 0.05))
    made.add("lift", "column", (0, 0, 0.25), (0.08, 0.08, 0.3), "prismatic", Z, upper=0.15)
    made.add("seat", "seat", (0, 0, 0.45), (0.5, 0.5, 0.08), "continuous", Z, parent="lift")
    made.add(
        "back", "backrest", (0, 0.25, 0.75), (0.45, 0.05, 0.5), "revolute", LEFT, (0, 0.25, 0.5), -0.1, 0.6, "seat"
    )
    for name, x in (("al", -0.28), ("ar", 0.28)):
        made.add(name, "armrest", (x, 0.05, 0.65), (0.06, 0.3, 0.04), "prismatic", Z, upper=0.1, parent="seat")
    return made.add("lever", "lever", (0.3, 0, 0.4), (0.15, 0.02, 0.02), "revolute", Y, (0.22, 0, 0.4), -0.4, 0.0,
                    "seat").done()  # fmt: skip


def suitcase():
    made = Making("suitcase", (0.5, 0.2, 0.7))
    made.add("shell", "lid", (0, -0.12, 0), (0.5, 0.06, 0.7), "revolute", DOWN, (-0.25, -0.1, 0), upper=3.0)
    made.add("grip", "telescopic_handle", (0, 0.08, 0.3), (0.3, 0.03, 0.1), "prismatic", Z, upper=0.45)
    for name, z in (("l1", 0.2), ("l2", -0.2)):
        made.add(name, "latch", (0.26, -0.1, z), (0.02, 0.04, 0.06), "revolute", Z, (0.25, -0.1, z), upper=1.2)
    for name, x in (("w1", -0.2), ("w2", 0.2)):
        made.add(name, "wheel", (x, 0.08, -0.38), (0.04, 0.08, 0.08), "continuous", X)
    return made.done()


def trolley():
    made = Making("tool trolley", (0.7, 0.45, 1.0))
    heights = (0.4, 0.28, 0.16, 0.04, -0.1, -0.32)
    for number, z in enumerate(heights, 1):
        made.drawer(f"d{number}", 0, z, 0.62, 0.1 if number < 5 else 0.13 if number == 5 else 0.26, depth=0.4)
    made.lid("lid", (0, 0, 0.52), (0.7, 0.45, 0.03), (0, 0.22, 0.5), upper=1.5)
    for name, x, y in (("c1", -0.3, -0.2), ("c2", 0.3, -0.2), ("c3", -0.3, 0.2), ("c4", 0.3, 0.2)):
        made.add(name, "caster", (x, y, -0.55), (0.05, 0.1, 0.1), "continuous", Z)
    return made.done()


def tripod():
    made = Making("camera tripod", (0.1, 0.1, 0.2))
    for name, x, y, axis in (("leg_l", -0.25, -0.1, Y), ("leg_r", 0.25, -0.1, BACK), ("leg_b", 0.0, 0.25, LEFT)):
        made.add(name, "leg", (x, y, -0.4), (0.05, 0.05, 0.9), "revolute", axis, (x / 5, y / 5, 0.0), upper=0.6)
    made.add("column", "centre_column", (0, 0, 0.2), (0.03, 0.03, 0.4), "prismatic", Z, upper=0.3)
    made.add("pan", "pan_head", (0, 0, 0.45), (0.1, 0.1, 0.05), "continuous", Z, parent="column")
    made.add("tilt", "camera", (0, 0, 0.55), (0.14, 0.1, 0.12), "revolute", LEFT, (0, 0, 0.48), -1.0, 1.0, "pan")
    return made.add("ring", "focus_ring", (0, -0.12, 0.55), (0.08, 0.05, 0.08), "revolute", Y, upper=2.5,
                    parent="tilt").done()  # fmt: skip


def sewing_box():
    made = Making("sewing box", (0.5, 0.25, 0.2))
    for name, x, axis in (("ll", -0.125, BACK), ("rl", 0.125, Y)):
        made.add(name, "lid", (x, 0, 0.21), (0.25, 0.25, 0.02), "revolute", axis, (2 * x, 0, 0.2), upper=1.9)
    for name, z in (("u", 0.05), ("d", -0.05)):
        made.drawer(name, 0, z, 0.4, 0.08, "tray", 0.2)
    return made.add("handle", "handle", (0, 0, 0.3), (0.4, 0.02, 0.02), "revolute", X, (0, 0, 0.2), -1.5, 1.5).done()


def mixing_desk():
    made = Making("mixing desk", (1.0, 0.6, 0.1))
    for number in range(6):
        x = -0.4 + 0.14 * number
        made.add(f"f{number + 1}", "fader", (x, -0.2, 0.06), (0.02, 0.04, 0.03), "prismatic", Y, upper=0.1)
        made.add(f"p{number + 1}", "knob", (x, 0.15, 0.06), (0.03, 0.03, 0.03), "revolute", DOWN, lower=0, upper=4.7)
    for number, name in enumerate(("mute", "solo", "record", "play")):
        made.add(name, f"{name}_button", (0.42, 0.2 - 0.12 * number, 0.055), (0.04, 0.04, 0.02), "prismatic", DOWN,
                 upper=0.006)  # fmt: skip
    return made.done()


def shutters():
    made = Making("window", (1.2, 0.1, 1.4))
    for name, x, hinge in (("ls", -0.3, -1), ("rs", 0.3, 1)):
        made.add(name, "shutter", (x, -0.08, 0), (0.6, 0.03, 1.4), "revolute", (0.0, 0.0, float(hinge)),
                 (2 * x, -0.08, 0), upper=TURN)  # fmt: skip
    made.add("low", "sash", (0, -0.02, -0.35), (1.1, 0.03, 0.7), "prismatic", Z, upper=0.6)
    made.add("high", "sash", (0, 0.02, 0.35), (1.1, 0.03, 0.7), "prismatic", DOWN, upper=0.6)
    return made.add("blind", "blind", (0, 0.05, 0.6), (1.1, 0.02, 0.1), "prismatic", DOWN, upper=1.2).done()


def loader():
    made = Making("wheel loader", (2.0, 4.0, 1.5))
    made.add("boom", "boom", (0, -2.4, 0.2), (1.0, 1.8, 0.2), "revolute", LEFT, (0, -1.5, 0.2), -0.5, 0.9)
    made.add("bucket", "bucket", (0, -3.6, 0.2), (2.0, 0.8, 0.8), "revolute", LEFT, (0, -3.3, 0.2), -1.2, 0.8, "boom")
    made.add("cab", "door", (-1.0, 0.5, 1.2), (0.05, 0.9, 1.2), "revolute", DOWN, (-1.0, 0.05, 1.2), upper=1.4)
    made.lid("engine", (0, 1.5, 0.8), (1.5, 1.0, 0.1), (0, 2.0, 0.75), "engine_cover", upper=1.1)
    for name, x, y in (("fl", -0.9, -1.2), ("fr", 0.9, -1.2), ("rl", -0.9, 1.2), ("rr", 0.9, 1.2)):
        made.add(name, "wheel", (x, y, -0.7), (0.4, 1.0, 1.0), "continuous", X)
    return made.done()


def clock():
    made = Making("grandfather clock", (0.5, 0.3, 2.0))
    made.add("hour", "hour_hand", (0, -0.16, 0.75), (0.02, 0.01, 0.12), "continuous", Y, (0, -0.16, 0.7))
    made.add("minute", "minute_hand", (0, -0.17, 0.78), (0.015, 0.01, 0.17), "continuous", Y, (0, -0.17, 0.7))
    made.add("pendulum", "pendulum", (0, -0.1, 0), (0.1, 0.02, 0.7), "revolute", Y, (0, -0.1, 0.35), -0.3, 0.3)
    made.door("trunk", 0, -0.1, 0.4, 1.0)
    return made.door("dial", 0, 0.7, 0.4, 0.4, hinge=1, label="glass_door").done()


def valve():
    made = Making("gate valve", (0.2, 0.6, 0.2))
    made.add("handwheel", "handwheel", (0, 0, 0.35), (0.25, 0.25, 0.03), "screw", Z, upper=0.06, pitch=0.006)
    made.add("lever", "bleed_lever", (0.15, 0, 0.05), (0.1, 0.02, 0.02), "revolute", X, upper=1.5708)
    return made.add("cap", "dust_cap", (0, -0.32, 0), (0.1, 0.03, 0.1), "screw", BACK, upper=0.02, pitch=0.005).done()


def robot():
    made = Making("toy robot", (0.3, 0.2, 0.5))
    made.add("head", "head", (0, 0, 0.35), (0.18, 0.18, 0.18), "revolute", Z, lower=-1.5, upper=1.5)
    made.add(
        "jaw", "jaw", (0, -0.1, 0.29), (0.12, 0.02, 0.05), "revolute", X, (0, -0.05, 0.31), upper=0.5, parent="head"
    )
    for side, x in (("l", -0.2), ("r", 0.2)):
        made.add(f"arm_{side}", "arm", (x, 0, 0.05), (0.08, 0.08, 0.3), "revolute", LEFT, (x, 0, 0.2), -0.8, TURN)
        made.add(f"hand_{side}", "hand", (x, 0, -0.15), (0.06, 0.06, 0.1), "revolute", Z, parent=f"arm_{side}",
                 lower=-1.5, upper=1.5)  # fmt: skip
        made.add(
            f"leg_{side}", "leg", (x / 2, 0, -0.45), (0.1, 0.1, 0.4), "revolute", LEFT, (x / 2, 0, -0.25), -0.6, 1.2
        )
    return made.lid("flap", (0, -0.11, 0.1), (0.15, 0.02, 0.15), (0, -0.1, 0.18), "chest_flap", upper=1.7).done()


RIGS = {one.__name__: one for one in (
    sideboard, apothecary, van, robot_arm, desk_lamp, treasure, turret, french_fridge, cooker, laptop, wardrobe,
    washbasin, motorbike, castle, windmill, office_chair, suitcase, trolley, tripod, sewing_box, mixing_desk, shutters,
    loader, clock, valve, robot)}  # fmt: skip

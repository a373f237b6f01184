"""Rigs of vehicles, farm and toy things and small cases for the last lots of tests/core/words/said.txt."""

from __future__ import annotations

from said_rigs import BACK, DOWN, LEFT, TURN
from word_rigs import Making, X, Y, Z


def boombox():
    made = Making("boombox", (0.5, 0.15, 0.25))
    made.add("tape", "cassette_door", (0, -0.08, 0), (0.14, 0.01, 0.1), "revolute", X, (0, -0.08, -0.05), upper=0.9)
    made.add("aerial", "antenna", (0, 0.06, 0.14), (0.4, 0.01, 0.01), "revolute", Y, (-0.2, 0.06, 0.14), -1.5708, 0.0)
    made.add("handle", "handle", (0, 0, 0.15), (0.4, 0.02, 0.02), "revolute", X, (0, 0, 0.12), upper=1.5708)
    made.knob("vol", -0.15, 0.1, -0.08, "volume_knob").knob("tune", 0.15, 0.1, -0.08, "tuning_knob")
    for name, x in (("play", -0.06), ("stop", -0.02), ("rew", 0.02), ("rec", 0.06)):
        label = {"play": "play_button", "stop": "stop_button", "rew": "rewind_button", "rec": "record_button"}[name]
        made.add(name, label, (x, -0.08, 0.1), (0.02, 0.02, 0.015), "prismatic", Y, upper=0.006)
    return made.done()


def jewelry_box():
    made = Making("jewelry box", (0.3, 0.2, 0.3)).lid("lid", (0, 0, 0.16), (0.3, 0.2, 0.02), (0, 0.1, 0.15))
    for name, x, hinge in (("ld", -0.17, -1), ("rd", 0.17, 1)):
        way = Z if hinge > 0 else DOWN
        made.add(name, "side_door", (x, 0, 0), (0.02, 0.18, 0.26), "revolute", way, (x, 0.09, 0), upper=1.6)
    for number, z in enumerate((0.09, 0.0, -0.09)):
        made.add(f"d{number + 1}", "drawer", (0, -0.01, z), (0.26, 0.18, 0.07), "prismatic", BACK, upper=0.15)
    return made.add("dancer", "ballerina", (0, 0, 0.13), (0.03, 0.03, 0.06), "continuous", Z).done()


def bureau():
    made = Making("bureau", (0.9, 0.4, 1.1))
    made.add("flap", "desk_flap", (0, -0.21, 0.3), (0.84, 0.02, 0.4), "revolute", X, (0, -0.21, 0.1), upper=1.5708)
    made.drawer("tl", -0.22, 0.0, 0.4, 0.14).drawer("tr", 0.22, 0.0, 0.4, 0.14)
    made.drawer("mid", 0, -0.2, 0.8, 0.16)
    return made.drawer("low", 0, -0.4, 0.8, 0.16).done()


def shuttle():
    made = Making("space shuttle", (3.0, 12.0, 3.0))
    for name, x, way in (("lc", -1, BACK), ("rc", 1, Y)):
        made.add(name, "cargo_bay_door", (0.7 * x, 1.0, 1.5), (1.4, 6.0, 0.1), "revolute", way, (1.4 * x, 1.0, 1.4),
                 upper=2.2)  # fmt: skip
    made.lid("canopy", (0, -4.5, 1.4), (1.2, 1.6, 0.5), (0, -3.7, 1.2), "canopy", upper=1.0)
    made.add("nose", "nose_gear", (0, -4.5, -1.6), (0.3, 0.4, 1.2), "revolute", X, (0, -4.5, -1.1), upper=1.5708)
    for name, x in (("lg", -1.0), ("rg", 1.0)):
        made.add(name, "main_gear", (x, 2.5, -1.7), (0.4, 0.5, 1.4), "revolute", X, (x, 2.5, -1.1), upper=1.5708)
    made.add("rudder", "rudder", (0, 6.0, 2.6), (0.1, 0.9, 2.0), "revolute", Z, (0, 5.6, 2.6), -0.5, 0.5)
    for name, x in (("lf", -2.2), ("rf", 2.2)):
        made.add(name, "flap", (x, 4.8, -0.8), (1.4, 0.6, 0.08), "revolute", X, (x, 4.5, -0.8), -0.4, 0.6)
    return made.done()


def barn():
    made = Making("barn", (8.0, 10.0, 6.0))
    made.add("bl", "barn_door", (-1.0, -5.1, -1.5), (2.0, 0.1, 3.0), "prismatic", LEFT, upper=1.9)
    made.add("br", "barn_door", (1.0, -5.1, -1.5), (2.0, 0.1, 3.0), "prismatic", X, upper=1.9)
    made.add("loft", "hayloft_door", (0, -5.1, 1.5), (1.2, 0.1, 1.2), "revolute", DOWN, (-0.6, -5.1, 1.5), upper=1.8)
    for name, x, way in (("wl", -2.9, DOWN), ("wr", 2.9, Z)):
        edge = x - 0.4 if x < 0 else x + 0.4
        made.add(name, "shutter", (x, -5.1, -0.5), (0.8, 0.05, 1.0), "revolute", way, (edge, -5.1, -0.5), upper=3.0)
    return made.add("vane", "weather_vane", (0, 0, 3.6), (0.8, 0.05, 0.6), "continuous", Z).done()


def food_truck():
    made = Making("food truck", (2.2, 5.0, 2.4))
    made.add("hatch", "serving_hatch", (1.12, 0.8, 0.5), (0.06, 2.2, 1.0), "revolute", BACK, (1.12, 0.8, 1.0),
             upper=1.6)  # fmt: skip
    made.add("shelf", "counter", (1.14, 0.8, -0.2), (0.04, 2.2, 0.4), "revolute", Y, (1.14, 0.8, -0.4), upper=1.5708)
    made.add("driver", "driver_door", (-1.12, -1.7, 0), (0.06, 0.9, 1.6), "revolute", Z, (-1.12, -2.15, 0),
             upper=1.2)  # fmt: skip
    made.add("rear", "rear_door", (0, 2.52, 0), (0.9, 0.06, 1.9), "revolute", DOWN, (0.45, 2.52, 0), upper=1.9)
    for name, x, y in (("fl", -1.0, -1.6), ("fr", 1.0, -1.6), ("rl", -1.0, 1.6), ("rr", 1.0, 1.6)):
        made.add(name, "wheel", (x, y, -1.2), (0.25, 0.7, 0.7), "continuous", X)
    return made.add("vent", "roof_vent", (0, 0.8, 1.22), (0.5, 0.5, 0.05), "revolute", LEFT, (0, 1.05, 1.2),
                    upper=0.8).done()  # fmt: skip


def console():
    made = Making("game console", (0.3, 0.3, 0.08))
    made.drawer("tray", 0.0, 0.01, 0.13, 0.015, "disc_tray", 0.14, 0.0)
    made.add("power", "power_button", (-0.12, -0.155, 0.01), (0.02, 0.01, 0.02), "prismatic", Y, upper=0.004)
    made.add("eject", "eject_button", (0.1, -0.155, 0.01), (0.02, 0.01, 0.02), "prismatic", Y, upper=0.004)
    return made.lid("flap", (0, -0.155, -0.02), (0.2, 0.01, 0.02), (0, -0.155, -0.01), "port_cover", LEFT, 1.6).done()


def catapult():
    made = Making("catapult", (1.2, 2.5, 0.8))
    made.add("arm", "throwing_arm", (0, 0.4, 0.5), (0.15, 2.0, 0.15), "revolute", X, (0, -0.5, 0.5), upper=1.7)
    made.add("winch", "winch", (0, 1.2, 0.1), (1.3, 0.2, 0.2), "continuous", X)
    for name, x, y in (("fl", -0.7, -0.9), ("fr", 0.7, -0.9), ("bl", -0.7, 0.9), ("br", 0.7, 0.9)):
        made.add(name, "wheel", (x, y, -0.4), (0.1, 0.6, 0.6), "continuous", X)
    return made.add(
        "latch", "latch", (0.1, 1.0, 0.5), (0.05, 0.1, 0.2), "revolute", X, (0.1, 1.0, 0.4), upper=0.8
    ).done()


def bird_cage():
    made = Making("bird cage", (0.4, 0.4, 0.6)).door("door", 0.0, -0.05, 0.14, 0.18)
    made.add("swing", "swing", (0, 0, 0.1), (0.12, 0.02, 0.2), "revolute", X, (0, 0, 0.2), -0.6, 0.6)
    made.drawer("tray", 0, -0.28, 0.36, 0.03, "tray", 0.35)
    return made.lid("top", (0, 0, 0.31), (0.4, 0.4, 0.02), (0, 0.2, 0.3), "roof", upper=1.8).done()


def bunk_bed():
    made = Making("bunk bed", (2.0, 1.0, 1.8))
    made.add("rail", "guard_rail", (0.3, -0.51, 0.7), (1.2, 0.03, 0.3), "revolute", X, (0.3, -0.51, 0.55), upper=TURN)
    made.add("ladder", "ladder", (-0.8, -0.55, 0), (0.4, 0.05, 1.6), "prismatic", X, upper=1.4)
    made.drawer("l", -0.5, -0.75, 0.9, 0.2, "storage_drawer", 0.6, -0.3)
    made.drawer("r", 0.5, -0.75, 0.9, 0.2, "storage_drawer", 0.6, -0.3)
    return made.add("light", "reading_light", (0.9, 0.4, 0.3), (0.05, 0.2, 0.05), "revolute", Z, (0.9, 0.5, 0.3),
                    -1.2, 1.2).done()  # fmt: skip


def sewing_machine():
    made = Making("sewing machine", (0.4, 0.18, 0.3))
    made.add("wheel", "handwheel", (0.21, 0, 0.05), (0.03, 0.1, 0.1), "continuous", X)
    made.add("foot", "presser_foot", (-0.12, -0.02, -0.06), (0.02, 0.02, 0.04), "prismatic", Z, upper=0.012)
    made.add("needle", "needle", (-0.12, -0.03, 0.0), (0.004, 0.004, 0.05), "prismatic", DOWN, upper=0.03)
    made.knob("stitch", 0.1, 0.05, -0.1, "stitch_dial").knob("tension", -0.05, 0.1, -0.1, "tension_dial")
    made.add("rev", "reverse_lever", (0.1, -0.1, -0.02), (0.03, 0.02, 0.02), "prismatic", DOWN, upper=0.02)
    return made.add("bobbin", "bobbin_cover", (-0.12, -0.09, -0.13), (0.06, 0.01, 0.05), "revolute", X,
                    (-0.12, -0.09, -0.15), upper=1.5).done()  # fmt: skip


def coach():
    made = Making("coach", (2.5, 11.0, 3.2))
    made.add("front", "front_door", (1.27, -4.6, -0.3), (0.06, 1.0, 2.2), "prismatic", Y, upper=0.95)
    made.add("rear", "rear_door", (1.27, 2.0, -0.3), (0.06, 1.0, 2.2), "prismatic", Y, upper=0.95)
    for number, y in enumerate((-2.0, -0.5, 1.0)):
        made.add(f"h{number + 1}", "luggage_hatch", (-1.27, y, -1.0), (0.06, 1.3, 0.7), "revolute", Y,
                 (-1.27, y, -0.65), upper=1.7)  # fmt: skip
    made.add("engine", "engine_cover", (0, 5.52, -0.7), (1.6, 0.06, 1.0), "revolute", X, (0, 5.52, -0.2), upper=1.3)
    for name, x in (("lw", -0.6), ("rw", 0.6)):
        made.add(name, "wiper", (x, -5.53, 0.2), (0.9, 0.03, 0.03), "revolute", BACK, (x - 0.45, -5.53, 0.2), upper=1.6)
    made.add("lm", "mirror", (-1.4, -5.4, 0.9), (0.3, 0.1, 0.4), "revolute", Z, (-1.25, -5.4, 0.9), -1.2, 0.3)
    made.add("rm", "mirror", (1.4, -5.4, 0.9), (0.3, 0.1, 0.4), "revolute", Z, (1.25, -5.4, 0.9), -0.3, 1.2)
    return made.done()


def tackle_box():
    made = Making("tackle box", (0.4, 0.22, 0.2))
    for name, x, way in (("ll", -0.1, BACK), ("rl", 0.1, Y)):
        made.add(name, "lid", (x, 0, 0.11), (0.2, 0.22, 0.02), "revolute", way, (2 * x, 0, 0.1), upper=1.9)
    made.add("handle", "carrying_handle", (0, 0, 0.13), (0.02, 0.2, 0.02), "revolute", X, (0, 0, 0.11), upper=1.5)
    for name, x in (("lc", -0.1), ("rc", 0.1)):
        made.add(name, "clasp", (x, -0.12, 0.08), (0.03, 0.01, 0.04), "revolute", X, (x, -0.12, 0.06), upper=1.2)
    return made.add("pull", "drawer", (0, -0.02, -0.06), (0.36, 0.18, 0.05), "prismatic", BACK, upper=0.15).done()


def lighthouse():
    made = Making("lighthouse", (4.0, 4.0, 14.0))
    made.door("door", 0.0, -6.0, 0.9, 1.9)
    made.add("lens", "beacon", (0, 0, 7.5), (1.5, 1.5, 1.0), "continuous", Z)
    for number, z in enumerate((3.0, 0.0, -3.0)):
        made.add(
            f"w{number + 1}", "window", (0.0, -2.02, z), (0.6, 0.05, 0.8), "revolute", Z, (0.3, -2.02, z), upper=1.4
        )
    return made.add("gate", "balcony_gate", (0.9, -2.0, 6.5), (0.8, 0.05, 0.9), "revolute", DOWN, (0.5, -2.0, 6.5),
                    upper=1.6).done()  # fmt: skip


def ferry():
    made = Making("ferry", (8.0, 30.0, 6.0))
    made.add("bow", "bow_ramp", (0, -15.1, 0), (5.0, 0.2, 3.0), "revolute", X, (0, -15.1, -1.5), upper=1.7)
    made.add("stern", "stern_ramp", (0, 15.1, 0), (5.0, 0.2, 3.0), "revolute", LEFT, (0, 15.1, -1.5), upper=1.7)
    made.add("radar", "radar", (0, -4, 4.5), (2.0, 0.3, 0.4), "continuous", Z)
    for name, x, way in (("ld", -4.2, BACK), ("rd", 4.2, Y)):
        made.add(name, "davit", (x, 3, 3.5), (0.3, 0.3, 2.0), "revolute", way, (x, 3, 2.5), upper=1.2)
    made.add("door", "wheelhouse_door", (1.5, -5.1, 3.6), (0.8, 0.1, 1.8), "prismatic", X, upper=0.75)
    return made.lid("hatch", (0, 8, 3.05), (1.5, 1.5, 0.1), (0, 8.75, 3.0), "engine_hatch").done()


def arcade():
    made = Making("arcade cabinet", (0.7, 0.8, 1.8))
    made.add("stick", "joystick", (-0.15, -0.3, 0.2), (0.04, 0.04, 0.12), "revolute", Y, (-0.15, -0.3, 0.14), -0.4, 0.4)
    for name, label, x in (("a", "fire_button", 0.05), ("b", "jump_button", 0.12), ("s", "start_button", 0.2)):
        made.add(name, label, (x, -0.3, 0.15), (0.04, 0.04, 0.02), "prismatic", DOWN, upper=0.008)
    made.add(
        "coin", "coin_door", (0, -0.41, -0.5), (0.35, 0.02, 0.4), "revolute", DOWN, (-0.175, -0.41, -0.5), upper=1.7
    )
    made.add("panel", "control_panel", (0, -0.3, 0.1), (0.6, 0.3, 0.03), "revolute", LEFT, (0, -0.15, 0.1), upper=1.2)
    return made.add(
        "back", "back_panel", (0, 0.41, 0), (0.6, 0.02, 1.2), "revolute", Z, (0.3, 0.41, 0), upper=1.6
    ).done()


def wine_cabinet():
    made = Making("wine cabinet", (1.0, 0.5, 1.6))
    made.door("l", -0.25, 0.2, 0.5, 1.0, label="glass_door").door("r", 0.25, 0.2, 0.5, 1.0, 1, "glass_door")
    for number, z in enumerate((0.5, 0.25, 0.0)):
        made.drawer(f"s{number + 1}", 0, z, 0.9, 0.04, "bottle_rack", 0.35)
    made.drawer("d", 0, -0.5, 0.9, 0.2, "drawer", 0.35)
    return made.add(
        "light", "light_switch", (0.4, -0.26, -0.35), (0.03, 0.02, 0.04), "revolute", X, (0.4, -0.25, -0.35), upper=0.4
    ).done()


def greenhouse():
    made = Making("greenhouse", (3.0, 4.0, 2.2))
    made.add("door", "sliding_door", (0, -2.05, -0.1), (1.0, 0.05, 1.9), "prismatic", X, upper=0.95)
    for name, x, y, way in (
        ("v1", -0.8, -1.0, Y),
        ("v2", -0.8, 1.0, Y),
        ("v3", 0.8, -1.0, BACK),
        ("v4", 0.8, 1.0, BACK),
    ):
        made.add(
            name,
            "roof_vent",
            (x, y, 1.15),
            (0.8, 0.6, 0.04),
            "revolute",
            way,
            (x + (0.4 if x < 0 else -0.4), y, 1.12),
            upper=0.9,
        )
    made.add("lw", "louvre", (-1.52, 0, 0), (0.04, 0.8, 0.5), "revolute", BACK, (-1.52, 0, 0), upper=1.4)
    made.add("rw", "louvre", (1.52, 0, 0), (0.04, 0.8, 0.5), "revolute", Y, (1.52, 0, 0), upper=1.4)
    return made.done()


def pram():
    made = Making("pram", (0.5, 0.8, 0.4))
    made.add("hood", "hood", (0, 0.2, 0.45), (0.48, 0.3, 0.4), "revolute", X, (0, 0.3, 0.25), 0.0, 1.5)
    made.add("bar", "push_bar", (0, 0.6, 0.3), (0.5, 0.3, 0.05), "revolute", X, (0, 0.45, 0.2), -0.6, 0.6)
    made.add("brake", "brake_pedal", (0, 0.42, -0.3), (0.15, 0.08, 0.02), "revolute", LEFT, (0, 0.38, -0.3), upper=0.4)
    made.add("foot", "footrest", (0, -0.45, -0.1), (0.4, 0.2, 0.03), "revolute", X, (0, -0.35, -0.1), 0.0, 1.2)
    for name, x in (("fl", -0.2), ("fr", 0.2)):
        made.add(name, "front_wheel", (x, -0.3, -0.35), (0.05, 0.2, 0.2), "continuous", X)
    for name, x in (("rl", -0.25), ("rr", 0.25)):
        made.add(name, "rear_wheel", (x, 0.3, -0.3), (0.05, 0.3, 0.3), "continuous", X)
    return made.drawer("basket", 0, -0.25, 0.4, 0.12, "basket", 0.3).done()


RIGS = {one.__name__: one for one in (
    boombox, jewelry_box, bureau, shuttle, barn, food_truck, console, catapult, bird_cage, bunk_bed, sewing_machine,
    coach, tackle_box, lighthouse, ferry, arcade, wine_cabinet, greenhouse, pram)}  # fmt: skip

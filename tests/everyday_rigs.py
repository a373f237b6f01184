"""Rigs of vehicles, instruments, machines and toys that the last sentences of tests/core/words/said.txt speak of."""

from __future__ import annotations

from said_rigs import BACK, DOWN, LEFT, TURN
from word_rigs import Making, X, Y, Z


def bicycle():
    made = Making("bicycle", (0.1, 1.0, 0.7))
    made.add("bars", "handlebar", (0, -0.4, 0.55), (0.6, 0.1, 0.1), "revolute", Z, lower=-1.1, upper=1.1)
    made.add("front", "wheel", (0, -0.55, -0.2), (0.06, 0.7, 0.7), "continuous", X, parent="bars")
    made.add("rear", "wheel", (0, 0.55, -0.2), (0.06, 0.7, 0.7), "continuous", X)
    made.add("crank", "crank", (0, 0.05, -0.25), (0.2, 0.3, 0.1), "continuous", X)
    for name, x, y in (("lp", -0.15, -0.1), ("rp", 0.15, 0.2)):
        made.add(name, "pedal", (x, y, -0.25), (0.1, 0.1, 0.02), "continuous", X, parent="crank")
    made.add("post", "saddle", (0, 0.25, 0.5), (0.15, 0.25, 0.1), "prismatic", Z, upper=0.2)
    return made.add("stand", "kickstand", (-0.08, 0.3, -0.2), (0.03, 0.3, 0.03), "revolute", LEFT, (-0.08, 0.15, -0.2),
                    upper=1.4).done()  # fmt: skip


def hatchback():
    made = Making("car", (1.8, 4.0, 1.3))
    for side, x, way, back in (("l", -0.9, Z, DOWN), ("r", 0.9, DOWN, Z)):
        made.add(f"f{side}", "front_door", (x, -0.4, 0), (0.06, 1.0, 1.0), "revolute", way, (x, -0.9, 0), upper=1.2)
        made.add(f"b{side}", "rear_door", (x, 0.65, 0), (0.06, 0.9, 1.0), "revolute", way, (x, 0.2, 0), upper=1.2)
        made.add(f"m{side}", "wing_mirror", (x * 1.1, -0.8, 0.3), (0.2, 0.08, 0.15), "revolute", back,
                 (x, -0.8, 0.3), upper=1.4)  # fmt: skip
        made.add(f"w{side}f", "wheel", (x, -1.3, -0.6), (0.2, 0.6, 0.6), "continuous", X)
        made.add(f"w{side}b", "wheel", (x, 1.3, -0.6), (0.2, 0.6, 0.6), "continuous", X)
    made.lid("bonnet", (0, -1.5, 0.3), (1.6, 0.9, 0.05), (0, -1.0, 0.3), "bonnet", upper=1.1)
    made.add("boot", "boot", (0, 1.95, 0.3), (1.5, 0.1, 0.8), "revolute", X, (0, 1.9, 0.7), upper=1.5)
    made.add("roof", "sunroof", (0, 0, 0.66), (0.9, 0.6, 0.03), "prismatic", Y, upper=0.5)
    made.add("steer", "steering_wheel", (-0.4, -0.6, 0.25), (0.4, 0.1, 0.4), "revolute", Y, lower=-7.0, upper=7.0)
    made.add("gear", "gear_lever", (0, -0.5, 0.05), (0.04, 0.04, 0.2), "revolute", X, (0, -0.5, -0.05), -0.4, 0.4)
    made.add("brake", "handbrake", (0, -0.1, -0.05), (0.04, 0.3, 0.04), "revolute", LEFT, (0, 0.05, -0.05), upper=0.6)
    return made.add("glove", "glovebox", (0.4, -0.7, 0.1), (0.4, 0.04, 0.2), "revolute", X, (0.4, -0.7, 0.0),
                    upper=1.0).done()  # fmt: skip


def barrier():
    made = Making("car park barrier", (0.4, 0.4, 1.0))
    made.add("boom", "boom", (1.7, -0.25, 0.4), (3.4, 0.06, 0.1), "revolute", BACK, (0, -0.25, 0.4), upper=TURN / 2)
    made.add("door", "service_door", (0, 0.2, -0.1), (0.35, 0.03, 0.7), "revolute", DOWN, (0.17, 0.2, -0.1), upper=1.8)
    return made.add("button", "button", (-0.1, -0.21, 0.2), (0.04, 0.02, 0.04), "prismatic", Y, upper=0.01).done()


def turntable():
    made = Making("record player", (0.45, 0.36, 0.1))
    made.add("platter", "platter", (-0.05, 0, 0.06), (0.3, 0.3, 0.02), "continuous", DOWN)
    made.add("arm", "tonearm", (0.17, 0.0, 0.08), (0.02, 0.24, 0.02), "revolute", DOWN, (0.17, 0.13, 0.08), upper=0.8)
    made.lid("cover", (0, 0, 0.12), (0.45, 0.36, 0.1), (0, 0.18, 0.08), "dust_cover", upper=1.2)
    made.knob("speed", 0.15, 0.0, -0.18, "speed_knob", 2.0)
    return made.add("start", "start_button", (-0.18, -0.15, 0.055), (0.03, 0.03, 0.01), "prismatic", DOWN,
                    upper=0.004).done()  # fmt: skip


def piano():
    made = Making("upright piano", (1.5, 0.6, 1.2))
    made.add("fall", "fallboard", (0, -0.35, 0.12), (1.4, 0.25, 0.03), "revolute", LEFT, (0, -0.22, 0.12), upper=1.6)
    made.lid("top", (0, 0, 0.61), (1.5, 0.6, 0.03), (0, 0.3, 0.6), upper=1.4)
    made.add("desk", "music_stand", (0, -0.28, 0.4), (0.7, 0.02, 0.25), "revolute", X, (0, -0.28, 0.28), upper=0.6)
    for name, x in (("soft", -0.12), ("middle", 0.0), ("sustain", 0.12)):
        made.add(name, "pedal", (x, -0.4, -0.5), (0.05, 0.2, 0.02), "revolute", X, (x, -0.3, -0.5), upper=0.2)
    return made.done()


def hospital_bed():
    made = Making("hospital bed", (1.0, 2.1, 0.3))
    made.add("base", "bed_base", (0, 0, 0.2), (0.95, 2.0, 0.1), "prismatic", Z, upper=0.4)
    made.add("back", "backrest", (0, 0.6, 0.3), (0.9, 0.8, 0.1), "revolute", X, (0, 0.2, 0.3), 0, 1.2, "base")
    made.add("feet", "footrest", (0, -0.6, 0.3), (0.9, 0.8, 0.1), "revolute", X, (0, -0.2, 0.3), -0.4, 0.4, "base")
    for name, x in (("lrail", -0.5), ("rrail", 0.5)):
        made.add(name, "side_rail", (x, 0, 0.55), (0.03, 1.2, 0.4), "prismatic", DOWN, upper=0.4, parent="base")
    for name, x, y in (("c1", -0.45, -0.95), ("c2", 0.45, -0.95), ("c3", -0.45, 0.95), ("c4", 0.45, 0.95)):
        made.add(name, "castor", (x, y, -0.3), (0.05, 0.15, 0.15), "continuous", X)
    return made.done()


def espresso():
    made = Making("espresso machine", (0.35, 0.4, 0.4))
    made.add("group", "portafilter", (0, -0.25, 0), (0.06, 0.25, 0.05), "revolute", Z, (0, -0.15, 0), upper=0.8)
    made.knob("steam", 0.13, 0.12, label="steam_knob")
    made.add("wand", "steam_wand", (0.15, -0.22, -0.05), (0.02, 0.02, 0.2), "revolute", LEFT, (0.15, -0.22, 0.05),
             upper=0.9)  # fmt: skip
    made.drawer("drip", 0, -0.17, 0.3, 0.04, "drip_tray", 0.2)
    made.add("tank", "water_tank", (0, 0.22, 0.05), (0.3, 0.06, 0.3), "prismatic", Z, upper=0.3)
    for name, x in (("one", -0.1), ("two", -0.05), ("power", 0.05)):
        label = "power_switch" if name == "power" else f"{name}_cup_button"
        made.add(name, label, (x, -0.21, 0.15), (0.03, 0.02, 0.03), "prismatic", Y, upper=0.005)
    return made.done()


def drill_press():
    made = Making("drill press", (0.3, 0.4, 1.0))
    made.add("spindle", "spindle", (0, -0.25, 0.2), (0.05, 0.05, 0.2), "prismatic", DOWN, upper=0.1)
    made.add("chuck", "chuck", (0, -0.25, 0.05), (0.06, 0.06, 0.08), "continuous", Z, parent="spindle")
    made.add("feed", "feed_lever", (0.2, -0.2, 0.25), (0.02, 0.25, 0.02), "revolute", X, (0.2, -0.1, 0.25), upper=2.5)
    made.add("table", "table", (0, -0.25, -0.2), (0.3, 0.3, 0.04), "prismatic", Z, lower=-0.2, upper=0.15)
    made.add("jaw", "vice_jaw", (0.06, -0.25, -0.15), (0.04, 0.1, 0.05), "prismatic", X, upper=0.08, parent="table")
    made.add("guard", "guard", (0, -0.32, 0.1), (0.12, 0.02, 0.2), "revolute", LEFT, (0, -0.32, 0.2), upper=1.6)
    return made.add("stop", "emergency_stop", (0.1, -0.21, 0.4), (0.05, 0.03, 0.05), "prismatic", Y, upper=0.01).done()


def post_box():
    made = Making("mailbox", (0.26, 0.5, 0.3))
    made.add("door", "door", (0, -0.26, 0), (0.24, 0.02, 0.28), "revolute", X, (0, -0.26, -0.14), upper=1.57)
    return made.add("flag", "flag", (0.14, 0.0, 0.1), (0.01, 0.18, 0.05), "revolute", LEFT, (0.14, 0.09, 0.1),
                    upper=1.57).done()  # fmt: skip


def dump_truck():
    made = Making("toy dump truck", (0.2, 0.5, 0.12))
    made.add("bed", "dump_bed", (0, 0.1, 0.13), (0.2, 0.3, 0.12), "revolute", LEFT, (0, 0.24, 0.08), upper=0.9)
    made.add("gate", "tailgate", (0, 0.255, 0.13), (0.2, 0.01, 0.12), "revolute", X, (0, 0.255, 0.19), 0, 1.2, "bed")
    for name, x, y in (("fl", -0.1, -0.15), ("fr", 0.1, -0.15), ("rl", -0.1, 0.15), ("rr", 0.1, 0.15)):
        made.add(name, "wheel", (x, y, -0.06), (0.03, 0.1, 0.1), "continuous", X)
    made.add("ld", "door", (-0.1, -0.18, 0.02), (0.01, 0.1, 0.08), "revolute", Z, (-0.1, -0.23, 0.02), upper=1.2)
    return made.add("rd", "door", (0.1, -0.18, 0.02), (0.01, 0.1, 0.08), "revolute", DOWN, (0.1, -0.23, 0.02),
                    upper=1.2).done()  # fmt: skip


def dragon():
    made = Making("dragon", (0.6, 1.2, 0.6))
    made.add("neck", "neck", (0, -0.8, 0.4), (0.2, 0.5, 0.2), "revolute", Z, (0, -0.6, 0.3), -0.9, 0.9)
    made.add("head", "head", (0, -1.2, 0.5), (0.25, 0.4, 0.2), "revolute", X, (0, -1.0, 0.5), -0.6, 0.6, "neck")
    made.add("jaw", "jaw", (0, -1.2, 0.38), (0.2, 0.35, 0.05), "revolute", X, (0, -1.05, 0.4), 0, 0.7, "head")
    for name, x, way in (("lw", -0.7, Y), ("rw", 0.7, BACK)):
        made.add(name, "wing", (x, 0, 0.3), (0.8, 0.6, 0.05), "revolute", way, (x * 0.43, 0, 0.3), -0.5, 1.3)
    made.add("tail", "tail", (0, 1.0, 0), (0.15, 0.9, 0.15), "revolute", Z, (0, 0.6, 0), -1.0, 1.0)
    for name, x, y in (("fll", -0.25, -0.4), ("frl", 0.25, -0.4), ("bll", -0.25, 0.4), ("brl", 0.25, 0.4)):
        made.add(name, "leg", (x, y, -0.5), (0.15, 0.15, 0.5), "revolute", X, (x, y, -0.25), -0.8, 0.8)
    return made.done()


def recliner():
    made = Making("recliner", (0.9, 0.9, 0.5))
    made.add("back", "backrest", (0, 0.4, 0.55), (0.7, 0.15, 0.7), "revolute", LEFT, (0, 0.4, 0.2), upper=1.0)
    made.add("foot", "footrest", (0, -0.47, -0.05), (0.6, 0.05, 0.35), "revolute", LEFT, (0, -0.47, 0.12), upper=1.4)
    made.add("lever", "lever", (0.48, 0, 0), (0.02, 0.03, 0.2), "revolute", LEFT, (0.48, 0, -0.1), upper=0.9)
    return made.add("cup", "cup_holder", (-0.4, -0.2, 0.22), (0.12, 0.12, 0.05), "prismatic", BACK, upper=0.15).done()


def stage_light():
    made = Making("stage light", (0.4, 0.4, 0.15))
    made.add("yoke", "yoke", (0, 0, 0.3), (0.45, 0.1, 0.4), "revolute", Z, lower=-TURN, upper=TURN)
    made.add("head", "lamp_head", (0, -0.05, 0.4), (0.3, 0.4, 0.25), "revolute", LEFT, (0, 0, 0.4), -1.2, 1.2, "yoke")
    for name, x, z, way in (("top", 0, 0.54, LEFT), ("bottom", 0, 0.26, X), ("left", -0.16, 0.4, DOWN),
                            ("right", 0.16, 0.4, Z)):  # fmt: skip
        size = (0.02, 0.2, 0.22) if x else (0.28, 0.2, 0.02)
        made.add(name, "barn_door", (x, -0.35, z), size, "revolute", way, (x, -0.25, z), -0.5, 1.5, "head")
    return made.add("focus", "focus_knob", (0.17, -0.1, 0.4), (0.03, 0.05, 0.05), "continuous", X, parent="head").done()


def lift():
    made = Making("elevator", (2.0, 1.6, 2.6))
    for name, x, way in (("l", -0.25, LEFT), ("r", 0.25, X)):
        made.add(name, "door", (x, -0.82, -0.2), (0.5, 0.04, 2.1), "prismatic", way, upper=0.48)
    for name, z in (("up", 0.0), ("down", -0.1)):
        made.add(name, f"{name}_button", (0.7, -0.82, z), (0.05, 0.02, 0.05), "prismatic", Y, upper=0.01)
    return made.lid("hatch", (0, 0, 1.32), (0.6, 0.6, 0.04), (0, 0.3, 1.3), "hatch", upper=1.6).done()


def garage():
    made = Making("garage", (5.0, 6.0, 2.8))
    for name, x in (("left", -1.2), ("right", 1.2)):
        made.add(name, "roller_door", (x, -3.02, -0.2), (2.2, 0.05, 2.2), "prismatic", Z, upper=2.1)
    made.add("side", "side_door", (2.52, 1.0, -0.3), (0.05, 0.9, 2.0), "revolute", Z, (2.52, 1.45, -0.3), upper=1.7)
    return made.add("window", "window", (2.52, -1.5, 0.4), (0.05, 1.0, 0.8), "revolute", BACK, (2.52, -1.5, 0.8),
                    upper=1.0).done()  # fmt: skip


def camera():
    made = Making("camera", (0.14, 0.06, 0.1))
    made.add("zoom", "zoom_ring", (0, -0.06, 0), (0.07, 0.05, 0.07), "revolute", BACK, upper=1.6)
    made.add("cap", "lens_cap", (0, -0.09, 0), (0.07, 0.01, 0.07), "prismatic", BACK, upper=0.03)
    made.add("shutter", "shutter_button", (-0.05, 0, 0.052), (0.012, 0.012, 0.006), "prismatic", DOWN, upper=0.003)
    made.add("mode", "mode_dial", (0.04, 0.01, 0.055), (0.025, 0.025, 0.01), "continuous", Z)
    made.lid("flash", (0, 0, 0.06), (0.04, 0.05, 0.015), (0, 0.025, 0.055), "flash", upper=1.2)
    made.add("screen", "screen", (0, 0.035, 0), (0.08, 0.008, 0.06), "revolute", DOWN, (0.04, 0.035, 0), upper=TURN)
    return made.add("battery", "battery_cover", (-0.04, 0, -0.051), (0.04, 0.04, 0.003), "revolute", X,
                    (-0.04, 0.02, -0.051), upper=1.6).done()  # fmt: skip


def gamepad():
    made = Making("game controller", (0.16, 0.1, 0.04))
    for name, x, y in (("ls", -0.05, 0.01), ("rs", 0.02, -0.025)):
        made.add(name, "joystick", (x, y, 0.03), (0.02, 0.02, 0.02), "revolute", X, (x, y, 0.02), -0.4, 0.4)
    for name, x, y in (("a", 0.05, -0.01), ("b", 0.065, 0.005), ("x", 0.035, 0.005), ("y", 0.05, 0.02)):
        made.add(name, f"{name}_button", (x, y, 0.023), (0.01, 0.01, 0.006), "prismatic", DOWN, upper=0.003)
    for name, x in (("lt", -0.05), ("rt", 0.05)):
        made.add(name, "trigger", (x, 0.05, 0), (0.03, 0.015, 0.02), "revolute", X, (x, 0.05, 0.01), upper=0.4)
    return made.done()


def pinball():
    made = Making("pinball machine", (0.6, 1.3, 0.3))
    for name, x, way in (("lf", -0.1, Z), ("rf", 0.1, DOWN)):
        made.add(name, "flipper", (x, -0.45, 0.12), (0.1, 0.03, 0.02), "revolute", way, (x * 1.5, -0.45, 0.12),
                 upper=0.9)  # fmt: skip
    made.add("plunger", "plunger", (0.25, -0.7, 0.0), (0.02, 0.12, 0.02), "prismatic", BACK, upper=0.08)
    made.add("coin", "coin_door", (0, -0.66, -0.05), (0.2, 0.02, 0.15), "revolute", Z, (0.1, -0.66, -0.05), upper=1.7)
    made.lid("glass", (0, 0, 0.16), (0.6, 1.3, 0.01), (0, 0.65, 0.16), "glass_lid", upper=1.0)
    return made.add("start", "start_button", (-0.2, -0.66, 0), (0.04, 0.02, 0.04), "prismatic", Y, upper=0.01).done()


def submarine():
    made = Making("submarine", (1.2, 6.0, 1.2))
    made.add("scope", "periscope", (0, -0.5, 1.2), (0.1, 0.1, 0.8), "prismatic", Z, upper=0.9)
    made.lid("hatch", (0, 0.3, 0.95), (0.5, 0.5, 0.05), (0, 0.55, 0.95), "hatch", upper=1.7)
    made.add("prop", "propeller", (0, 3.1, 0), (0.8, 0.1, 0.8), "continuous", Y)
    made.add("rudder", "rudder", (0, 2.7, 0.5), (0.05, 0.4, 0.5), "revolute", Z, (0, 2.5, 0.5), -0.6, 0.6)
    for name, x in (("lp", -0.8), ("rp", 0.8)):
        made.add(name, "dive_plane", (x, -1.8, 0), (0.6, 0.4, 0.04), "revolute", LEFT, (x, -1.8, 0), -0.5, 0.5)
    for number in range(4):
        x = -0.3 + 0.2 * number
        made.add(f"t{number + 1}", "torpedo_door", (x, -3.0, -0.2), (0.15, 0.03, 0.15), "revolute", LEFT,
                 (x, -3.0, -0.12), upper=1.5)  # fmt: skip
    return made.done()


def helicopter():
    made = Making("helicopter", (1.6, 4.0, 1.6))
    made.add("main", "main_rotor", (0, 0, 1.1), (6.0, 0.3, 0.1), "continuous", Z)
    made.add("tail", "tail_rotor", (0.2, 4.0, 0.4), (0.1, 0.9, 0.9), "continuous", X)
    for name, x, way in (("lc", -0.8, Z), ("rc", 0.8, DOWN)):
        made.add(name, "cockpit_door", (x, -1.2, 0), (0.05, 0.9, 1.1), "revolute", way, (x, -1.65, 0), upper=1.3)
    for name, x in (("ls", -0.82), ("rs", 0.82)):
        made.add(name, "cabin_door", (x, 0.2, 0), (0.05, 1.4, 1.2), "prismatic", Y, upper=1.2)
    made.add("light", "searchlight", (0, -1.8, -0.8), (0.2, 0.2, 0.2), "revolute", X, lower=-0.5, upper=1.2)
    return made.add("hook", "winch_hook", (0.9, 0.2, 0.8), (0.1, 0.1, 0.15), "prismatic", DOWN, upper=5.0).done()


def music_box():
    made = Making("music box", (0.2, 0.15, 0.1))
    made.lid("lid", (0, 0, 0.06), (0.2, 0.15, 0.02), (0, 0.075, 0.05), upper=1.7)
    made.add("crank", "crank", (0.11, 0, 0), (0.02, 0.05, 0.05), "continuous", X)
    made.add("dancer", "ballerina", (0, 0, 0.08), (0.03, 0.03, 0.06), "continuous", Z)
    made.drawer("left", -0.05, -0.02, 0.09, 0.04, depth=0.1)
    return made.drawer("right", 0.05, -0.02, 0.09, 0.04, depth=0.1).done()


def vending():
    made = Making("vending machine", (1.0, 0.8, 1.9))
    made.door("front", -0.1, 0.1, 0.75, 1.5, hinge=1, most=2.0)
    made.add("flap", "flap", (-0.1, -0.41, -0.75), (0.5, 0.02, 0.2), "revolute", LEFT, (-0.1, -0.41, -0.65), upper=1.2)
    made.add("coin", "coin_return_lever", (0.4, -0.42, 0.1), (0.05, 0.04, 0.02), "revolute", X, (0.4, -0.4, 0.1),
             upper=0.5)  # fmt: skip
    for row, z in (("a", 0.6), ("b", 0.5), ("c", 0.4)):
        for column, x in ((1, 0.37), (2, 0.44)):
            made.add(f"{row}{column}", "button", (x, -0.41, z), (0.05, 0.02, 0.05), "prismatic", Y, upper=0.01)
    return made.done()


def wheelchair():
    made = Making("wheelchair", (0.5, 0.5, 0.5))
    for side, x in (("l", -0.3), ("r", 0.3)):
        made.add(f"b{side}", "wheel", (x, 0.15, -0.15), (0.05, 0.6, 0.6), "continuous", X)
        made.add(f"c{side}", "castor", (x * 0.8, -0.3, -0.35), (0.03, 0.15, 0.15), "continuous", X)
        made.add(f"f{side}", "footplate", (x * 0.4, -0.4, -0.3), (0.15, 0.2, 0.02), "revolute", LEFT,
                 (x * 0.4, -0.3, -0.3), upper=1.5)  # fmt: skip
        made.add(f"a{side}", "armrest", (x * 0.9, 0, 0.25), (0.05, 0.35, 0.04), "revolute", LEFT, (x * 0.9, 0.18, 0.25),
                 upper=1.6)  # fmt: skip
        made.add(f"k{side}", "brake", (x, -0.12, 0), (0.03, 0.03, 0.12), "revolute", X, (x, -0.12, -0.06), upper=0.7)
    return made.done()


def forklift():
    made = Making("forklift", (1.1, 2.0, 1.2))
    made.add("mast", "mast", (0, -1.1, 0.5), (0.8, 0.15, 2.0), "revolute", X, (0, -1.1, -0.5), -0.1, 0.2)
    made.add("forks", "fork_carriage", (0, -1.6, -0.4), (0.7, 1.0, 0.3), "prismatic", Z, upper=1.8, parent="mast")
    made.add("steer", "steering_wheel", (0, -0.2, 0.7), (0.3, 0.3, 0.05), "revolute", Z, lower=-6.0, upper=6.0)
    made.add("seat", "seat", (0, 0.3, 0.65), (0.5, 0.5, 0.1), "prismatic", BACK, lower=-0.1, upper=0.1)
    made.lid("hood", (0, 0.7, 0.65), (0.8, 0.6, 0.1), (0, 1.0, 0.6), "engine_cover", upper=1.2)
    for name, x, y in (("fl", -0.5, -0.7), ("fr", 0.5, -0.7), ("rl", -0.5, 0.7), ("rr", 0.5, 0.7)):
        made.add(name, "wheel", (x, y, -0.6), (0.25, 0.5, 0.5), "continuous", X)
    return made.done()


def telescope():
    made = Making("telescope", (0.3, 0.3, 0.8))
    made.add("mount", "mount", (0, 0, 0.5), (0.2, 0.2, 0.2), "continuous", Z)
    made.add("tube", "tube", (0, -0.2, 0.7), (0.15, 0.9, 0.15), "revolute", LEFT, (0, 0, 0.7), -0.3, 1.5, "mount")
    made.add("cap", "lens_cap", (0, -0.67, 0.7), (0.16, 0.03, 0.16), "prismatic", BACK, upper=0.05, parent="tube")
    made.add("eye", "eyepiece", (0, 0.28, 0.7), (0.04, 0.06, 0.04), "prismatic", Y, upper=0.04, parent="tube")
    return made.add("focus", "focus_knob", (0.1, 0.2, 0.7), (0.04, 0.03, 0.03), "continuous", X, parent="tube").done()


def galleon():
    made = Making("pirate ship", (2.0, 6.0, 1.5))
    for side, x, way in (("l", -1.0, Y), ("r", 1.0, BACK)):
        for number, y in ((1, -1.5), (2, -0.5), (3, 0.5), (4, 1.5)):
            made.add(
                f"{side}{number}", "gun_port", (x, y, 0), (0.04, 0.4, 0.4), "revolute", way, (x, y, 0.2), upper=1.6
            )
    made.add("wheel", "ship_wheel", (0, 2.3, 1.2), (0.6, 0.1, 0.6), "continuous", Y)
    made.add("anchor", "anchor", (0.9, -2.6, 0.2), (0.1, 0.3, 0.5), "prismatic", DOWN, upper=2.0)
    made.add("rudder", "rudder", (0, 3.1, -0.5), (0.05, 0.4, 0.8), "revolute", Z, (0, 2.9, -0.5), -0.7, 0.7)
    return made.lid("hatch", (0, 0.5, 0.77), (0.8, 0.8, 0.04), (0, 0.9, 0.75), "hatch", upper=2.0).done()


def lavatory():
    made = Making("toilet", (0.4, 0.7, 0.4))
    made.lid("lid", (0, -0.1, 0.24), (0.38, 0.45, 0.03), (0, 0.12, 0.22), upper=1.7)
    made.lid("seat", (0, -0.1, 0.215), (0.38, 0.45, 0.02), (0, 0.12, 0.21), "seat", upper=1.65)
    made.add("flush", "flush_lever", (-0.15, 0.14, 0.5), (0.1, 0.02, 0.02), "revolute", BACK, (-0.19, 0.14, 0.5),
             lower=0.0, upper=0.6)  # fmt: skip
    return made.lid("cistern", (0, 0.25, 0.6), (0.4, 0.2, 0.03), (0, 0.35, 0.6), "cistern_lid", upper=1.0).done()


def pedal_bin():
    made = Making("bin", (0.3, 0.3, 0.5))
    made.lid("lid", (0, 0, 0.26), (0.3, 0.3, 0.03), (0, 0.15, 0.25), upper=1.5)
    return made.add("pedal", "pedal", (0, -0.2, -0.22), (0.1, 0.1, 0.02), "revolute", X, (0, -0.15, -0.22),
                    upper=0.3).done()  # fmt: skip


def corkscrew():
    made = Making("corkscrew", (0.05, 0.05, 0.06))
    made.add("worm", "screw", (0, 0, 0.0), (0.02, 0.02, 0.12), "screw", Z, lower=-0.05, upper=0.0, pitch=0.01)
    for name, x, way in (("l", -0.04, Y), ("r", 0.04, BACK)):
        made.add(name, "arm", (x, 0, -0.02), (0.03, 0.02, 0.1), "revolute", way, (x * 0.5, 0, 0.03), upper=2.2)
    return made.done()


RIGS = {one.__name__: one for one in (
    bicycle, hatchback, barrier, turntable, piano, hospital_bed, espresso, drill_press, post_box, dump_truck, dragon,
    recliner, stage_light, lift, garage, camera, gamepad, pinball, submarine, helicopter, music_box, vending,
    wheelchair, forklift, telescope, galleon, lavatory, pedal_bin, corkscrew)}  # fmt: skip

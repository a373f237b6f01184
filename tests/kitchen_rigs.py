"""Rigs of what robots are told to use, kitchens and machines, for the last lot of tests/core/words/said.txt."""

from __future__ import annotations

from said_rigs import DOWN, LEFT, TURN
from word_rigs import Making, X, Y, Z


def kitchenette():
    made = Making("kitchen", (2.4, 0.6, 2.2))
    made.door("cl", -0.9, 0.8, 0.4, label="cabinet_door").door("cr", -0.5, 0.8, 0.4, hinge=1, label="cabinet_door")
    for name, x in (("dl", -0.9), ("dm", -0.5), ("dr", -0.1)):
        made.drawer(name, x, -0.2)
    made.door("micro", 0.3, 0.8, 0.4, 0.3, label="microwave_door")
    made.add("start", "start_button", (0.55, -0.31, 0.8), (0.03, 0.02, 0.03), "prismatic", Y, upper=0.005)
    for number in range(4):
        made.knob(f"k{number + 1}", 0.55 + 0.1 * number, -0.05, -0.31)
    made.add("oven", "oven_door", (0.7, -0.31, -0.5), (0.6, 0.02, 0.5), "revolute", X, (0.7, -0.31, -0.75), upper=1.5)
    made.add("tap", "faucet_handle", (-0.4, 0.15, 0.15), (0.03, 0.08, 0.02), "revolute", LEFT, (-0.4, 0.2, 0.15),
             upper=0.7)  # fmt: skip
    return made.add("spout", "faucet_spout", (-0.5, 0.0, 0.25), (0.03, 0.3, 0.03), "revolute", Z, (-0.5, 0.15, 0.25),
                    -TURN / 2, TURN / 2).done()  # fmt: skip


def play_table():
    made = Making("table", (1.0, 0.5, 0.6))
    made.drawer("drawer", 0, -0.1, 0.5)
    made.add("slider", "sliding_door", (-0.2, 0.1, 0.45), (0.35, 0.03, 0.25), "prismatic", X, upper=0.4)
    made.add("switch", "switch", (0.35, -0.1, 0.35), (0.03, 0.03, 0.1), "revolute", X, (0.35, -0.1, 0.3), -0.5, 0.0)
    return made.add("button", "button", (-0.35, -0.15, 0.31), (0.06, 0.06, 0.03), "prismatic", DOWN, upper=0.02).done()


def white_cabinet():
    made = Making("white cabinet", (0.4, 0.4, 0.7))
    return made.drawer("t", 0, 0.22).drawer("m", 0, 0).drawer("b", 0, -0.22).done()


def barbecue():
    made = Making("grill", (0.8, 0.6, 1.0))
    made.lid("lid", (0, 0, 0.55), (0.78, 0.58, 0.25), (0, 0.29, 0.45), upper=1.5)
    for name, x in (("kl", -0.2), ("km", 0.0), ("kr", 0.2)):
        made.knob(name, x, 0.35, -0.31)
    made.add("shelf", "side_shelf", (0.55, 0, 0.4), (0.3, 0.5, 0.03), "revolute", Y, (0.4, 0, 0.4), upper=1.5)
    return made.door("l", -0.2, -0.1, 0.38, 0.6).door("r", 0.2, -0.1, 0.38, 0.6, hinge=1).done()


def laundry():
    made = Making("washer dryer", (0.6, 0.6, 1.7))
    made.door("dryer", 0, 0.4, 0.45, 0.45, label="dryer_door").door("washer", 0, -0.4, 0.45, 0.45, label="washer_door")
    made.drawer("soap", -0.2, 0.0, 0.15, 0.1, "detergent_drawer", 0.2)
    return made.knob("dd", 0.2, 0.75, -0.31, "dial").knob("wd", 0.2, 0.0, -0.31, "dial").done()


def water_cooler():
    made = Making("water dispenser", (0.3, 0.35, 1.0))
    for name, label, x in (("hot", "hot_lever", -0.06), ("cold", "cold_lever", 0.06)):
        made.add(name, label, (x, -0.19, 0.2), (0.03, 0.05, 0.03), "revolute", X, (x, -0.17, 0.2), upper=0.5)
    made.drawer("tray", 0, -0.05, 0.2, 0.03, "drip_tray", 0.12)
    return made.door("door", 0, -0.3, 0.28, 0.35).done()


def rice_cooker():
    made = Making("rice cooker", (0.3, 0.3, 0.25))
    made.lid("lid", (0, 0, 0.14), (0.28, 0.28, 0.05), (0, 0.14, 0.12), upper=1.6)
    made.add("release", "release_button", (0, -0.15, 0.1), (0.03, 0.02, 0.02), "prismatic", Y, upper=0.005)
    return made.add("lever", "cook_lever", (0, -0.16, -0.08), (0.04, 0.03, 0.02), "prismatic", DOWN, upper=0.015).done()


def control_panel():
    made = Making("control box", (0.6, 0.25, 0.8))
    for name, x in (("l1", -0.2), ("l2", 0.0), ("l3", 0.2)):
        made.add(name, "lever", (x, -0.15, 0.1), (0.03, 0.03, 0.15), "revolute", X, (x, -0.13, 0.05), -0.7, 0.7)
    made.knob("da", -0.15, 0.3, -0.14, "dial").knob("db", 0.15, 0.3, -0.14, "dial")
    made.add("stop", "emergency_stop", (0, -0.14, 0.3), (0.06, 0.03, 0.06), "prismatic", Y, upper=0.01)
    return made.door("door", 0, -0.25, 0.5, 0.25, label="panel_door").done()


def closet():
    made = Making("wardrobe", (2.0, 0.6, 2.2))
    made.add("l", "sliding_door", (-0.5, -0.32, 0), (1.0, 0.02, 2.1), "prismatic", X, upper=0.95)
    made.add("r", "sliding_door", (0.5, -0.3, 0), (1.0, 0.02, 2.1), "prismatic", (-1.0, 0.0, 0.0), upper=0.95)
    made.drawer("t", 0.5, -0.3, 0.8)
    return made.drawer("b", 0.5, -0.7, 0.8).done()


def tool_chest():
    made = Making("tool chest", (0.9, 0.4, 1.0))
    made.lid("lid", (0, 0, 0.52), (0.88, 0.38, 0.04), (0, 0.19, 0.5), upper=1.5)
    for number in range(4):
        made.drawer(f"d{number + 1}", -0.2, 0.35 - 0.22 * number, 0.45)
    return made.door("door", 0.25, 0, 0.35, 0.85, hinge=1).add(
        "lock", "lock", (0.1, -0.22, 0.45), (0.03, 0.02, 0.03), "revolute", Y, upper=TURN / 2).done()  # fmt: skip


def bathtub():
    made = Making("bathtub", (1.7, 0.8, 0.6))
    for name, x in (("hot", -0.1), ("cold", 0.1)):
        made.add(name, f"{name}_tap", (x, 0.35, 0.35), (0.06, 0.06, 0.05), "revolute", DOWN, (x, 0.35, 0.33), upper=4.7)
    made.add("div", "shower_diverter", (0, 0.35, 0.4), (0.02, 0.02, 0.06), "prismatic", Z, upper=0.03)
    made.add("plug", "plug", (0, 0, -0.2), (0.06, 0.06, 0.03), "prismatic", Z, upper=0.1)
    return made.add("screen", "shower_screen", (-0.4, -0.4, 0.9), (0.8, 0.02, 1.4), "revolute", Z, (-0.8, -0.4, 0.9),
                    -1.2, 1.2).done()  # fmt: skip


def night_stand():
    made = Making("nightstand", (0.5, 0.4, 0.6)).drawer("up", 0, 0.15).drawer("low", 0, -0.1)
    made.add("arm", "lamp_arm", (0, 0, 0.5), (0.04, 0.04, 0.4), "revolute", X, (0, 0, 0.3), -0.8, 0.8)
    made.add("shade", "lampshade", (0, 0, 0.75), (0.2, 0.2, 0.15), "revolute", X, (0, 0, 0.7), -1.0, 1.0, "arm")
    return made.add("sw", "lamp_switch", (0.1, -0.1, 0.31), (0.02, 0.03, 0.02), "revolute", LEFT, upper=0.35).done()


RIGS = {made.__name__: made for made in (
    kitchenette, play_table, white_cabinet, barbecue, laundry, water_cooler, rice_cooker, control_panel, closet,
    tool_chest, bathtub, night_stand,
)}  # fmt: skip

"""Kinds of object that the model knows, and which of them a word means, however it is spelt, or comes nearest to."""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import replace

from .known import Known

# By kind, other words for it; the runtime has the same, which a test holds.
KINDS: dict[str, tuple[str, ...]] = {
    "bicycle": ("bike", "tricycle", "scooter"),
    "bottle": ("jar", "flask", "tube", "can"),
    "box": ("carton", "crate", "case", "package"),
    "branched_arms": ("floor lamp", "monitor arm", "chandelier"),
    "bucket": ("pail",),
    "camera": ("dslr", "webcam"),
    "cart": ("trolley", "wagon", "wheelbarrow"),
    "chain": ("links", "snake", "finger", "tail"),
    "chair": ("office chair", "stool", "armchair", "seat"),
    "chest": ("treasure chest", "coffer", "coffin"),
    "clock": ("watch", "wall clock"),
    "coffee_machine": ("coffee maker", "espresso machine"),
    "crane": (),
    "dishwasher": (),
    "dispenser": ("soap dispenser", "pump bottle"),
    "display": ("monitor", "screen", "television", "tv"),
    "door": ("double door", "house door"),
    "eyeglasses": ("glasses", "spectacles", "sunglasses"),
    "fan": ("ventilator",),
    "faucet": ("tap", "sink", "mixer"),
    "figure": ("statue", "sculpture", "figurine", "doll", "animal", "character", "bust", "trophy", "chess piece"),
    "gadget": ("device", "remote"),
    "gate": ("garage door", "barrier", "portcullis"),
    "globe": (),
    "hinge": ("butt hinge", "strap hinge"),
    "kettle": ("teapot",),
    "kitchen_pot": ("pot", "pan", "saucepan", "casserole"),
    "kitchen_unit": ("kitchen", "kitchen island", "kitchen cabinet"),
    "knife": ("pocket knife", "cutter"),
    "lamp": ("light", "desk lamp"),
    "laptop": ("notebook", "computer"),
    "mailbox": (),
    "mechanism": (),
    "microwave": ("microwave oven",),
    "nature": ("rock", "stone", "boulder", "tree", "bush", "plant", "terrain", "log", "stump", "mushroom"),
    "oven": ("stove", "range", "cooker"),
    "pen": (),
    "piano": (),
    "plain_furniture": ("sofa", "couch", "bed", "bench"),
    "playground": ("swing", "seesaw", "carousel", "bell", "pendulum"),
    "printer": (),
    "refrigerator": ("fridge", "freezer"),
    "robot_arm": (),
    "safe": ("strongbox", "vault"),
    "scissors": ("shears", "pliers"),
    "sensor_head": ("sensor", "lidar"),
    "solid": ("block", "cube", "sphere", "cylinder", "torus"),
    "stapler": (),
    "storage_furniture": (
        "cabinet",
        "cupboard",
        "wardrobe",
        "drawer",
        "dresser",
        "chest of drawers",
        "nightstand",
        "sideboard",
        "bookcase",
        "shelf",
        "locker",
        "furniture",
    ),
    "structure": ("fence", "wall", "column", "stairs", "pipe", "sign", "house", "building", "text"),
    "suitcase": ("luggage", "briefcase"),
    "switch": ("light switch", "lever"),
    "table": ("desk", "workbench"),
    "tableware": ("plate", "bowl", "cup", "mug", "glass", "vase", "spoon", "fork", "candlestick"),
    "toaster": (),
    "toilet": (),
    "trash_can": ("bin", "dustbin", "garbage can", "waste bin"),
    "valve": ("tap valve",),
    "vehicle": ("car", "truck", "van", "bus"),
    "washing_machine": ("washer", "dryer", "tumble dryer"),
    "windmill": ("mill", "wind pump", "water mill"),
    "window": (),
}
# More that people call such things, for which the model's kind is the nearest.
NEARBY: dict[str, tuple[str, ...]] = {
    "bicycle": ("moped", "motorbike", "motorcycle", "cycle"),
    "bottle": ("thermos", "vial", "canister", "shampoo", "lipstick", "tin"),
    "box": ("container", "shoebox", "toolbox", "jewelry box", "music box", "lunchbox", "tool box"),
    "bucket": ("basket", "watering can"),
    "cart": ("shopping cart", "hand truck", "barrow", "stroller", "pram", "skateboard"),
    "chair": ("recliner", "swivel chair", "barstool", "throne", "deckchair", "wheelchair"),
    "chest": ("trunk", "ark"),
    "clock": ("grandfather clock", "alarm clock", "gauge", "speedometer", "compass"),
    "coffee_machine": ("coffeemaker", "coffee grinder"),
    "crane": ("excavator", "digger", "backhoe", "derrick"),
    "display": ("tablet", "projector"),
    "door": ("french door", "entrance", "shutter", "hatch", "doorway"),
    "eyeglasses": ("goggles",),
    "fan": ("propeller", "turbine", "rotor"),
    "faucet": ("shower", "basin", "washbasin", "spigot", "hydrant"),
    "figure": ("robot", "human", "person", "puppet", "toy", "creature", "monster"),
    "gadget": ("phone", "smartphone", "gamepad", "controller", "keyboard", "radio", "calculator", "joystick"),
    "gate": ("turnstile", "drawbridge"),
    "kitchen_pot": ("wok", "pressure cooker", "cooking pot", "lid"),
    "knife": ("dagger", "sword", "penknife", "multitool"),
    "lamp": ("lantern", "spotlight", "torch", "flashlight"),
    "laptop": ("notebook computer", "pc", "book"),
    "mailbox": ("letterbox", "postbox"),
    "mechanism": ("machine", "gear", "linkage", "engine", "tool"),
    "microwave": ("minibar",),
    "oven": ("grill", "furnace", "fireplace", "barbecue"),
    "pen": ("pencil", "marker", "syringe"),
    "piano": ("organ", "harpsichord", "synthesizer"),
    "printer": ("scanner", "copier", "photocopier"),
    "refrigerator": ("icebox", "cooler", "vending machine", "minifridge"),
    "robot_arm": ("robot arm", "manipulator", "gripper", "robotic arm"),
    "scissors": ("tongs", "clippers", "tweezers", "nutcracker"),
    "sensor_head": ("turret", "radar", "telescope", "periscope"),
    "storage_furniture": (
        "armoire", "closet", "commode", "chiffonier", "credenza", "buffet", "hutch", "vanity", "filing cabinet", "rack",
        "shelving", "bookshelf", "bureau", "tv stand", "chest drawers", "storage", "unit", "bedside table", "secretary",
    ),
    "suitcase": ("bag", "backpack", "handbag", "trolley case", "toolcase", "guitar case"),
    "switch": ("button", "dial", "knob", "socket", "panel"),
    "table": ("counter", "bench table", "folding table", "stand"),
    "toilet": ("loo", "lavatory", "bidet", "wc"),
    "trash_can": ("trash", "garbage", "rubbish bin", "recycling bin", "wastebasket", "dumpster"),
    "valve": ("stopcock", "handwheel", "wheel valve"),
    "vehicle": (
        "lorry", "tractor", "tank", "train", "aircraft", "plane", "airplane", "helicopter", "boat", "ship",
    ),
    "washing_machine": ("laundry machine", "clothes dryer", "washer dryer"),
    "windmill": ("wind turbine", "waterwheel"),
    "window": ("casement", "skylight", "blind", "louver"),
}  # fmt: skip
CLOSE = 0.8  # how alike two spellings are that mean one word


def spelt(kind: str) -> str:
    """A kind as people write it: "washing machine"."""
    return kind.replace("_", " ")


def words() -> list[str]:
    """All words for kinds that the model knows, in alphabetical order."""
    return sorted({spelt(kind) for kind in KINDS} | {word for some in KINDS.values() for word in some})


def kind_of(word: str) -> str | None:
    """The kind that a word, or the last of several that is one, means or comes nearest to; None where none does."""
    parts = plain(word).split()
    # "old wooden tool chest": first all of it, then ever less from the front.
    phrases = [" ".join(parts[start:]) for start in range(len(parts))]
    for phrase in phrases:
        for spelling in _singular(phrase):
            if spelling in _by_word():
                return _by_word()[spelling]
    for phrase in phrases:
        if near := difflib.get_close_matches(phrase, _by_word(), 1, CLOSE):
            return _by_word()[near[0]]
    return None


def understood(known: Known | None) -> tuple[Known | None, list[str]]:
    """What is known with the kind in the model's word for it; and a sentence where that is another or there is none."""
    if known is None or not known.category:
        return known, []
    said = known.category
    kind = kind_of(said)
    if kind is None:
        return replace(known, category=None), [f'The model knows no "{said}": the kind was left to it.']
    if plain(said) in {spelling for word in (kind, *KINDS[kind]) for spelling in (plain(word), plain(word) + "s")}:
        return known, []
    return replace(known, category=kind), [f'The model knows no "{said}"; it was told "{spelt(kind)}".']


def plain(word: str) -> str:
    """Lower case, words apart: "StorageFurniture" and "storage_furniture" are "storage furniture"."""
    return re.sub(r"[\W_]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", word)).strip().lower()


@functools.cache
def _by_word() -> dict[str, str]:
    nearby = {word: kind for kind, some in NEARBY.items() for word in some}
    return nearby | {plain(word): kind for kind, some in KINDS.items() for word in (kind, *some)}


def _singular(phrase: str) -> list[str]:
    """What a phrase may be the plural of, itself first."""
    ends = (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("ves", "fe"))
    return [phrase.removesuffix(end) + instead for end, instead in ends if phrase.endswith(end)]

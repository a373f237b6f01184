"""Count which labels and joint types each family of generated shapes has, for `runtime.articulation.categories`.

    python -m runtime.lab.learn.categories

Run it again when a family is added or changed.
"""

from __future__ import annotations

import json
from collections import Counter

import numpy as np

from runtime.articulation.categories import FILE

from .. import shapes
from .dataset import merge_tiny

DRAWS = 60
# other words by which people call a family's objects
WORDS = {
    "bicycle": ["bike", "tricycle", "scooter"],
    "bottle": ["jar", "flask", "tube", "can"],
    "box": ["carton", "crate", "case", "package"],
    "branched_arms": ["floor lamp", "monitor arm", "chandelier"],
    "bucket": ["pail"],
    "camera": ["dslr", "webcam"],
    "cart": ["trolley", "wagon", "wheelbarrow"],
    "chain": ["links", "snake", "finger", "tail"],
    "chair": ["office chair", "stool", "armchair", "seat"],
    "chest": ["treasure chest", "coffer", "coffin"],
    "clock": ["watch", "wall clock"],
    "coffee_machine": ["coffee maker", "espresso machine"],
    "dispenser": ["soap dispenser", "pump bottle"],
    "display": ["monitor", "screen", "television", "tv"],
    "door": ["double door", "house door"],
    "eyeglasses": ["glasses", "spectacles", "sunglasses"],
    "fan": ["ventilator"],
    "figure": ["statue", "sculpture", "figurine", "doll", "animal", "character", "bust", "trophy", "chess piece"],
    "faucet": ["tap", "sink", "mixer"],
    "gadget": ["device", "remote"],
    "gate": ["garage door", "barrier", "portcullis"],
    "hinge": ["butt hinge", "strap hinge"],
    "kettle": ["teapot"],
    "kitchen_pot": ["pot", "pan", "saucepan", "casserole"],
    "kitchen_unit": ["kitchen", "kitchen island", "kitchen cabinet"],
    "knife": ["pocket knife", "cutter"],
    "lamp": ["light", "desk lamp"],
    "laptop": ["notebook", "computer"],
    "microwave": ["microwave oven"],
    "nature": ["rock", "stone", "boulder", "tree", "bush", "plant", "terrain", "log", "stump", "mushroom"],
    "oven": ["stove", "range", "cooker"],
    "plain_furniture": ["sofa", "couch", "bed", "bench"],
    "playground": ["swing", "seesaw", "carousel", "bell", "pendulum"],
    "refrigerator": ["fridge", "freezer"],
    "safe": ["strongbox", "vault"],
    "scissors": ["shears", "pliers"],
    "sensor_head": ["sensor", "lidar"],
    "solid": ["block", "cube", "sphere", "cylinder", "torus"],
    "storage_furniture": [
        "cabinet", "cupboard", "wardrobe", "drawer", "dresser", "chest of drawers", "nightstand", "sideboard",
        "bookcase", "shelf", "locker", "furniture",
    ],
    "structure": ["fence", "wall", "column", "stairs", "pipe", "sign", "house", "building", "text"],
    "suitcase": ["luggage", "briefcase"],
    "switch": ["light switch", "lever"],
    "table": ["desk", "workbench"],
    "tableware": ["plate", "bowl", "cup", "mug", "glass", "vase", "spoon", "fork", "candlestick"],
    "trash_can": ["bin", "dustbin", "garbage can", "waste bin"],
    "valve": ["tap valve"],
    "vehicle": ["car", "truck", "van", "bus"],
    "washing_machine": ["washer", "dryer", "tumble dryer"],
    "windmill": ["mill", "wind pump", "water mill"],
}  # fmt: skip


def counted(family: str) -> dict:
    """Words, and shares of labels among parts and of types among joints, in DRAWS shapes."""
    labels, types = Counter(), Counter()
    for seed in range(DRAWS):
        try:
            shape = merge_tiny(shapes.generate(family, seed))
        except ValueError:  # one draw in thousands cannot be built
            continue
        labels.update(part.label for part in shape.parts)
        types.update(joint.type for joint in shape.joints)
    return {"words": WORDS.get(family, []), "labels": _shares(labels), "types": _shares(types)}


def _shares(counts: Counter) -> dict[str, float]:
    total = sum(counts.values())
    return {name: float(np.round(count / total, 3)) for name, count in sorted(counts.items())}


def main() -> None:
    rows = [f" {json.dumps(name)}: {json.dumps(counted(name))}" for name in shapes.registry()]
    FILE.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()

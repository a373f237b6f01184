"""What SimReady asks of a USD beside physics: semantic labels with Wikidata's ids, its measures, where it comes from.

The profile is Robotics-Prop 4.0.0 of NVIDIA's SimReady Foundation, which `simready-validate` checks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..kinds import kind_of, plain, spelt
from .description import Description, Link, Material

PROFILE, PROFILE_VERSION = "Robotics-Prop", "4.0.0"
UNKNOWN = "unknown"
NO_LICENCE = "NOASSERTION"  # SPDX: nobody says which
# Wikidata's ids of what things and parts of them are called. What is not here has a word as its label and no id.
QCODES = {
    "bed": "Q42177",
    "bench": "Q204776",
    "bicycle": "Q11442",
    "bottle": "Q80228",
    "bowl": "Q153988",
    "box": "Q188075",
    "bucket": "Q47107",
    "bus": "Q5638",
    "car": "Q1420",
    "chair": "Q15026",
    "clock": "Q376",
    "coffee machine": "Q211841",
    "couch": "Q131514",
    "cup": "Q81727",
    "desk": "Q1064858",
    "door": "Q36794",
    "fork": "Q81881",
    "furniture": "Q14745",
    "knife": "Q32489",
    "laptop": "Q3962",
    "microwave": "Q127956",
    "motorcycle": "Q34493",
    "oven": "Q36539",
    "plain furniture": "Q14745",
    "plate": "Q57216",
    "refrigerator": "Q37828",
    "safe": "Q471898",
    "scissors": "Q40847",
    "sink": "Q140565",
    "skateboard": "Q15783",
    "spoon": "Q81895",
    "storage furniture": "Q14745",
    "suitcase": "Q200814",
    "table": "Q14748",
    "toaster": "Q14890",
    "toilet": "Q7857",
    "truck": "Q43193",
    "vase": "Q191851",
    "vehicle": "Q42889",
    "washing machine": "Q124441",
    "wheel": "Q446",
    "window": "Q35473",
}
PHYSICAL_OBJECT = "Q223557"


@dataclass(frozen=True)
class Origin:
    """Where an asset comes from, as its USD tells it. licence: an SPDX expression; date: ISO, of the export; source:
    the file that it was made of."""

    author: str = UNKNOWN
    licence: str = NO_LICENCE
    source: str = UNKNOWN
    date: str = UNKNOWN


def category(name: str) -> str:
    """The kind of thing that an asset's name says, last words first; "object" where it says none that is known."""
    words = plain(name).split()
    for word in reversed(words):
        if word in QCODES:
            return word
    kind = kind_of(name) if words else None
    return spelt(kind) if kind else "object"


def thing_labels(word: str) -> dict[str, list[str]]:
    """Labels by taxonomy of what goes by a word; none for an empty one."""
    if not word:
        return {}
    code = PHYSICAL_OBJECT if word == "object" else QCODES.get(word, "")
    return {"class": [word]} | ({"wikidata_qcode": [code]} if code else {})


def link_labels(link: Link) -> dict[str, list[str]]:
    """Likewise of a part."""
    return thing_labels(plain(link.label))


def material_labels(material: Material) -> dict[str, list[str]]:
    """What a material is called, as its label."""
    return {"material": [plain(material.title or material.name) or UNKNOWN]}


def size_of(described: Description) -> np.ndarray:
    """(3,) metres, of the asset's box at rest."""
    seen = [link.visual.vertices + link.origin for link in described.links if link.visual is not None]
    return np.ptp(np.concatenate(seen), axis=0) if seen else np.zeros(3)


def metadata(described: Description, origin: Origin) -> dict[str, str | int | float | tuple[float, ...]]:
    """The fields of SimReady_Metadata, by name."""
    kind = category(described.name)
    return {
        "asset_name": described.name,
        "asset_type": "Prop",
        "category": kind,
        "qcode": QCODES.get(kind, PHYSICAL_OBJECT),
        "author": origin.author,
        "asset_license": origin.licence,
        "source_file": origin.source,
        "usd_date_generated": origin.date,
        "rigid_body_count": len(described.links),
        "asset_extents": tuple(size_of(described).tolist()),
        "mass": sum(link.inertial.mass for link in described.links),
    }

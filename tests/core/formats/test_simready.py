"""What an asset is called, as SimReady is told it."""

from __future__ import annotations

import re

import pytest

from artllm_blender.core.formats.simready import QCODES, category, thing_labels


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("drake_cupboard", "storage furniture"),
        ("OfficeChair", "chair"),
        ("front-door 2", "door"),
        ("x17", "object"),
        ("", "object"),
    ],
)
def test_a_name_says_the_kind_of_thing(name, kind):
    assert category(name) == kind


def test_wikidata_ids_are_well_formed_and_words_without_one_are_labels_alone():
    assert all(re.fullmatch(r"Q[1-9]\d*", code) for code in QCODES.values())
    assert thing_labels("door") == {"class": ["door"], "wikidata_qcode": ["Q36794"]}
    assert thing_labels("object")["wikidata_qcode"] == ["Q223557"]
    assert thing_labels("flap") == {"class": ["flap"]} and thing_labels("") == {}

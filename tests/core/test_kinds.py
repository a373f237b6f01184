"""Words for kinds of object: what the model calls them, and what it is told where it has no such word."""

from __future__ import annotations

import pytest

from artllm_blender.core.kinds import KINDS, NEARBY, kind_of, understood, words
from artllm_blender.core.known import Known
from runtime.articulation.categories import families, family_of


def test_the_kinds_are_those_that_the_model_knows():
    assert {kind: list(some) for kind, some in KINDS.items()} == {
        name: family["words"] for name, family in families().items()
    }
    assert set(NEARBY) <= set(KINDS)


def test_every_word_means_what_it_means_to_the_model():
    for word in words():
        assert kind_of(word) == family_of(word)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Cabinets", "storage_furniture"), ("StorageFurniture", "storage_furniture"), ("armoire", "storage_furniture"),
        ("bookshelves", "storage_furniture"), ("refrigirator", "refrigerator"), ("old wooden treasure chest", "chest"),
        ("Fridge-Freezer", "refrigerator"), ("washing-machines", "washing_machine"), ("knives", "knife"),
        ("batteries", None), ("zzz", None), ("", None), ("dishwahser", "dishwasher"), ("sci-fi door", "door"),
    ],
)  # fmt: skip
def test_other_words_find_the_nearest_or_none(word, kind):
    assert kind_of(word) == kind


def test_what_is_told_instead_is_said():
    known = Known(part_count=3, category="armoire")
    assert understood(known) == (
        Known(part_count=3, category="storage_furniture"),
        ['The model knows no "armoire"; it was told "storage furniture".'],
    )
    assert understood(Known(category="xyzzy")) == (
        Known(), ['The model knows no "xyzzy": the kind was left to it.']
    )  # fmt: skip
    for said in (None, Known(), Known(category="cupboards"), Known(category="washing machine")):
        assert understood(said) == (said, [])

"""The closed schema: what is read can be written as plain data and read again, and nothing else can."""

from __future__ import annotations

import json

import pytest
from test_sentences import LINES, parsed, rig

from artllm_blender.core.errors import InputError
from artllm_blender.core.words.items import itemised, known_words
from artllm_blender.core.words.program import Amount, Constraint, Program, Step, Which, from_data, to_data
from artllm_blender.core.words.reader import read
from artllm_blender.core.words.wording import plain


def test_every_program_survives_as_json():
    for line in LINES[::7]:
        letter, _, sentences, _ = parsed(line)
        program = read(sentences[-1], rig(letter).names(), sentences[:-1])
        assert from_data(json.loads(json.dumps(to_data(program)))) == program


@pytest.mark.parametrize(
    "data",
    [
        {"steps": [{"constraints": [{"kind": "run", "which": []}]}]},
        {"steps": [{"constraints": [{"kind": "value", "which": [], "code": "import os"}]}]},
        {"steps": [{"constraints": [{"kind": "value", "which": [{"places": [{"kind": "north"}]}]}]}]},
        {"steps": [{"constraints": [{"kind": "value", "which": [], "weight": "much"}]}]},
        {"steps": [{"constraints": [{"kind": "value", "which": [], "weight": float("nan")}]}]},
        {"steps": [{"constraints": [{"kind": "value"}]}]},
        {"steps": "open the door"},
        ["steps"],
        "open the door",
    ],
)
def test_what_the_schema_does_not_know_is_refused(data):
    with pytest.raises(InputError):
        from_data(data)


def test_a_program_may_be_written_by_hand():
    step = Step((Constraint("value", (Which(labels=(("drawer",),)),), "open", Amount("fraction", 0.5)),), frame=12)
    data = {"kind": "value", "which": [{"labels": [["drawer"]]}], "goal": "open"}
    data["amount"] = {"measure": "fraction", "value": 0.5}
    assert from_data({"steps": [{"constraints": [data], "frame": 12}]}) == Program((step,))


@pytest.mark.parametrize(
    "word", ["lit", "dour", "poor", "boat", "bowl", "spoon", "cat", "knot", "felt", "hole", "lead"]
)
def test_english_words_are_left_as_they_are(word):
    items, notes = itemised(plain(f"the {word} here"))
    assert notes == [] and items[1].word == word


@pytest.mark.parametrize(
    ("slip", "word"),
    [("drwaer", "drawer"), ("handel", "handle"), ("botom", "bottom"), ("opeen", "open"), ("clsoe", "close"),
     ("degress", "degrees"), ("thrid", "third"), ("swtich", "switch"), ("cabnet", "cabinet")],
)  # fmt: skip
def test_slips_are_mended_and_said(slip, word):
    items, notes = itemised(plain(f"the {slip}"))
    assert word in items[1].word and slip in notes[0]


def test_the_lexicon_is_large_and_its_groups_are_single_words():
    from artllm_blender.core.words import lexicon

    assert len(lexicon.parts()) + len(lexicon.objects()) + len(lexicon.functions()) > 450
    assert len(known_words()) > 1000
    for groups in (*lexicon.parts().values(), *lexicon.functions().values()):
        assert groups and all(word == word.lower() and " " not in word for group in groups for word in group)


def test_very_long_and_odd_text_is_read_without_an_error():
    for text in (
        "",
        " ",
        "\x00",
        "open " * 5000,
        "the " * 300 + "door",
        "½ ¾ ° % 3/0",
        "ÄÖÜ 開ける",
        "1e999 degrees",
        "((((",
    ):
        read(text)

"""Who does it, what "its" is of, rows from the bottom, several controls in one rig: each read by how it is said."""

from __future__ import annotations

import pytest
from test_said import verdict


@pytest.mark.parametrize(
    ("rig", "sentence", "right"),
    [
        ("kitchenette", "the old woman turns the tap on with her left hand", "tap=on"),
        ("kitchenette", "someone is opening the middle drawer", "dm=open"),
        ("kitchenette", "walk over to the microwave and open its door", "micro=open"),
        ("kitchenette", "turn on the tap", "tap=on"),
        ("kitchenette", "turn the microwave on", "start=on"),
        ("kitchenette", "open the pantry", "?"),
        ("kitchenette", "open the left or the right cabinet door", "cl=open"),
        ("kitchenette", "open the oven door a third, so that the heat can escape", "oven=33%"),
        ("kitchenette", "pull out every drawer, the leftmost all the way, the others half", "dl=full dm=half dr=half"),
        ("kitchenette", "don't touch anything but the oven door, which you should open", "oven=open"),
        ("kitchenette", "start cooking the soup", "? | start=on !"),
        ("apothecary", "open the second drawer in the third row from the bottom", "a2=open"),
        ("apothecary", "open the four corner drawers", "a1=open a4=open c1=open c4=open"),
        ("apothecary", "all the drawers but those in the top row, a quarter out",
         "b1=25% b2=25% b3=25% b4=25% c1=25% c2=25% c3=25% c4=25%"),
        ("MW", "hold the button", "button=on"),
        ("MW", "close and start the microwave", "button=on"),
        ("office_chair", "make the chair taller by 6 cm", "?"),
        ("office_chair", "seat at half height", "lift=half"),
        ("drone", "take off", "?"),
        ("suitcase", "roll it forward", "?"),
        ("sideboard", "left and right drawer 10 and 20 cm respectively", "one=10cm three=20cm"),
        ("sideboard", "first the drawers halfway, then both doors to 30 degrees",
         "one=half two=half three=half left=30d right=30d"),
        ("sideboard", "both doors 30 degrees, then the drawers", "left=30d right=30d one=open two=open three=open"),
        ("sideboard", "left door 30 degrees, then the right one", "left=30d right=30d"),
        ("sideboard", "open the left door. No, open the right one", "right=open"),
        ("mixing_desk", "faders 1 to 3 half, 4 to 6 full", "f1=half f2=half f3=half f4=full f5=full f6=full"),
        ("TB", "pull out the lower tray, the upper one too but only half", "lower=open upper=half"),
        ("shuttle", "open the left cargo bay door, not the right one, to 90 degrees", "lc=90d"),
        ("dragon", "right front leg back 20 degrees", "frl=20d"),
    ],
)  # fmt: skip
def test_it_is_done_as_it_is_said(rig, sentence, right):
    assert verdict(rig, "", sentence, right) == "right"


def test_what_is_not_told_of_parts_moves_none():
    assert (
        verdict("bathtub", "hot=half cold=half", "more hot than cold: hot 3/4, cold 1/4", "hot=75% cold=25%") == "right"
    )
    assert verdict("tool_chest", "d4=20cm", "bottom drawer minus 5 cm", "d4=15cm") == "right"
    assert verdict("rice_cooker", "lid=full", "close the lid gently so it doesn't bang", "lid=shut") == "right"
    assert verdict("kitchenette", "cl=full", "it's too dark in the left cabinet, close it", "cl=shut") == "right"

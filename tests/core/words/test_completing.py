"""Names of parts as they are put into a line."""

import pytest

from artllm_blender.core.words.completing import spoken, with_name


@pytest.mark.parametrize(
    "line, name, then",
    [
        ("", "drawer", "drawer"),
        ("open the", "left door", "open the left door"),
        ("open the le", "left door", "open the left door"),
        ("open the Left d", "left door", "open the left door"),
        ("open the drawer and the d", "door", "open the drawer and the door"),
        ("open the door", "door", "open the door"),
    ],
)
def test_a_name_takes_the_place_of_what_was_typed_of_it(line, name, then):
    assert with_name(line, name) == then


def test_a_name_is_put_as_it_is_said():
    assert spoken("Drawer_Top.002") == "drawer top 002"

"""PLY files that end Blender's reader are told from sound ones, in whatever form they are."""

from __future__ import annotations

import re

import numpy as np
import pytest

from artllm_blender.core.formats.ply import Header, look_through

ORDERS = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}
FACES = ((0, 1, 2), (0, 2, 3, 1), (3, 1, 0))


def ply(
    form: str = "ascii", faces: tuple = FACES, vertices: int = 4, said: int | None = None, end: str = "\n"
) -> bytes:
    """Of points with a colour, and faces with a flag after their corners. said: how many faces it says it has."""
    lines = [
        "ply", f"format {form} 1.0", "comment none", f"element vertex {vertices}", "property float x",
        "property float y", "property double z", "property uchar red",
        f"element face {len(faces) if said is None else said}", "property list uchar int vertex_indices",
        "property uchar flags", "end_header",
    ]  # fmt: skip
    head = "".join(line + end for line in lines).encode()
    order = ORDERS[form]
    if not order:
        points = "".join(f"{i} 0.5 1e-3 255\n" for i in range(vertices))
        return head + (points + "".join(f"{len(f)} {' '.join(map(str, f))} 1\n" for f in faces)).encode()
    row = np.dtype([("x", order + "f4"), ("y", order + "f4"), ("z", order + "f8"), ("red", "u1")])
    body = np.zeros(vertices, row).tobytes()
    for face in faces:
        body += bytes([len(face)]) + np.array(face, order + "i4").tobytes() + b"\1"
    return head + body


@pytest.mark.parametrize("form", ORDERS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_sound_files_pass_of_any_form_and_with_any_faces(form, end):
    for faces in (FACES, FACES[::2], ()):
        sound = ply(form, faces, end=end)
        assert look_through(sound) == (sound, 0)
    header = Header.of(ply(form))
    assert [(one.name, one.count) for one in header.elements] == [("vertex", 4), ("face", 3)]
    assert header.order == ORDERS[form]


@pytest.mark.parametrize("form", ORDERS)
@pytest.mark.parametrize("corner", [4, -1, 2**30])
def test_corners_that_are_no_vertices_are_told_and_a_few_such_faces_left_out(form, corner):
    for faces in (((0, 1, corner),), (*FACES, (0, corner, 1, 2), (3, 2, corner))):
        with pytest.raises(ValueError, match="none of its 4 vertices"):
            look_through(ply(form, faces))
    broken = (0, corner, 1, 2), (3, 2, corner)
    for end in "\n", "\r\n":
        assert look_through(ply(form, (*FACES, broken[0]), end=end)) == (ply(form, FACES, end=end), 1)
        many = FACES * 7
        assert look_through(ply(form, (broken[0], *many, broken[1]), end=end)) == (ply(form, many, end=end), 2)
        triangles = ((0, 1, 2),) * 9
        assert look_through(ply(form, (*triangles, broken[1]), end=end)) == (ply(form, triangles, end=end), 1)


@pytest.mark.parametrize("form", ORDERS)
def test_what_is_not_there_is_told(form):
    for data in (ply(form, said=9), ply(form, said=10**10), ply(form)[:-3]):
        with pytest.raises(ValueError, match="face"):
            look_through(data)
    with pytest.raises(ValueError, match="vertex"):
        look_through(ply(form).replace(b"vertex 4", b"vertex 400"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"ply\n", b"plx\n"), (b"format", b"fromat"), (b"vertex 4", b"vertex -4"), (b"vertex 4", b"vertex"),
        (b"uchar red", b"colour red"), (b"element face", b"elemnet face"), (b"element vertex 4\n", b""),
        (b"list uchar int", b"list int"), (b"end_header", b"header"),
    ],
)  # fmt: skip
def test_a_header_that_says_nothing_sensible_is_told(old, new):
    with pytest.raises(ValueError, match="header"):
        look_through(ply().replace(old, new, 1))


def test_what_a_line_has_in_place_of_a_number_is_told():
    with pytest.raises(ValueError, match=re.escape("a line of face: x 1 2")):
        look_through(ply().replace(b"3 0 1 2", b"x 1 2"))

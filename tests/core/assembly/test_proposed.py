"""What the model of assemblies is asked with, and how what it proposes is made exact."""

from __future__ import annotations

import numpy as np

from artllm_blender.core.assembly.asking import ADDED, ONTO, TITLE, WORDS, asked, items_of
from artllm_blender.core.assembly.loose import TURNS, loose_part, loose_parts
from artllm_blender.core.assembly.proposed import Proposed, exact
from artllm_blender.core.assembly.together import Loose, assembled
from artllm_blender.core.errors import RuntimeFailure
from artllm_blender.core.frames import apply, rotation

FACES = np.array(
    [[0, 2, 3], [0, 3, 1], [4, 5, 7], [4, 7, 6], [0, 1, 5], [0, 5, 4], [2, 6, 7], [2, 7, 3], [0, 4, 6], [0, 6, 2],
     [1, 3, 7], [1, 7, 5]]
)  # fmt: skip
TABLE = [(1.2, 0.7, 0.03), *[(0.05, 0.06, 0.7)] * 4]
PLACES = [(0, 0, 0.715), *((x, y, 0.35) for x in (-0.575, 0.575) for y in (-0.32, 0.32))]


def box(*size: float) -> np.ndarray:
    return np.array([(x, y, z) for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)]) * size


def lying(seed: int, order=range(5)) -> list[tuple[np.ndarray, np.ndarray]]:
    found = []
    for k in order:
        turn = np.linalg.qr(np.random.default_rng([seed, k]).normal(size=(3, 3)))[0]
        found.append((box(*TABLE[k]) @ (turn * np.sign(np.linalg.det(turn))).T + k, FACES))
    return found


def test_a_square_board_cut_unevenly_lies_along_its_edges():
    flat = np.array([(x, y, z) for z in (0, 0.004) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0.3, 0.1))], float)
    caps = [(a, (a + 1) % 4, 4) for a in range(4)]
    faces = np.array([*((b, a, c) for a, b, c in caps), *((a + 5, b + 5, c + 5) for a, b, c in caps)])
    for seed in range(4):
        turn = rotation(np.random.default_rng(seed).normal(size=3), seed)
        assert np.allclose(loose_part(flat @ turn.T, faces).half, (0.5, 0.5, 0.002), atol=1e-6)


def test_what_the_model_is_asked_does_not_depend_on_how_parts_lie_or_their_order():
    one, other = asked(loose_parts(lying(0))), asked(loose_parts(lying(9, (3, 0, 4, 1, 2))))
    assert np.array_equal(one.kind, other.kind) and np.allclose(one.half, other.half, atol=1e-5)
    assert np.array_equal(one.allowed, other.allowed) and np.isclose(one.scale, other.scale)
    for mine, theirs in zip(one.points, other.points, strict=True):
        # A box is its own mirror image: its points are the same but for symmetries.
        reach = [np.sort(np.abs(some[:, :3]).max(axis=1)) for some in (mine, theirs)]
        assert np.allclose(*reach, atol=1e-4)
        assert np.abs(mine[:, :3]).max() < 1 + 1e-4


def test_words_are_numbers_that_synonyms_share():
    items = items_of(["Attach the 4 legs under the tabletop.", "Take the blorbs."], "Side table")
    assert items[:, 0].tolist() == [TITLE, ADDED, ONTO, ADDED]
    assert WORDS[items[1, 3]] == "leg" and items[1, 4] == 4 and WORDS[items[3, 3]] == "?"
    assert items_of(["Attach the pole to the surface."])[0, 3] == WORDS.index("post")


def proposal(put, off: float, seed: int) -> Proposed:
    """The table as a model would say it, every number a little off."""
    rng = np.random.default_rng(seed)
    upright = next(k for k in range(24) if put.allowed[1][k] and abs(TURNS[k][2, 0]) == 1 and abs(TURNS[k][0, 2]) == 1)
    flat = next(k for k in range(24) if put.allowed[0][k] and abs(TURNS[k][2, 2]) == 1 and abs(TURNS[k][0, 0]) == 1)
    place = np.array(PLACES) / put.scale + rng.normal(size=(5, 3)) * off
    return Proposed(np.array([flat, *[upright] * 4]), place, np.zeros((5, 3)), np.full(5, -1.0))


def test_an_answer_that_is_about_right_is_set_exactly():
    for seed in range(3):
        parts = loose_parts(lying(seed))
        put = asked(parts)
        poses, sure = exact(parts, put, proposal(put, 0.003, seed))
        top, *legs = (apply(pose, mesh[0]) for pose, mesh in zip(poses, lying(seed), strict=True))
        assert np.allclose(np.ptp(top, axis=0), TABLE[0], atol=1e-6) and ((0 < sure) & (sure < 1)).all()
        for leg in legs:
            assert np.isclose(leg[:, 2].max(), top[:, 2].min(), atol=1e-6)
            assert np.isclose(np.ptp(leg[:, 2]), 0.7, atol=1e-6)
        assert len({tuple(np.sign(leg.mean(axis=0)[:2] - top.mean(axis=0)[:2])) for leg in legs}) == 4


def test_where_the_model_fails_the_shapes_tell_and_it_is_said():
    def fails(_):
        raise RuntimeFailure("The model is not there.", "Reinstall.")

    triangles = tuple(vertices[faces] for vertices, faces in lying(1))
    found = assembled(Loose(triangles), propose=fails)
    assert "not there" in found.notes[0] and np.allclose(np.linalg.det(found.poses[:, :3, :3]), 1)
    assert np.allclose(found.poses, assembled(Loose(triangles)).poses)

"""Assemble in Blender: parts move to their places, pins hold, corrections do what they say, all can be taken back."""

from __future__ import annotations

import bpy
import numpy as np
import pytest
from boxes import box
from scenes import chosen, of_triangles

from artllm_blender.core.frames import apply
from artllm_blender.scene.assembly.pages import PAGE
from artllm_blender.scene.assembly.together import PROPERTY, place_of

TABLE = {"Top": (1.2, 0.7, 0.03), **{f"Leg {k}": (0.05, 0.05, 0.7) for k in range(4)}}


@pytest.fixture(autouse=True)
def scene(addon) -> None:
    bpy.ops.wm.read_homefile(use_empty=True, use_factory_startup=True)


def triangles(size: tuple[float, ...], seed: int) -> np.ndarray:
    """A box that lies anyhow, (12, 3, 3)."""
    random = np.random.default_rng(seed)
    turn = np.linalg.qr(random.normal(size=(3, 3)))[0]
    half = np.array(size) / 2
    return box(-half, half) @ (turn * np.sign(np.linalg.det(turn))).T + random.normal(size=3)


def table() -> list[bpy.types.Object]:
    things = [of_triangles(name, triangles(size, seed)) for seed, (name, size) in enumerate(TABLE.items())]
    chosen(*things)
    return things


def corners(thing: bpy.types.Object) -> np.ndarray:
    bpy.context.view_layer.update()
    return apply(np.array(thing.matrix_world), np.array([v.co for v in thing.data.vertices]))


def stands(top: bpy.types.Object, legs: list[bpy.types.Object]) -> bool:
    """Whether the legs stand below the four corners of the top, in the top's own directions."""
    home = np.linalg.inv(np.array(top.matrix_world))
    middles = np.array([apply(home, corners(leg)).mean(axis=0) for leg in legs])
    off = middles - apply(home, corners(top)).mean(axis=0)
    distance = np.sort(np.linalg.norm(off[:, None] - off, axis=2), axis=None)[4:]
    near = (0.65, 1.15, np.hypot(0.65, 1.15))
    return np.allclose(distance, np.repeat(near, 4), atol=2e-3)


def test_parts_move_to_their_places_and_back(monkeypatch):
    top, *legs = things = table()
    before = [np.array(thing.matrix_world) for thing in things]
    assert bpy.ops.artllm.assemble() == {"FINISHED"}
    assert stands(top, legs)
    assert [place_of(thing).step for thing in things] == [0, 1, 1, 1, 1]
    assert min(corners(leg)[:, 2].min() for leg in legs) == pytest.approx(corners(legs[0])[:, 2].min(), abs=1e-5)
    assert bpy.ops.artllm.put_back() == {"FINISHED"}
    assert all(np.allclose(thing.matrix_world, m, atol=1e-6) for thing, m in zip(things, before, strict=True))
    assert not any(PROPERTY in thing for thing in things)


def test_pinned_parts_stay_and_the_rest_is_put_around_them():
    top, *legs = table()
    bpy.ops.artllm.assemble()
    top.matrix_world.translation.x += 3
    top.rotation_euler.z += 0.4
    chosen(top)
    assert bpy.ops.artllm.pin_parts() == {"FINISHED"}
    before = np.array(top.matrix_world)
    assert bpy.ops.artllm.assemble() == {"FINISHED"}
    assert np.allclose(top.matrix_world, before, atol=1e-6)
    assert stands(top, legs)
    assert place_of(top).pinned and place_of(top).sure == 1


def test_two_parts_change_places_and_a_part_goes_to_its_next_place_and_round_again():
    top, one, other, *rest = table()
    bpy.ops.artllm.assemble()
    first, second = corners(one).mean(axis=0), corners(other).mean(axis=0)
    chosen(one, other)
    assert bpy.ops.artllm.exchange_parts() == {"FINISHED"}
    assert np.allclose(corners(one).mean(axis=0), second, atol=1e-5)
    assert np.allclose(corners(other).mean(axis=0), first, atol=1e-5)
    assert stands(top, [one, other, *rest])
    chosen(top)
    before, count = np.array(top.matrix_world), len(place_of(top).others)
    assert count and bpy.ops.artllm.next_place() == {"FINISHED"}
    assert not np.allclose(top.matrix_world, before, atol=1e-4)
    for _ in range(count):
        bpy.ops.artllm.next_place()
    assert np.allclose(top.matrix_world, before, atol=1e-6)


def test_steps_are_accepted_one_by_one():
    top, *legs = things = table()
    bpy.ops.artllm.assemble()
    assert bpy.ops.artllm.accept_step() == {"FINISHED"}
    assert place_of(top).pinned and not any(place_of(leg).pinned for leg in legs)
    assert set(bpy.context.selected_objects) == set(legs)
    assert bpy.ops.artllm.accept_step() == {"FINISHED"}
    assert all(place_of(thing).pinned for thing in things)
    assert not bpy.ops.artllm.accept_step.poll()


def test_pieces_of_one_mesh_become_objects_and_one_mesh_again():
    whole = of_triangles("Kit", np.concatenate([triangles(size, seed) for seed, size in enumerate(TABLE.values())]))
    chosen(whole)
    assert bpy.ops.artllm.assemble() == {"FINISHED"}
    pieces = list(bpy.context.selected_objects)
    assert len(pieces) == 5 and whole.hide_get()
    pieces.sort(key=lambda thing: -max(thing.dimensions))
    assert stands(pieces[0], pieces[1:])
    assert bpy.ops.artllm.put_back() == {"FINISHED"}
    assert list(bpy.data.objects) == [whole] and not whole.hide_get()


def test_what_is_assembled_can_be_exploded():
    table()
    bpy.ops.artllm.assemble()
    assert bpy.ops.artllm.explode() == {"FINISHED"}
    assert any("artllm_explode" in thing for thing in bpy.data.objects)


def test_pages_are_images_in_the_order_of_their_numbers(tmp_path):
    for name in ("page 10", "page 9"):
        image = bpy.data.images.new(name, 8, 8)
        image.save(filepath=str(tmp_path / f"{name}.png"))
        bpy.data.images.remove(image)
    files = [{"name": "page 10.png"}, {"name": "page 9.png"}]
    assert bpy.ops.artllm.load_pages(directory=str(tmp_path), files=files) == {"FINISHED"}
    assert {image.name: image[PAGE] for image in bpy.data.images} == {"page 9.png": 0, "page 10.png": 1}
    assert bpy.ops.artllm.forget_pages() == {"FINISHED"} and not bpy.data.images


def test_what_is_held_is_said_and_stays():
    top, *_ = table()
    top.constraints.new("COPY_LOCATION")
    with pytest.raises(RuntimeError, match="Top is held by a constraint"):
        bpy.ops.artllm.assemble()

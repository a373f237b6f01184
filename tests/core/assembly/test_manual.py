"""Manuals: pages in an order that can be built, what is new seen and said, parts counted, pages as SVG and PDF."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from boxes import box

from artllm_blender.core.assembly.alike import kinds
from artllm_blender.core.assembly.figure import TINT
from artllm_blender.core.assembly.manual import Manual, manual
from artllm_blender.core.assembly.plan import Plan, Step
from artllm_blender.core.assembly.sheet import Area, Words, svg
from artllm_blender.core.assembly.storyboard import by_order, storyboard
from artllm_blender.core.assembly.trace import rings
from artllm_blender.core.assembly.wire import Wire
from artllm_blender.core.assembly.wording import Nouns, plural, word
from artllm_blender.core.frames import apply, rotation, transform

NAMES = ["Seat", "leg", "leg.001", "leg.002", "leg.003"]


def stool() -> list[np.ndarray]:
    legs = [box((x, y, 0), (x + 0.1, y + 0.1, 0.5)) for x in (0, 0.7) for y in (0, 0.7)]
    return [box((0, 0, 0.5), (0.8, 0.8, 0.6)), *legs]


def leaving(parts, way, stage: int, begin=(0, 0, 0)) -> Step:
    return Step(tuple(parts), np.stack([transform(move=begin), transform(move=np.add(begin, way))]), stage)


@pytest.fixture(scope="module")
def made() -> Manual:
    plan = Plan(5, tuple(leaving([leg], (0, 0, -1), leg) for leg in (1, 2, 3, 4)))
    return manual("Stool", NAMES, stool(), plan)


def wire(triangles: np.ndarray) -> Wire:
    return Wire.of(triangles.reshape(-1, 3), np.arange(3 * len(triangles)).reshape(-1, 3))


def test_identical_parts_share_a_page_and_are_counted_in_its_sentence(made):
    assert made.words == ("Attach the 4 legs to the seat.",)
    assert sorted(made.pages[0].new) == [1, 2, 3, 4] and made.pages[0].base == (0,)
    texts = [mark.text for mark in made.sheets[0].marks if isinstance(mark, Words)]
    assert texts == ["Stool", "1\u00d7", "A", "4\u00d7", "B"]


def test_what_is_new_is_seen(made):
    assert min(made.visible) >= 0.3


def test_pages_are_svg_within_the_paper(made):
    for sheet in made.sheets:
        root = ElementTree.fromstring(svg(sheet))
        assert root.get("width") == "210mm"
        numbers = " ".join(path.get("d") for path in root.iter("{http://www.w3.org/2000/svg}path"))
        values = np.array(numbers.translate(str.maketrans("MLZ", "   ")).split(), float).reshape(-1, 2)
        assert (values >= 0).all() and (values <= (210, 297)).all()


def test_a_title_may_have_any_letters():
    made = manual("<Stuhl & Tisch>", NAMES, stool(), by_order(5, [[1], [2]]))
    assert "<Stuhl & Tisch>" in [text.text for text in ElementTree.fromstring(svg(made.sheets[0])) if text.text]


def test_a_group_is_built_before_it_is_joined():
    # 2 and 3 leave together, then 3 leaves 2; 1 leaves 0.
    steps = (
        leaving([2, 3], (0, 0, 5), 0),
        leaving([3], (1, 0, 0), 1, begin=(0, 0, 5)),
        leaving([1], (0, 1, 0), 2),
    )
    pages = storyboard(Plan(4, steps), [0, 1, 2, 3])
    assert [(page.base, page.new) for page in pages] == [((0,), (1,)), ((2,), (3,)), ((0, 1), (2, 3))]
    assert pages[2].made == (1,)
    assert np.allclose(pages[1].joined[0].way[1][:3, 3], (1, 0, 0))  # from the place that the group had come to


def test_what_no_side_shows_is_drawn_aside():
    crate = [box((0, 0, z), (1, 1, z + 0.05)) for z in (0, 0.95)]
    crate += [box((x, 0, 0.05), (x + 0.05, 1, 0.95)) for x in (0, 0.95)]
    crate += [box((0.05, y, 0.05), (0.95, y + 0.05, 0.95)) for y in (0, 0.95)]
    inside = box((0.4, 0.4, 0.05), (0.6, 0.6, 0.3))
    # The order says that the ball goes in last, through the lid.
    made = manual("Crate", [f"part {i}" for i in range(7)], [*crate, inside], Plan(7, (leaving([6], (0, 0, 2), 0),)))
    assert made.visible[0] >= 0.3


def test_parts_that_something_is_passed_through_for_are_told_of():
    step = Step((1,), np.stack([np.eye(4), transform(move=(0, 0, 1))]), 0, free=False)
    made = manual("Two", ["a", "b"], [box((0, 0, 0), (1, 1, 1)), box((0, 0, 1), (1, 1, 2))], Plan(2, (step,)))
    assert any("pass through" in note for note in made.notes)


def test_a_small_part_is_shown_again_larger():
    tinted = []
    for size in (0.02, 0.4):
        parts = [box((0, 0, 0), (1, 1, 1)), box((0.5, -size, 0.5), (0.5 + size, 0, 0.5 + size))]
        made = manual("Knob", ["box", "knob"], parts, Plan(2, (leaving([1], (0, -1, 0), 0),)))
        tinted.append([mark for mark in made.sheets[1].marks if isinstance(mark, Area) and mark.colour == TINT])
    assert len(tinted[0]) == 2 and len(tinted[1]) == 1
    small, large = (np.ptp(mark.rings[0], axis=0).max() for mark in tinted[0])
    assert large > 3 * small


def test_turned_copies_are_one_kind_and_mirror_twins_two():
    corner = np.concatenate([box((0, 0, 0), (3, 1, 1)), box((0, 1, 0), (1, 2.5, 1)), box((0, 0, 1), (1, 1, 1.6))])
    turned = apply(transform(rotation((1, 2, 3), 1.1), (4, 5, 6)), corner)
    twin = (corner * (-1, 1, 1))[:, ::-1]
    assert kinds([wire(corner), wire(turned), wire(twin), wire(corner * 1.05)]) == [0, 0, 2, 3]


def test_words_for_parts():
    assert [word(name) for name in ("Leg_2.001", "tableTop", "part_7", "Cube.003")] == ["leg", "table top", "", ""]
    assert [word(name) for name in ("Drawer_Lower", "leftLeg", "Left")] == ["drawer", "leg", "left"]
    assert [plural(noun) for noun in ("leg", "shelf", "box", "assembly", "knife")] == [
        "legs", "shelves", "boxes", "assemblies", "knives",
    ]  # fmt: skip
    nouns = Nouns(["rail", "rail", "rail", "x1"], [0, 0, 2, 3])
    assert nouns.all_of([0, 1, 2, 3]) == "the 2 rails (A), the rail (B) and part C"


def test_a_hole_has_a_ring_of_its_own():
    mask = np.zeros((20, 30), bool)
    mask[2:18, 3:25] = True
    mask[8:12, 10:15] = False
    areas = []
    for ring in rings(mask):
        x, y = ring.T
        areas.append(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)
    assert sorted(areas) == [20, 352]


def test_pages_are_a_pdf(made):
    pytest.importorskip("pydyf")
    from artllm_blender.core.assembly.pdf import pdf

    data = pdf(made.sheets)
    assert data.startswith(b"%PDF-") and data.count(b"/Type /Page/") + data.count(b"/Type /Page>") <= 2
    assert b"/Count 2" in data

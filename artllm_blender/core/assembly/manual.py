"""A manual of an assembled thing: a cover with a list of its parts, and a page for each step of putting it together."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..frames import transform
from ..picture.raster import Camera
from .alike import kinds
from .figure import SMALL, Place, arrow, enlarged, figure
from .line_art import LineArt, draw
from .plan import Plan
from .seeing import FAR, directions
from .sheet import Area, Lines, Sheet, Words, box
from .storyboard import Joined, Page, storyboard
from .wire import Wire
from .wording import Nouns, sentence

# Pixels that tell what is hidden, on a page and on a small figure.
PIXELS, SMALL_PIXELS = 512, 128
MAIN, INSET = Place(12, 60, 186), Place(150, 8, 48)
THUMB, COLUMNS, ON_COVER, ON_LIST = 26.0, 6, 18, 42
TURN = "It is seen from another side here."
GREY, LIGHT = (0.4, 0.4, 0.4), (0.75, 0.75, 0.75)
# Of the whole's diagonal: an arrow's length, and the gap between its head and the part.
LONG, GAP = 0.13, 0.03


@dataclass(frozen=True)
class Manual:
    """sheets: the cover, further lists of parts, then a page a step. pages, words: one a step. art: the drawing of each
    step, without arrows. visible: for each step the least share of a new part's silhouette that is seen. notes: what
    the user should know, in sentences."""

    sheets: tuple[Sheet, ...]
    pages: tuple[Page, ...]
    words: tuple[str, ...]
    art: tuple[LineArt, ...]
    visible: tuple[float, ...]
    notes: tuple[str, ...]


def manual(title: str, names: Sequence[str], parts: Sequence[np.ndarray], plan: Plan) -> Manual:
    """The manual of parts, (m, 3, 3) triangles of each where it belongs, Z-up; names: one for each."""
    return _Writer(title, names, parts, plan).manual()


class _Writer:
    def __init__(self, title: str, names: Sequence[str], parts: Sequence[np.ndarray], plan: Plan):
        self._title, self._names, self._plan = title, names, plan
        self._wires = [Wire.of(part.reshape(-1, 3), np.arange(3 * len(part)).reshape(-1, 3)) for part in parts]
        self._kind = kinds(self._wires)
        self._nouns = Nouns(names, self._kind)
        self._rest = np.tile(np.eye(4), (len(parts), 1, 1))
        self._points = np.concatenate([wire.vertices for wire in self._wires])
        self._boxes = np.array([(wire.vertices.min(axis=0), wire.vertices.max(axis=0)) for wire in self._wires])
        self._diagonal = float(np.linalg.norm(np.ptp(self._points, axis=0)))
        self._thumbs: dict[int, LineArt] = {}

    def manual(self) -> Manual:
        pages = storyboard(self._plan, self._kind)
        looks = directions(pages, self._wires)
        usual = Counter(tuple(back) for back, _ in looks).most_common(1)[0][0] if looks else (0.5, -0.8, 0.45)
        self._back = np.array(usual)
        kept = [page for page, (back, seen) in zip(pages, looks, strict=True) if seen and tuple(back) == usual]
        camera = self._camera(self._back, kept)
        words = [sentence(page, self._nouns, self._boxes) for page in pages]
        sheets, art, visible, notes = [], [], [], list(self._plan.notes(self._names))
        lists = self._lists()
        total = len(lists) + len(pages)
        for number, (page, (back, seen)) in enumerate(zip(pages, looks, strict=True)):
            turned = tuple(back) != usual
            own = camera if seen and not turned else self._camera(back, [page], pulled=not seen)
            before = looks[number - 1][0] if number else self._back
            text = words[number] if np.array_equal(back, before) else f"{TURN} {words[number]}"
            marks, drawn = self._step(page, own, pulled=not seen)
            art.append(drawn)
            visible.append(float(drawn.visible[list(page.new)].min()))
            head = [Words(str(number + 1), (12, 26), 44, bold=True)]
            foot = self._foot(text, len(lists) + number + 1, total)
            sheets.append(Sheet(marks=(*head, *self._needed(page), *marks, *foot)))
            if not all(one.free for one in page.joined):
                notes.append(f"In step {number + 1} something has to pass through another part.")
        return Manual((*lists, *sheets), tuple(pages), tuple(words), tuple(art), tuple(visible), tuple(notes))

    def _camera(self, back: np.ndarray, pages: Sequence[Page], pulled: bool = False) -> Camera:
        """From a direction, on the whole and the arrows of some pages, and on their new parts if these are aside."""
        ends = [self._path(one, back) for page in pages for one in page.joined]
        aside = [self._points_of(one.parts) + self._aside(one) for page in pages for one in page.joined if pulled]
        return Camera.around(np.concatenate([self._points, *ends, *aside]), back, PIXELS, FAR)

    def _points_of(self, parts: Sequence[int]) -> np.ndarray:
        return np.concatenate([self._wires[part].vertices for part in parts])

    def _way(self, one: Joined) -> tuple[np.ndarray, np.ndarray] | None:
        """(3,) middle of what is joined, and (k, 3) where that goes as it leaves; None where that is not known."""
        points = self._points_of(one.parts)
        middle = (points.min(axis=0) + points.max(axis=0)) / 2
        route = one.way[:, :3, :3] @ middle + one.way[:, :3, 3]
        apart = np.linalg.norm(np.diff(route, axis=0), axis=1) > 1e-6 * self._diagonal
        return (middle, route[np.append(True, apart)]) if apart.any() else None

    def _path(self, one: Joined, back: np.ndarray) -> np.ndarray:
        """(n, 3) an arrow's line, to the part; empty where the way is not known."""
        if (found := self._way(one)) is None:
            return np.zeros((0, 3))
        middle, route = found
        first = (route[1] - route[0]) / np.linalg.norm(route[1] - route[0])
        near = float(((self._points_of(one.parts) - middle) @ first).max()) + GAP * self._diagonal
        flat = float(np.linalg.norm(first - (first @ back) * back))
        return _between(route, near, near + LONG * self._diagonal / max(flat, 0.35))[::-1]

    def _aside(self, one: Joined) -> np.ndarray:
        """(3,) how far a part is drawn from its place so that it is seen: along its way by its own size."""
        if (found := self._way(one)) is None:
            return np.zeros(3)
        middle, route = found
        first = (route[1] - route[0]) / np.linalg.norm(route[1] - route[0])
        far = self._points @ first
        clear = far.max() - (self._points_of(one.parts) @ first).min() + LONG * self._diagonal
        return _between(route, 0.0, min(clear, 0.6 * self._diagonal))[-1] - middle

    def _step(self, page: Page, camera: Camera, pulled: bool) -> tuple[list[Lines | Area], LineArt]:
        shown, new = list(page.shown), [page.shown.index(part) for part in page.new]
        poses = self._rest.copy()
        for one in page.joined if pulled else ():
            poses[list(one.parts)] = transform(move=self._aside(one))
        wires = [self._wires[part] for part in shown]
        art = draw(wires, poses[shown], camera, new)
        marks = figure(art, MAIN, new)
        for one in page.joined:
            line = self._path(one, camera.turn[2])
            if len(line):
                marks += arrow(MAIN.of(camera.project(line)[:, :2], PIXELS))
        least = min(new, key=lambda part: (-art.seen[part], part))
        flat = camera.project(wires[least].vertices)[:, :2]
        if float(np.ptp(flat, axis=0).max()) < SMALL * PIXELS and not pulled:
            marks += enlarged(wires, poses[shown], camera, least, new, MAIN, INSET)
        return marks, _numbered(art, shown, len(self._wires))

    def _thumb(self, part: int) -> LineArt:
        kind = self._kind[part]
        if kind not in self._thumbs:
            wire = self._wires[kind]
            camera = Camera.around(wire.vertices, self._back, SMALL_PIXELS, FAR)
            self._thumbs[kind] = draw([wire], self._rest[:1], camera)
        return self._thumbs[kind]

    def _needed(self, page: Page) -> list[Lines | Area | Words]:
        """What a step takes, counted, in boxes beside its number."""
        singles = [part for one in page.joined if len(one.parts) == 1 for part in one.parts]
        singles += page.base if len(page.base) == 1 else ()
        counts = Counter(self._kind[part] for part in singles)
        marks: list[Lines | Area | Words] = []
        x = 34.0
        for kind, count in list(counts.items())[:5]:
            marks += self._cell(kind, count, x, 10.0)
            x += THUMB + 5
        for one, made in zip([one for one in page.joined if len(one.parts) > 1], page.made, strict=True):
            wires = [self._wires[part] for part in one.parts]
            camera = Camera.around(self._points_of(one.parts), self._back, SMALL_PIXELS, FAR)
            art = draw(wires, self._rest[: len(wires)], camera)
            marks += figure(art, Place(x, 10, THUMB), thin=0.6)
            marks.append(Words(f"step {made + 1}" if made >= 0 else "as one", (x, 10 + THUMB + 5), 10, bold=True))
            x += THUMB + 5
        return marks

    def _cell(self, kind: int, count: int, x: float, y: float) -> list[Lines | Area | Words]:
        """A kind of part with its number and letter, THUMB wide."""
        small = figure(self._thumb(kind), Place(x, y, THUMB), thin=0.6)
        return [
            *small,
            Words(f"{count}\u00d7", (x, y + THUMB + 5), 12, bold=True),
            Words(self._nouns.letters[kind], (x + THUMB - 7, y + THUMB + 5), 10, colour=GREY),
        ]

    def _lists(self) -> list[Sheet]:
        """The cover and further lists of parts."""
        every = draw(self._wires, self._rest, self._camera(self._back, []))
        counts = list(Counter(self._kind).items())
        rows = min(-(-len(counts) // COLUMNS), ON_COVER // COLUMNS)
        top = 284.0 - rows * (THUMB + 12)
        side = min(top - 40.0, 150.0)
        cover = [Words(self._title, (12, 26), 28, bold=True), *figure(every, Place(105 - side / 2, 34, side))]
        cover += self._listed(counts[:ON_COVER], top)
        rest = [counts[first : first + ON_LIST] for first in range(ON_COVER, len(counts), ON_LIST)]
        return [Sheet(marks=tuple(cover)), *(Sheet(marks=tuple(self._listed(some, 16.0))) for some in rest)]

    def _listed(self, counts: Sequence[tuple[int, int]], top: float) -> list[Lines | Area | Words]:
        marks: list[Lines | Area | Words] = []
        for number, (kind, count) in enumerate(counts):
            row, column = divmod(number, COLUMNS)
            marks += self._cell(kind, count, 12 + column * (THUMB + 5.6), top + row * (THUMB + 12))
        return marks

    def _foot(self, text: str, number: int, total: int) -> list[Lines | Area | Words]:
        lines = [Words(line, (12, 260 + 7.5 * i), 16) for i, line in enumerate(textwrap.wrap(text, 68)[:3])]
        rule = Area((box(12, 284, 186, 0.2),), LIGHT)
        return [*lines, rule, Words(f"{self._title}   {number}/{total}", (12, 289), 8, colour=GREY)]


def _between(route: np.ndarray, low: float, high: float) -> np.ndarray:
    """(n, 3) of the way along (k, 3) places from one length to another; on straight beyond its end."""
    last = route[-1] - route[-2]
    route = np.concatenate([route, [route[-1] + last / np.linalg.norm(last) * max(high, 0.0)]])
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(route, axis=0), axis=1))])
    inner = length[(length > low) & (length < high)]
    at = np.concatenate([[low], inner, [high]])
    return np.stack([np.interp(at, length, route[:, axis]) for axis in range(3)], axis=1)


def _numbered(art: LineArt, shown: Sequence[int], count: int) -> LineArt:
    """A drawing of some parts with the numbers that they have among all."""
    number = np.array([*shown, -1])
    seen, covered = np.zeros(count, int), np.zeros(count, int)
    seen[shown], covered[shown] = art.seen, art.covered
    return LineArt(art.segments, art.weight, number[art.part], number[art.parts], seen, covered)

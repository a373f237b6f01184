"""Parts put where the pages of a manual show them.

The camera is found first (`viewpoint`, `camera`), with a part that is surely seen. Around that layouts are looked for
as by shapes alone (`arranged`), but a place is worth more where a page shows the part (`shown`). At last the camera and
all parts are laid onto the lines at once (`mended`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from ..frames import transform
from .arranged import USUAL, arranged, laid_out
from .camera import Anchor, anchors
from .edge_fit import Ink
from .groups import Group, groups_of, taken
from .instructions import shares
from .layouts import World
from .likeness import kinds_of
from .loose import TURNS, LoosePart
from .mended import mended, stood
from .page import Page
from .shown import Shown
from .viewpoint import found_views, says

VIEWS, CAMERAS = 6, 3  # so many views by lines, and beginnings of layouts, are followed up
SURE = 0.8  # views that lines speak so much less for than for the best are left
SECONDS = 10.0
EXPLAINED = 6.0  # how much it counts beside what a layout is worth, by part, that it explains all ink
LIKELY = 6  # turns of each kind of part are tried


def by_pages(
    parts: Sequence[LoosePart],
    pictures: Sequence[np.ndarray],
    counts: Sequence[Sequence[int]] = (),
    seconds: float = SECONDS,
) -> tuple[np.ndarray, np.ndarray]:
    """(n, 4, 4) poses of the parts in a Z-up world, and (n,) how sure each is, 0 to 1: which share of its edges is
    drawn, and of the last page explained.

    pictures: (h, w) pages in order, 0 black to 1 white, all from one camera, not all blank; counts: by page how many
    there are of each thing that it adds, where that is known; seconds: of one core's work, after which what is left is
    placed with less care.
    """
    begun = time.thread_time()
    kinds = kinds_of(parts)
    pages = [page for page in map(Page.of, pictures) if len(page.places)]
    views = found_views(pages[-1], VIEWS)
    best = says(pages[-1], views[0])
    views = [view for view in views if says(pages[-1], view) > SURE * best]
    found = anchors(kinds, parts, pages if len(pages) == 1 else (pages[0], pages[-1]), views, CAMERAS)
    groups, worlds = groups_of(parts, aslant=True), []
    allowed = _pages_of(groups, counts if len(pages) == len(pictures) else (), len(pages))
    groups = sorted(groups, key=lambda group: allowed[group.part.kind][0])  # and the larger before the smaller, still
    for anchor in found:
        one = Shown.of(anchor.view, kinds, pages, allowed)
        worlds += [_world(world, anchor, groups) for world in (one, one.beside())]
    layouts = laid_out(parts, groups, seconds - (time.thread_time() - begun), worlds)
    if not layouts:
        return arranged(parts, seconds)[0], np.zeros(len(parts))
    explained = [one.shown.explained(pages[-1], one.taken) for one in layouts]
    chosen = max(range(len(layouts)), key=lambda k: layouts[k].worth / len(parts) + EXPLAINED * explained[k])
    best = layouts[chosen]
    inks = [Ink.of(page) for page in pages]
    _, stand = mended(best.shown.view, stood(best, groups, kinds), kinds, inks)
    poses, sure = np.zeros((len(parts), 4, 4)), np.zeros(len(parts))
    for one in stand:
        poses[one.index] = transform(one.turn, one.middle) @ kinds[one.kind].own @ parts[one.index].frame
        sure[one.index] = one.share * explained[chosen]
    return poses, sure


def _pages_of(groups: Sequence[Group], counts: Sequence[Sequence[int]], pages: int) -> dict[int, tuple[int, ...]]:
    """By kind of part, which pages may show it first: what words count there is the sum of some groups."""
    things = [(page, count) for page, of in enumerate(counts) for count in of]
    sizes = [len(group.every) for group in groups]
    found: list[set[int]] = []
    if sum(sizes) == sum(count for _, count in things) and len(counts) == pages:
        found = shares(sizes, [count for _, count in things])
    allowed = {}
    for rank, group in enumerate(groups):
        of = sorted({things[thing][0] for thing in found[rank]}) if found else range(pages)
        allowed.update((forms[0].kind, tuple(of)) for forms in group.forms)
    return allowed


def _world(shown: Shown, anchor: Anchor, groups: Sequence[Group]) -> World:
    """With the turns of each group that are usual, and that pages show."""
    part = shown.kinds[anchor.kind].part
    turn = shown.view.turn.T @ anchor.view.turn @ anchor.turn
    same = tuple(int(np.abs(TURNS - turn @ TURNS[own]).sum(axis=(1, 2)).argmin()) for own in part.symmetries)
    likely = []
    for group in groups:
        worth = [USUAL * group.usual(one) + float(shown.map_of(group.part.kind, one).max()) for one in group.turns]
        if group.part.kind == part.kind:
            worth = [np.inf if one in same else value for one, value in zip(group.turns, worth, strict=True)]
        likely.append(taken(group, worth, LIKELY))
    return World(shown, likely, part.kind, same, shown.view.lift(anchor.place))

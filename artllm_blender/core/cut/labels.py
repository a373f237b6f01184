"""Which part each polygon belongs to: components go whole where the points on them agree, else polygon by polygon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..articulation import Articulation, JointType, without_part
from ..frames import box_around
from ..prediction import Prediction
from .connectivity import components, doubled, neighbours, triangle_edges, twins, weld
from .evidence import FLOOR, BoxOdds, Evidence, expanded, gathered, likely
from .nearby import local_scores
from .order import Ordered, in_order, inverse
from .smoothing import smooth
from .united import torn, united

# A component is cut only where it is LARGE, as a share of the object's points, for a wheel or a handle is one thing
# whatever the points on it say; and where they contradict each other: less than CLEAR of them agree (less than FUSED if
# it is over half of an object that the artist did not part, as a skin fused from several is); and only into regions in
# which HELD of the points, at least FEW, say so.
LARGE, CLEAR, FUSED, HELD, FEW = 0.2, 0.85, 0.98, 0.6, 32
# What boxes and points nearby weigh against points on the thing itself, in points.
BOX_WEIGHT, NEAR_WEIGHT = 2.0, 2.0
# What the artist keeps together and AGREED of the points put in one part pulls components along: so many points, and
# this share of their own.
AGREED, TOGETHER, SHARE = 0.8, 4.0, 0.5
# A component of fewer than SMALL of the points, whose likeliest part has less than SURE, goes rather with what it lies
# on: each of its points counts ON_WEIGHT for the part of the nearest point of others.
SMALL, SURE, ON_WEIGHT = 0.01, 0.7, 1.0
# A border of the length GRAIN, in units of the longest side, costs as much as SMOOTH areas of GRAIN x GRAIN put in a
# part that is e times less likely; along a crease it costs this share of it.
GRAIN, SMOOTH, CREASE = 0.01, 2.0, 0.3
# Boxes as those of components count from this share of the object's size outwards. A component that reaches out of a
# part's box by more than LOOSE is e times less likely to be of that part for each FALL more: a rail behind a door.
MARGIN, LOOSE, FALL = 0.03, 0.05, 0.05
# What reaches out of a box by less than this lies in it, likewise.
INNER = 0.006


@dataclass(frozen=True)
class Labels:
    """polygon_part: (n,) int32 part ids. articulation: as predicted, without the parts that got no polygon, parts that
    are one thing united, boxes expanded so that no point is outside every one. evidence: for cutting borders clean."""

    polygon_part: np.ndarray
    articulation: Articulation
    evidence: Evidence


def label(
    vertices: np.ndarray,
    faces: np.ndarray,
    polygon: np.ndarray,
    prediction: Prediction,
    separation: np.ndarray | None = None,
    collection: np.ndarray | None = None,
) -> Labels:
    """vertices: (v, 3) metres; faces: (m, 3) triangles; polygon: (m,) ascending, without gaps, each triangle's polygon;
    separation: (n,) int, polygons that the artist keeps together have the same; collection: (n,) int, likewise, but
    looser: what lies in one collection may be several parts.

    Every polygon gets a part, and every part of the returned articulation has a polygon. The order of vertices and
    polygons changes nothing.
    """
    return label_surface(surface_of(vertices, faces, polygon, separation, collection), prediction)


def label_surface(of: OrderedSurface, prediction: Prediction) -> Labels:
    """As `label`, of what `surface_of` made of its other arguments."""
    mesh, surface, polygon = of.mesh, of.surface, of.mesh.polygon
    prediction = replace(prediction, point_triangle=inverse(mesh.triangle)[prediction.point_triangle])
    prediction = replace(prediction, articulation=expanded(prediction.articulation, mesh.vertices))
    while True:
        articulation = prediction.articulation
        boxes = BoxOdds.of(articulation, prediction.points, surface.size)
        masks = boxes.weighed(prediction.point_scores)
        evidence = gathered(prediction, masks, polygon, boxes)
        scores, owner = evidence.scores, surface.twin[evidence.polygon]
        votes = _votes(surface, owner, scores)
        mixed = _mixed(surface, votes, len(owner))
        one = torn(prediction, votes, ~mixed)
        if one is None:
            break
        prediction = united(prediction, *one)
    column = _by_component(surface, prediction, masks, boxes, scores, owner, mixed)
    column = _with_inner(column, surface, mixed, articulation)
    column = column[surface.twin]
    held = np.bincount(column, minlength=len(evidence.ids)) > 0
    if not held.all():
        sums = np.zeros((len(column), len(held)))
        np.add.at(sums, owner, scores)
        column = _fill_empty(column, sums[surface.twin])
        held = np.bincount(column, minlength=len(held)) > 0
    for id in evidence.ids[~held].tolist():
        articulation = without_part(articulation, id)
    evidence = replace(evidence, polygon=mesh.polygons[evidence.polygon])
    return Labels(evidence.ids[column[inverse(mesh.polygons)]], articulation, evidence.among(evidence.ids[held]))


@dataclass(frozen=True)
class OrderedSurface:
    """A mesh in an order of its own, and how it hangs together: all of labelling that no prediction is needed for."""

    mesh: Ordered
    surface: _Surface


def surface_of(
    vertices: np.ndarray,
    faces: np.ndarray,
    polygon: np.ndarray,
    separation: np.ndarray | None = None,
    collection: np.ndarray | None = None,
) -> OrderedSurface:
    """The arguments are those of `label`."""
    mesh = in_order(vertices, faces, polygon)
    keys = (None if key is None else key[mesh.polygons] for key in (separation, collection))
    return OrderedSurface(mesh, _surface(mesh.vertices, mesh.faces, mesh.polygon, *keys))


@dataclass(frozen=True)
class _Surface:
    """Polygons and how they hang together, in units of the longest side, size, from the lower corner on.

    corners: (m, 3, 3) of the triangles; polygon: (m,) theirs. twin: (n,) as in connectivity; component: (n,) what hangs
    together and the artist keeps together; group: (n,) what the artist keeps together, 0, 1...; collection: (n,)
    likewise, looser; centre: (n, 3); area: (n,); pairs: (k, 2) neighbours; weight: (k,) what a border between them
    costs.
    """

    lower: np.ndarray
    size: float
    corners: np.ndarray
    polygon: np.ndarray
    twin: np.ndarray
    component: np.ndarray
    group: np.ndarray
    collection: np.ndarray
    boxes: np.ndarray
    centre: np.ndarray
    area: np.ndarray
    pairs: np.ndarray
    weight: np.ndarray


def _surface(
    vertices: np.ndarray,
    faces: np.ndarray,
    polygon: np.ndarray,
    separation: np.ndarray | None,
    collection: np.ndarray | None,
) -> _Surface:
    places = vertices.astype(np.float64)
    lower, upper = box_around(places)
    size = float((upper - lower).max())
    corners = ((places - lower) / size)[faces]
    starts = np.flatnonzero(np.diff(polygon, prepend=-1))

    def summed(values: np.ndarray) -> np.ndarray:
        """Of each polygon."""
        return values.copy() if len(starts) == len(faces) else np.add.reduceat(values, starts)

    one, two, three = corners.transpose(1, 0, 2)
    cross = np.cross(two - one, three - one)
    area = np.linalg.norm(cross, axis=1) + 1e-20
    normal = summed(cross)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-20)
    whole = summed(area)
    middle = one + two + three
    middle /= 3
    middle *= area[:, None]
    centre = summed(middle) / whole[:, None]
    welded, owner = weld(vertices), np.repeat(polygon, 3)
    edges = triangle_edges(welded[faces])
    own_edges = edges if welded.max() + 1 == len(welded) else triangle_edges(faces)
    twin = doubled(twins(edges, polygon), edges, own_edges, owner)
    single = twin == np.arange(len(twin))
    if single.all():
        pairs, place = neighbours(edges, own_edges, owner)
        place = place[:, 0]
    else:
        at = np.flatnonzero(single[owner])
        pairs, place = neighbours(edges[at], own_edges[at], owner[at])
        place = at[place[:, 0]]
    group, gathered = (_numbered(key, len(twin)) for key in (separation, collection))
    if group.any():
        together = group[pairs[:, 0]] == group[pairs[:, 1]]
        pairs, place = pairs[together], place[together]
    length = np.stack([np.linalg.norm(along, axis=1) for along in (one - two, two - three, three - one)], axis=1)
    a, b = pairs.T
    flat = sum(along[a] * along[b] for along in np.ascontiguousarray(normal.T)) > 0.87
    weight = SMOOTH * GRAIN * length.ravel()[place] * np.where(flat, 1.0, CREASE)
    component = components(pairs, len(twin))
    kept = twin, component, group, gathered
    boxes = _boxes(component[polygon], np.minimum(np.minimum(one, two), three), np.maximum(np.maximum(one, two), three))
    return _Surface(lower, size, corners, polygon, *kept, boxes, centre, whole / 2, pairs, weight)


def _numbered(key: np.ndarray | None, count: int) -> np.ndarray:
    """(count,) 0, 1...: the place of each key (count,) among all, or 0 where there are none or all are one."""
    if key is None or not len(key) or (key == key[0]).all():
        return np.zeros(count, int)
    return np.unique(key, return_inverse=True)[1]


def _boxes(owner: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    """(2, owners, 3) lower and upper corners around the boxes (m, 3) of each owner (m,), all of which have some."""
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    return np.stack([np.minimum.reduceat(lower[order], starts), np.maximum.reduceat(upper[order], starts)])


def _votes(surface: _Surface, owner: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """(components, p) how many of the points on each are likeliest of each part. owner: (k,) the polygons they are
    on."""
    count, width = surface.component.max() + 1, scores.shape[1]
    place = surface.component[owner] * width + scores.argmax(axis=1)
    return np.bincount(place, minlength=count * width).reshape(count, width)


def _mixed(surface: _Surface, votes: np.ndarray, count: int) -> np.ndarray:
    """(components,) bool: those to cut. count: all points."""
    held = votes.sum(axis=1)
    fused = (held > count / 2) & (surface.group.max() == 0)
    return (held >= LARGE * count) & (votes.max(axis=1) < np.where(fused, FUSED, CLEAR) * held)


def _by_component(
    surface: _Surface,
    prediction: Prediction,
    masks: np.ndarray,
    boxes: BoxOdds,
    scores: np.ndarray,
    owner: np.ndarray,
    mixed: np.ndarray,
) -> np.ndarray:
    """(n,) columns of scores, which are masks, both (k, p), with where the boxes are. owner: (k,) the polygon each
    point is on; mixed: (components,) bool, those to cut."""
    component = surface.component
    count, width = component.max() + 1, scores.shape[1]
    points = (prediction.points - surface.lower) / surface.size
    of_point, vote = component[owner], scores.argmax(axis=1)
    sums = np.zeros((count, width))
    np.add.at(sums, of_point, scores)
    first = np.unique(component, return_index=True)[1]
    everyone = np.zeros(len(points), np.int64)
    near = local_scores(points, everyone, scores, surface.centre[first], np.zeros(count, np.int64))
    common, out = _in_boxes(surface, prediction.articulation)
    sums = sums * np.exp(-(out - LOOSE).clip(0) / FALL) + NEAR_WEIGHT * near + BOX_WEIGHT * common
    for group in (surface.group, surface.collection):
        sums += _group_votes(group[first], sums)
    sums += _laid_on(points, of_point, sums, surface.group[first])
    whole = sums.argmax(axis=1)
    column = whole[component]
    if mixed.any():
        inside = mixed[component] & (surface.twin == np.arange(len(component)))
        chosen = np.flatnonzero(mixed[of_point])
        column[inside] = _by_polygon(surface, inside, points[chosen], masks[chosen], owner[chosen], boxes)
        _drop_doubtful(column, surface, inside, owner[chosen], vote[chosen], whole)
    return column


def _with_inner(column: np.ndarray, surface: _Surface, mixed: np.ndarray, articulation: Articulation) -> np.ndarray:
    """(n,) columns, those components going with what slides that lie wholly in its box but went to what carries it, as
    a drawer's boards do: it would push them. They are less than it, and not all of what carries it. column: (n,)."""
    first = np.unique(surface.component, return_index=True)[1]
    doubled = surface.twin[first] != first  # the second of two on one place goes with the first
    of = np.where(mixed | doubled, -1, column[first])
    lower, upper = surface.boxes
    area = np.bincount(surface.component, surface.area)
    place = {part.id: i for i, part in enumerate(articulation.parts)}
    for joint in articulation.joints:
        carrier, own = of == place[joint.parent], of == place[joint.child]
        if joint.type is not JointType.PRISMATIC or not own.any():
            continue
        low, high = lower[own].min(axis=0) - INNER, upper[own].max(axis=0) + INNER
        inner = carrier & (lower >= low).all(axis=1) & (upper <= high).all(axis=1)
        if area[inner].sum() <= area[own].sum() and (carrier & ~inner).any():
            of[inner] = place[joint.child]
    of = of[surface.component]
    return np.where(of < 0, column, of)


def _group_votes(group: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """(components, p) what the other components that the artist keeps together with each add to its sums (same)."""
    if group.max() == 0:
        return np.zeros_like(sums)
    total = np.zeros((group.max() + 1, sums.shape[1]))
    np.add.at(total, group, sums)
    share = total / np.maximum(total.sum(axis=1, keepdims=True), 1e-20)
    weight = TOGETHER + SHARE * sums.sum(axis=1, keepdims=True)
    return weight * np.where(share >= AGREED, share, 0)[group]


def _laid_on(points: np.ndarray, of_point: np.ndarray, sums: np.ndarray, group: np.ndarray) -> np.ndarray:
    """(components, p) what those that are sure add to the sums (same) of small ones that are not and lie on them: a
    moulding is of the part that it is on. of_point: (k,) the component of each of the points (k, 3); group:
    (components,) what the artist keeps together."""
    share = sums.max(axis=1) / np.maximum(sums.sum(axis=1), 1e-20)
    held = np.bincount(of_point, minlength=len(sums))
    sure = np.flatnonzero((share >= SURE)[of_point])
    added = np.zeros_like(sums)
    for component in np.flatnonzero((share < SURE) & (held > 0) & (held < SMALL * len(points))):
        own = points[of_point == component]
        beside = (points[sure] > own.min(axis=0) - MARGIN) & (points[sure] < own.max(axis=0) + MARGIN)
        others = sure[beside.all(axis=1) & (group[of_point[sure]] == group[component])]
        if len(others):
            away = np.linalg.norm(own[:, None] - points[others], axis=2)
            under = sums[of_point[others[away.argmin(axis=1)]]].argmax(axis=1)
            added[component] = ON_WEIGHT * np.bincount(under, minlength=sums.shape[1])
    return added


def _in_boxes(surface: _Surface, articulation: Articulation) -> tuple[np.ndarray, np.ndarray]:
    """(components, p) each: how much of a component's box lies in each part's, small boxes first, rows sum to 1; and
    how far it reaches out of it, in units of the longest side."""
    lower, upper = surface.boxes[0] - 1e-3, surface.boxes[1] + 1e-3
    common, out = np.empty((2, len(lower), len(articulation.parts)))
    for column, part in enumerate(articulation.parts):
        low, high = (np.subtract(corner, surface.lower) / surface.size for corner in (part.box.lower, part.box.upper))
        out[:, column] = np.maximum(low - lower, upper - high).max(axis=1)
        low, high = low - MARGIN, high + MARGIN
        share = (np.minimum(high, upper) - np.maximum(low, lower)).clip(0) / (upper - lower)
        common[:, column] = share.prod(axis=1) ** 2 / np.linalg.norm(high - low)
    common += 1e-9
    return common / common.sum(axis=1, keepdims=True), out


def _by_polygon(
    surface: _Surface, inside: np.ndarray, points: np.ndarray, masks: np.ndarray, owner: np.ndarray, boxes: BoxOdds
) -> np.ndarray:
    """(inside.sum(),) columns: the points on and around each polygon and the boxes, then agreement of neighbours."""
    chosen = np.flatnonzero(inside)
    place = np.cumsum(inside) - 1
    component = surface.component
    sums = NEAR_WEIGHT * local_scores(points, component[owner], masks, surface.centre[chosen], component[chosen])
    np.add.at(sums, place[owner], masks)
    said = np.log(sums / np.maximum(sums.sum(axis=1, keepdims=True), 1e-12) + FLOOR)
    cost = -np.log(likely(said + _box_odds(surface, inside, boxes)) + FLOOR)
    among = inside[surface.pairs].all(axis=1)
    return smooth(surface.area[chosen, None] * cost, place[surface.pairs[among]], surface.weight[among])


def _box_odds(surface: _Surface, inside: np.ndarray, boxes: BoxOdds) -> np.ndarray:
    """(inside.sum(), p) what the boxes say of each polygon: at its centre, or all over one that is larger than the
    grain, for the middle of a long rail may lie behind a door that its ends reach out of."""
    chosen = np.flatnonzero(inside)
    odds = boxes.at(surface.centre[chosen] * surface.size + surface.lower)
    large = np.ptp(surface.corners, axis=1).max(axis=1) > GRAIN
    triangle = np.flatnonzero((inside & (np.bincount(surface.polygon, large, len(inside)) > 0))[surface.polygon])
    if not len(triangle):
        return odds
    corners = surface.corners[triangle]
    area = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) + 1e-20
    places = corners / 2 + corners.sum(axis=1, keepdims=True) / 6  # their mean is exact for what is quadratic
    said = boxes.at(places.reshape(-1, 3) * surface.size + surface.lower).reshape(len(places), 3, -1).mean(axis=1)
    starts = np.flatnonzero(np.diff(surface.polygon[triangle], prepend=-1))
    total = np.add.reduceat(said * area[:, None], starts) / np.add.reduceat(area, starts)[:, None]
    odds[np.cumsum(inside)[surface.polygon[triangle[starts]]] - 1] = total
    return odds


def _drop_doubtful(
    column: np.ndarray,
    surface: _Surface,
    inside: np.ndarray,
    owner: np.ndarray,
    vote: np.ndarray,
    whole: np.ndarray,
) -> None:
    """Give regions of a cut component back to its main part where the points on them do not carry the cut."""
    a, b = surface.pairs.T
    kept = inside[a] & inside[b] & (column[a] == column[b])
    region = components(surface.pairs[kept], len(column))
    agree = np.bincount(region[owner], vote == column[owner], len(column))
    total = np.bincount(region[owner], minlength=len(column))
    doubtful = inside & ((agree < HELD * total) | (total < FEW))[region]
    column[doubtful] = whole[surface.component[doubtful]]


def _fill_empty(column: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Parts without a polygon take those whose points say so, as long as no other part loses its last.

    sums: (n, p) the scores of the points on each polygon.
    """
    best = np.where(sums.any(axis=1), sums.argmax(axis=1), -1)
    held = np.bincount(column, minlength=sums.shape[1])
    for empty in np.flatnonzero(held == 0):
        wanted = np.flatnonzero(best == empty)
        lost = np.bincount(column[wanted], minlength=len(held))
        if len(wanted) and (lost[held > 0] < held[held > 0]).all():
            column[wanted] = empty
            held = np.bincount(column, minlength=len(held))
    return column

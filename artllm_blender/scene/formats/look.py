"""How surfaces look, as one colour or one picture that OBJ and MTL can hold, whatever nodes say it in Blender.

In order: a colour that is the same everywhere; the picture itself, over the UV map that it uses, moved as the nodes
move it; a picture made of it where nodes tint it or several lie on each other; and an atlas, a cell a triangle, where
what shows hangs on more than one place in one picture: colour attributes, several UV maps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import bpy
import numpy as np

from ...core.picture.colour import srgb
from ..rig.mesh_out import BARE, Frame, PartMesh
from .cycles import Patches, baked
from .image_files import image_nodes
from .sampling import Pictures
from .shading import UnknownNode, shade

# Pixels a side of the largest picture that is made, of a triangle's cell in an atlas, and of what Cycles bakes.
LARGEST, LARGEST_CELL, LARGEST_BAKED = 4096, 64, 1024
_ROWS = 1 << 20  # points reckoned at once
_SAME = 0.6 / 255


@dataclass(frozen=True)
class Surface:
    """Triangles of one material. corners: (m, 3, 3) world. uvs: (m, 3, 2) and colours: (m, 3, 4) linear, by name; ''
    is what renders. frame: (m,) into frames, of the objects that they are of."""

    corners: np.ndarray
    uvs: dict[str, np.ndarray] = field(default_factory=dict)
    colours: dict[str, np.ndarray] = field(default_factory=dict)
    frame: np.ndarray | None = None
    frames: tuple[Frame, ...] = ()

    @property
    def count(self) -> int:
        return len(self.corners)


@dataclass(frozen=True)
class Look:
    """colour: sRGB and opacity, 0 to 1. picture: shows instead; one of Blender's stands as it is, else (h, w, 3 or 4)
    sRGB, the top row first. It lies over a UV map, which a (2, 3) matrix moves; or over uvs of its own, (m, 3, 2).
    unknown: the node that could not be reckoned, so that the look is a guess. notes: what could not be kept."""

    colour: tuple[float, float, float, float]
    picture: bpy.types.Image | np.ndarray | None = None
    over: tuple[str, np.ndarray] | None = None
    own_uvs: np.ndarray | None = None
    unknown: str = ""
    notes: tuple[str, ...] = ()

    def uvs(self, surface: Surface) -> np.ndarray:
        """(m, 3, 2) on the surface that this is the look of."""
        if self.own_uvs is not None:
            return self.own_uvs
        name, matrix = self.over
        given = surface.uvs.get(name, np.zeros((surface.count, 3, 2)))
        return given @ matrix[:, :2].T + matrix[:, 2]


class Looks:
    """How parts look, material by material, each worked out once. meshes: by part id."""

    def __init__(self, meshes: Mapping[int, PartMesh]) -> None:
        self._meshes = meshes
        self._pictures = Pictures()
        self._known: dict[bpy.types.Material | None, Look] = {}
        used = (mesh.materials[slot] for mesh in meshes.values() for slot in np.unique(mesh.material))
        self.materials = list(dict.fromkeys(used))

    @property
    def notes(self) -> list[str]:
        """Of pictures that could not be read, and of what is not as in Blender, among what was asked for."""
        return self._pictures.notes + [note for known in self._known.values() for note in known.notes]

    def of(self, material: bpy.types.Material | None) -> Look:
        if material not in self._known:
            self._known[material] = look(material, self.surface(material), self._pictures)
        return self._known[material]

    def triangles(self, material: bpy.types.Material | None) -> dict[int, np.ndarray]:
        """The numbers of those of a material, by part id."""
        return {
            id: np.flatnonzero(np.array([other == material for other in mesh.materials])[mesh.material])
            for id, mesh in self._meshes.items()
        }

    def surface(self, material: bpy.types.Material | None) -> Surface:
        """All of a material's triangles, part by part."""
        used = self.triangles(material)

        def together(layers: dict[int, dict[str, np.ndarray]], width: int) -> dict[str, np.ndarray]:
            names = dict.fromkeys(name for id, of_part in layers.items() if len(used[id]) for name in of_part)
            return {
                name: np.concatenate([
                    of_part[name][used[id]] if name in of_part else np.zeros((len(used[id]), 3, width))
                    for id, of_part in layers.items()
                ])
                for name in names
            }  # fmt: skip

        starts = np.cumsum([0, *(len(mesh.frames) for mesh in self._meshes.values())])
        return Surface(
            np.concatenate([mesh.vertices[mesh.triangles[used[id]]] for id, mesh in self._meshes.items()]),
            together({id: mesh.uvs for id, mesh in self._meshes.items()}, 2),
            together({id: mesh.colours for id, mesh in self._meshes.items()}, 4),
            np.concatenate([
                mesh.frame[used[id]] + start
                for (id, mesh), start in zip(self._meshes.items(), starts, strict=False)
            ]),
            tuple(frame for mesh in self._meshes.values() for frame in mesh.frames),
        )  # fmt: skip


def look(material: bpy.types.Material | None, surface: Surface, pictures: Pictures) -> Look:
    """What shows on a surface of a material; where there is none, the colour attribute that renders."""
    probe = _Probe(surface, pictures)
    try:
        probed = _shown(material, probe)
    except UnknownNode as unknown:
        return _baked(material, surface, str(unknown)) or _guess(material, surface, pictures, str(unknown))
    if not (probe.lookups or probe.is_varied):
        return Look(_display(probed)[0])
    places = {(name, tuple(np.round(matrix, 6).ravel())) for _, name, matrix in probe.lookups if name is not None}
    single = len(places) == 1 and not probe.is_varied and all(name is not None for _, name, _ in probe.lookups)
    if single and abs(np.linalg.det(probe.lookups[0][2][:, :2])) > 1e-9:
        return _over_one_map(material, surface, pictures, probe.lookups, probe.shows_picture(probed))
    return _atlas(material, surface, pictures, [node for node, _, _ in probe.lookups])


def _shown(material: bpy.types.Material | None, place) -> np.ndarray:
    return place.colour("") if material is None else shade(material, place)


def _display(values: np.ndarray) -> list[tuple[float, ...]]:
    return [tuple(row) for row in np.concatenate([srgb(values[:, :3]), values[:, 3:]], axis=1).tolist()]


class _Probe:
    """Finds what a material asks for. lookups: (image node, UV map, (2, 3) map of UVs to its coordinates) of each
    picture; the map's name is None where its coordinates come from elsewhere or are bent. is_varied: colour attributes
    and UVs show for themselves."""

    def __init__(self, surface: Surface, pictures: Pictures) -> None:
        self._surface, self._pictures = surface, pictures
        rng = np.random.default_rng(0)
        self._uv = rng.uniform(-3, 3, (12, 2)).astype(np.float32)
        self._colour = rng.uniform(0.2, 0.8, (12, 4)).astype(np.float32)
        self._asked: set[str] = set()
        self._has_colours = False
        self.lookups: list[tuple[bpy.types.Node, str | None, np.ndarray]] = []

    @property
    def is_varied(self) -> bool:
        return self._has_colours or bool(self._asked)

    def shows_picture(self, shown: np.ndarray) -> bool:
        """Whether what a material showed of the probe's colours is these themselves, whole or as opaque as they are."""
        rgb, opacity = shown[:, :3], shown[:, 3:]
        whole = (opacity == 1).all() or (
            len(opacity) == len(self._colour) and np.allclose(opacity, self._colour[:, 3:])
        )
        return bool(whole and len(rgb) == len(self._colour) and np.allclose(rgb, self._colour[:, :3], atol=1e-5))

    def uv(self, name: str) -> np.ndarray:
        self._asked.add(name)
        return self._uv

    def colour(self, name: str) -> np.ndarray:
        if name not in self._surface.colours:
            if name:
                raise UnknownNode(f"Attribute {name}")
            return np.array([BARE], np.float32)
        self._has_colours = True
        return self._colour

    def picture(self, node: bpy.types.Node, at: np.ndarray) -> np.ndarray:
        if not (node.image and self._pictures.readable(node.image)):
            self._asked.clear()
            return self._pictures.sample(node, at[:1])
        name, matrix = None, np.zeros((2, 3))
        if len(self._asked) == 1 and len(at) == len(self._uv):
            given = np.concatenate([self._uv, np.ones((len(at), 1))], axis=1)
            matrix = np.round(np.linalg.lstsq(given, at[:, :2], rcond=None)[0].T, 7)
            if np.abs(given @ matrix.T - at[:, :2]).max() < 1e-4 * (1 + np.abs(at[:, :2]).max()):
                (name,) = self._asked
        self._asked.clear()
        self.lookups.append((node, name, matrix))
        return self._colour


@dataclass(frozen=True)
class _Texels:
    """Places in one picture's own frame. at: (n, 2) its coordinates; back: (2, 3) map of these to UVs."""

    at: np.ndarray
    back: np.ndarray
    pictures: Pictures

    def uv(self, name: str) -> np.ndarray:
        return self.at @ self.back[:, :2].T + self.back[:, 2]

    def colour(self, name: str) -> np.ndarray:
        raise AssertionError("colour attributes have no place in a picture's frame")

    def picture(self, node: bpy.types.Node, at: np.ndarray) -> np.ndarray:
        # Every picture here is asked for at the same place: the one that is known exactly.
        return self.pictures.sample(node, self.at)


@dataclass(frozen=True)
class _Inside:
    """Places in triangles. of: (n,) which; weights: (n, 3) of its corners."""

    surface: Surface
    of: np.ndarray
    weights: np.ndarray
    pictures: Pictures

    def _between(self, corners: np.ndarray) -> np.ndarray:
        return np.einsum("nc,nck->nk", self.weights, corners[self.of]).astype(np.float32)

    def uv(self, name: str) -> np.ndarray:
        corners = self.surface.uvs.get(name)
        return np.zeros((1, 2), np.float32) if corners is None else self._between(corners)

    def colour(self, name: str) -> np.ndarray:
        return np.clip(self._between(self.surface.colours[name]), 0, 1)

    def picture(self, node: bpy.types.Node, at: np.ndarray) -> np.ndarray:
        return self.pictures.sample(node, at)


def _over_one_map(material, surface: Surface, pictures: Pictures, lookups: list, is_plain: bool) -> Look:
    """All pictures lie on the surface in the same way. is_plain: what shows is the picture itself."""
    node, name, matrix = lookups[0]
    nodes = [node for node, _, _ in lookups]
    given = surface.uvs.get(name, np.zeros((surface.count, 3, 2)))
    at = given @ matrix[:, :2].T + matrix[:, 2]
    # Readers of MTL repeat a picture beyond its edges, as Blender does by default.
    low, high = np.zeros(2), np.ones(2)
    if not all(one.extension == "REPEAT" and one.image.source != "TILED" for one in nodes):
        low = np.floor(at.min(axis=(0, 1)) + 1e-4)
        high = np.maximum(np.ceil(at.max(axis=(0, 1)) - 1e-4), low + 1)
    sizes = [pictures.size(one.image) for one in nodes]
    size = (high - low)[:, None]
    over = name, np.concatenate([matrix[:, :2] / size, (matrix[:, 2:] - low[:, None]) / size], axis=1)
    if is_plain and len(nodes) == 1 and (low == 0).all() and (high == 1).all() and _may_stay(node.image):
        return Look((1.0, 1.0, 1.0, 1.0), node.image, over)
    width, height = (max(size[axis] for size in sizes) * (high - low)[axis] for axis in (0, 1))
    shrunk = max(1.0, width / LARGEST, height / LARGEST)
    width, height = max(1, round(width / shrunk)), max(1, round(height / shrunk))
    back = np.linalg.inv(matrix[:, :2])
    back = np.concatenate([back, -(back @ matrix[:, 2])[:, None]], axis=1)

    def shown(pixel: np.ndarray) -> np.ndarray:
        """(n, 4) linear, at (n,) pixels counted from the lowest row's left."""
        middle = np.stack([pixel % width + 0.5, pixel // width + 0.5], axis=1) / (width, height)
        place = _Texels((low + middle * (high - low)).astype(np.float32), back, pictures)
        return np.broadcast_to(_shown(material, place), (len(pixel), 4))

    values = np.concatenate([
        shown(np.arange(start, min(start + _ROWS, width * height))) for start in range(0, width * height, _ROWS)
    ])  # fmt: skip
    notes = (
        (f"The picture of {material.name} is shrunk to {width} x {height} pixels for the URDF.",) if shrunk > 1 else ()
    )
    return _pictured(values.reshape(height, width, 4), notes, over=over)


def _may_stay(image: bpy.types.Image) -> bool:
    """Whether a picture's file shows by itself what Blender makes of it."""
    return image.source in ("FILE", "GENERATED") and not image.is_float and image.colorspace_settings.name == "sRGB"


def _encoded(values: np.ndarray) -> np.ndarray:
    return np.concatenate([srgb(values[..., :3]), values[..., 3:]], axis=-1)


def _pictured(values: np.ndarray, notes: tuple[str, ...], **place) -> Look:
    """The look of (h, w, 4) linear values, the lowest row first. An opacity that is even needs no pixels."""
    opacity = values[..., 3]
    even = np.ptp(opacity) < _SAME
    picture = _encoded(values)[::-1, :, : 3 if even else 4]
    return Look((1.0, 1.0, 1.0, float(opacity.mean()) if even else 1.0), picture, notes=notes, **place)


def _atlas(material, surface: Surface, pictures: Pictures, nodes: list) -> Look:
    """A cell a triangle, which has its corners in the middles of its corner pixels; one for all of one colour."""
    triangles = np.arange(surface.count)

    def shown(of: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return np.broadcast_to(_shown(material, _Inside(surface, of, weights, pictures)), (len(of), 4))

    corner = [shown(triangles, np.tile(np.eye(3)[i], (surface.count, 1))) for i in range(3)]
    shades = np.round(_encoded(np.stack(corner, axis=1)) * 255)
    contrast = np.ptp(shades, axis=1).max(axis=1)
    even = (contrast < 1) if not nodes else np.zeros(surface.count, bool)
    distinct, cell = np.unique(shades[:, 0][even], axis=0, return_inverse=True)
    if even.all() and len(distinct) == 1:
        return Look(tuple((distinct[0] / 255).tolist()))
    cells = len(distinct) + int((~even).sum())
    wanted = 1
    if not even.all():
        wanted = max(
            2, math.ceil(float(contrast.max()) / 16), *(_texels_across(surface, node, pictures) for node in nodes)
        )
    across = math.ceil(math.sqrt(cells))
    side = max(1, min(wanted, LARGEST_CELL, LARGEST // across))
    own = np.empty(surface.count, int)
    own[even], own[~even] = cell.reshape(-1), len(distinct) + np.arange((~even).sum())
    first = np.zeros(cells, int)  # a triangle of each cell
    first[own[::-1]] = triangles[::-1]
    u, v = np.meshgrid(*[np.linspace(0, 1, side) if side > 1 else np.array([1 / 3])] * 2)
    weights = np.stack([1 - u - v, u, v], axis=2).reshape(-1, 3)
    rows = math.ceil(cells / across)
    values = np.zeros((rows * across, side * side, 4), np.float32)
    step = max(1, _ROWS // len(weights))
    for start in range(0, cells, step):
        of = first[start : start + step]
        seen = shown(np.repeat(of, len(weights)), np.tile(weights, (len(of), 1)))
        values[start : start + len(of)] = seen.reshape(len(of), -1, 4)
    picture = (
        values.reshape(rows, across, side, side, 4).transpose(0, 2, 1, 3, 4).reshape(rows * side, across * side, 4)
    )
    uvs = _cell_places(own, across, rows, side, np.array([(0, 0), (1, 0), (0, 1)]))
    uvs = np.where(even[:, None, None], uvs.mean(axis=1, keepdims=True), uvs)
    notes = ()
    if side < min(wanted, LARGEST_CELL):
        notes = (
            f"The colours of {material.name if material else 'the mesh'} are coarser in the URDF than in Blender.",
        )
    return _pictured(picture, notes, own_uvs=uvs)


def _cell_places(own: np.ndarray, across: int, rows: int, side: int, within: np.ndarray) -> np.ndarray:
    """(n, k, 2) in an atlas, 0 to 1. own: (n,) cells; within: (k, 2), (0, 0) and (1, 1) being its corner pixels."""
    first = np.stack([own % across, own // across], axis=1)[:, None] * side
    return (first + 0.5 + within * (side - 1)) / (across * side, rows * side)


def _baked(material: bpy.types.Material, surface: Surface, unknown: str) -> Look | None:
    """As Cycles has it, in an atlas; None where that cannot be."""
    across = math.ceil(math.sqrt(surface.count))
    side, rows = min(LARGEST_CELL, LARGEST_BAKED // across), math.ceil(surface.count / across)
    if side < 2:
        return None
    # Each cell is baked whole, so that filtering finds its like beyond the triangle's sides too.
    margin = 0.5 / (side - 1)
    whole = np.array([(-margin, -margin), (1 + margin, -margin), (1 + margin, 1 + margin), (-margin, 1 + margin)])
    weights = np.column_stack([1 - whole.sum(axis=1), whole])
    spread = {kind: {name: weights @ values for name, values in layers.items()}
              for kind, layers in (("uvs", surface.uvs), ("colours", surface.colours))}  # fmt: skip
    own = np.arange(surface.count)
    place = _cell_places(own, across, rows, side, whole)
    patches = Patches(weights @ surface.corners, place, **spread, frame=surface.frame, frames=surface.frames)
    values = baked(material, patches, across * side, rows * side)
    if values is None:
        return None
    note = (
        f"The URDF shows {material.name} as baked, {side} pixels along a triangle, for its node {unknown} has no like."
    )
    uvs = _cell_places(own, across, rows, side, np.array([(0, 0), (1, 0), (0, 1)]))
    return replace(_pictured(np.clip(values, 0, 1), (note,), own_uvs=uvs), unknown=unknown)


def _texels_across(surface: Surface, node, pictures: Pictures) -> int:
    """How many of a picture's pixels lie along the longer sides of most triangles; by its own map's UVs."""
    uvs = surface.uvs.get("", next(iter(surface.uvs.values()), np.zeros((1, 3, 2)))) * pictures.size(node.image)
    sides = np.linalg.norm(uvs - np.roll(uvs, 1, axis=1), axis=2).max(axis=1)
    return math.ceil(float(np.percentile(sides, 90))) + 1


def _guess(material, surface: Surface, pictures: Pictures, unknown: str) -> Look:
    """The first picture that can be read, else the viewport's colour, and a note."""
    notes = (
        f"The URDF shows {material.name} only roughly: its node {unknown} has no counterpart there. "
        "Bake its colour into a picture (Render > Bake) to keep it.",
    )
    for node in image_nodes(material.node_tree):
        if node.image.source != "TILED" and pictures.tiles(node.image) and "" in surface.uvs:
            return Look((1.0, 1.0, 1.0, 1.0), node.image, ("", np.eye(2, 3)), unknown=unknown, notes=notes)
    return Look(_display(np.array([material.diffuse_color], np.float32))[0], unknown=unknown, notes=notes)

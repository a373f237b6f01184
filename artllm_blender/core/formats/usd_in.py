"""USD with UsdPhysics as a model, ours and others'; of text, in one layer."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..articulation import JointType
from ..errors import InputError
from ..frames import apply, unit
from .aside import with_aside
from .glb_in import UP
from .model import Body, BodyJoint, Model, Paint, Solid, SurfaceShape
from .text_copy import encoding
from .urdf_in import label_of
from .usd_shapes import Looks, angle_about, direction, matrix_of, rigid, scalar, surface, turn_of, vector
from .usda_text import Prim, parse_usda
from .xml_in import AGAIN, MOST, read_bounded

WORLD = "world"
_SHAPES = ("Mesh", "Cube", "Sphere", "Cylinder", "Capsule")
_UNREAD = ("Cone", "PointInstancer", "NurbsPatch", "Plane")
_KINDS = {
    "PhysicsRevoluteJoint": JointType.REVOLUTE,
    "PhysicsPrismaticJoint": JointType.PRISMATIC,
    "PhysicsFixedJoint": None,
}


@dataclass(frozen=True)
class _Edge:
    """A joint as it stands in the file, of bodies by their paths. known: whether it is of a kind that rigs hold."""

    joint: BodyJoint
    one: str
    two: str
    known: bool


def usd_model(path: Path) -> Model:
    """The stage's bodies and joints. InputError, without the file's name: it is no text, or no tree of bodies."""
    data = read_bounded(path)
    return usd_text_model(data.decode(encoding(data), errors="replace"), path)


def usd_text_model(text: str, path: Path) -> Model:
    """Likewise of a layer's text. path: the file beside which its pictures lie."""
    return _Reader(parse_usda(text), path).model()


class _Reader:
    def __init__(self, layer: Prim, path: Path) -> None:
        self.layer, self.path = layer, path
        self.notes: dict[str, None] = {}
        self.prims = {prim.path: prim for prim in layer.walk() if prim.path}
        self.metres = scalar(layer.metadata.get("metersPerUnit", 0.01), "metersPerUnit")
        if not 1e-9 < self.metres < 1e9:
            raise InputError(f"its unit is {self.metres:g} m long.", AGAIN)
        self.looks = Looks(self.prims, path)
        self.world = self._worlds()
        self.owner: dict[str, str] = {}
        for name, prim in self.prims.items():
            above = self.owner.get(name.rpartition("/")[0], "")
            is_body = "PhysicsRigidBodyAPI" in prim.schemas and prim.values.get("physics:rigidBodyEnabled") is not False
            self.owner[name] = name if is_body else above
        self.bodies = [name for name, owner in self.owner.items() if owner == name]

    def model(self) -> Model:
        if any(prim.arcs for prim in self.prims.values()) or self.layer.metadata.get("subLayers"):
            self._note("It refers to other layers or variants, which were not followed: `usdcat --flatten` it first.")
        if not self.bodies:
            raise InputError("it has no rigid bodies.", "Find its joints by Import and Articulate.")
        names = self._names()
        frames = {name: rigid(self.world[name], name) for name in self.bodies} | {"": np.eye(4)}
        visuals: dict[str, list[Solid]] = {name: [] for name in frames}
        colliders: dict[str, list[Solid]] = {name: [] for name in frames}
        for prim in self.prims.values():
            self._geometry(prim, frames, visuals, colliders)
        edges = [edge for prim in self.prims.values() if (edge := self._edge(prim, frames)) is not None]
        moved = any("" in (edge.one, edge.two) and edge.joint.type for edge in edges)
        root = "" if moved or visuals[""] else self._root(edges)
        joints = self._tree(root, edges, names)
        bodies = []
        for name in [*([""] if root == "" else []), *self.bodies]:
            seen, solid = visuals[name], colliders[name]
            if solid and not seen:
                self._note(f"{names[name]} shows nothing in the file: what it collides with is shown.")
                seen, solid = solid, []
            bodies.append(self._body(name, names, frames[name], seen, solid))
        top = self.prims.get(f"/{self.layer.metadata.get('defaultPrim', '')}") or self.layer.children[0]
        told = top.values.get("artllm:rig", "")
        notes = (*self.notes, *dict.fromkeys(self.looks.notes))
        title = top.metadata.get("displayName", top.name)
        return with_aside(
            Model(str(title or self.path.stem), tuple(bodies), tuple(joints), notes),
            told if isinstance(told, str) else "",
        )

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None

    def _worlds(self) -> dict[str, np.ndarray]:
        up = UP if self.layer.metadata.get("upAxis", "Y") == "Y" else np.eye(4)
        top = np.diag((self.metres, self.metres, self.metres, 1.0)) @ up
        found = {"": top}
        for name, prim in self.prims.items():
            own, resets = matrix_of(prim)
            found[name] = (top if resets else found[name.rpartition("/")[0]]) @ own
            if not (np.abs(found[name]) <= MOST).all():
                raise InputError(f"{name} is beyond what can be rigged.", AGAIN)
        return found

    def _names(self) -> dict[str, str]:
        """Of bodies by path: the prims' names, or as much of their paths as tells them apart."""
        last = [name.rpartition("/")[2] for name in self.bodies]
        apart = len(set(last)) == len(last) and WORLD not in last
        names = last if apart else [name.strip("/").replace("/", "_") for name in self.bodies]
        return dict(zip(self.bodies, names, strict=True)) | {"": WORLD}

    def _body(
        self, path: str, names: dict[str, str], frame: np.ndarray, visuals: list[Solid], colliders: list[Solid]
    ) -> Body:
        prim = self.prims.get(path)
        title = prim.metadata.get("displayName", "") if prim else ""
        label = prim.values.get("artllm:label", label_of(names[path])) if prim else ""
        return Body(names[path], frame, tuple(visuals), tuple(colliders), str(title), str(label))

    def _geometry(self, prim: Prim, frames: dict, visuals: dict, colliders: dict) -> None:
        """Put what a prim shows, and collides with, to its body's."""
        if prim.type in _UNREAD:
            self._note(f"{prim.name} is a {prim.type}, which is not read.")
        if prim.type not in _SHAPES or self._is_hidden(prim, "visibility", ("invisible",)):
            return
        body = self.owner[prim.path]
        collides = "PhysicsCollisionAPI" in prim.schemas and prim.values.get("physics:collisionEnabled") is not False
        shown = not self._is_hidden(prim, "purpose", ("guide", "proxy"))
        if not body and not shown:
            return
        shape = surface(prim, self.world[prim.path], frames[body])
        if shape is None:
            return
        shape, paints = self._painted(prim, shape)
        solid = Solid(shape, frames[body], prim.name, paints)
        if shown:
            visuals[body].append(solid)
        if collides and not (shown and prim.type == "Mesh"):
            colliders[body].append(replace(solid, paints=(), shape=replace(shape, normals=None, uvs=None, paint=None)))

    def _is_hidden(self, prim: Prim, key: str, values: tuple[str, ...]) -> bool:
        path = prim.path
        while path:
            if (said := self.prims[path].values.get(key)) is not None:
                return said in values
            path = path.rpartition("/")[0]
        return False

    def _painted(self, prim: Prim, shape: SurfaceShape) -> tuple[SurfaceShape, tuple[Paint, ...]]:
        """The shape and its paints: the prim's, and those of its subsets."""
        subsets = [child for child in prim.children if child.type == "GeomSubset" and "indices" in child.values]
        paint = self.looks.of(prim)
        if not subsets:
            return shape, (paint,) if paint else ()
        paints, which = [paint or Paint("material")], np.zeros(len(shape.sizes), int)
        for subset in subsets:
            own, index = self.looks.of(subset), subset.values["indices"]
            if own is None or not isinstance(index, np.ndarray) or index.ndim != 1 or not len(index):
                continue
            index = index.astype(int)
            if index.min() < 0 or index.max() >= len(which):
                raise InputError(f"{subset.path} has faces that there are not.", AGAIN)
            paints.append(own)
            which[index] = len(paints) - 1
        used, which = np.unique(which, return_inverse=True)
        return replace(shape, paint=which), tuple(paints[index] for index in used)

    def _edge(self, prim: Prim, frames: dict[str, np.ndarray]) -> _Edge | None:
        if not (prim.type.startswith("Physics") and prim.type.endswith("Joint")):
            return None
        name = str(prim.metadata.get("displayName", prim.name))
        if prim.values.get("physics:jointEnabled") is False:
            return None
        ends = []
        for key in ("physics:body0", "physics:body1"):
            target = prim.values.get(key) or [""]
            path = str(target[0])
            if path and path not in self.prims:
                raise InputError(f"the joint {name} names {path[:60]}, which it does not have.", AGAIN)
            ends.append((path, self.owner.get(path, "")))
        if ends[0][1] == ends[1][1]:
            self._note(f"{name} joins a body to itself or the world: left out.")
            return None
        kind = _KINDS.get(prim.type)
        if prim.type not in _KINDS:
            self._note(f"{name} is a {prim.type.removeprefix('Physics')}, which no rig here can hold: it is fixed.")
        axis = direction(prim.values.get("physics:axis", "X"))
        places, turns = [], []
        for number, (path, _) in enumerate(ends):
            where = vector(prim.values.get(f"physics:localPos{number}", (0, 0, 0)), 3, f"the place of {name}")
            turn = turn_of(prim.values.get(f"physics:localRot{number}", (1, 0, 0, 0)), f"the turn of {name}")
            world = self.world[path]
            places.append(apply(world, where))
            turns.append(rigid(world, path or WORLD)[:3, :3] @ turn)
        along = unit(turns[0] @ axis)
        slides = kind is JointType.PRISMATIC
        rest = float((places[1] - places[0]) @ along) if slides else angle_about(turns[0].T @ turns[1], axis)
        by = self.metres if slides else math.radians(1)
        ends_at = [self._limit(prim, f"physics:{end}Limit", name) * by for end in ("lower", "upper")]
        if kind and abs(rest) > 1e-3:
            self._note(f"{name} is at {rest:.4g} in the file as it stands; here it counts from there.")
            ends_at = [end - rest for end in ends_at]
        closed = scalar(prim.values.get("artllm:closed", 0.0), f"where {name} is closed") * by
        lower, upper = (ends_at[0], ends_at[1]) if kind else (0.0, 0.0)
        joint = BodyJoint(name, "", "", kind, along, places[1], lower, upper, closed=closed)
        return _Edge(joint, ends[0][1], ends[1][1], prim.type in _KINDS)

    def _limit(self, prim: Prim, key: str, name: str) -> float:
        sign = -1 if "lower" in key else 1
        value = prim.values.get(key, sign * math.inf)
        if not isinstance(value, float) or math.isnan(value):
            raise InputError(f"a limit of {name} is no number.", AGAIN)
        return sign * math.inf if abs(value) >= 1e9 else value

    def _root(self, edges: list[_Edge]) -> str:
        """The body that the world holds or, where it holds none, that hangs on no other."""
        held = [edge.one or edge.two for edge in edges if "" in (edge.one, edge.two)]
        children = {edge.two for edge in edges}
        carrying = {edge.one for edge in edges}
        free = [name for name in self.bodies if name not in children]
        return next(iter((*held, *(name for name in free if name in carrying), *free, *self.bodies)))

    def _tree(self, root: str, edges: list[_Edge], names: dict[str, str]) -> list[BodyJoint]:
        """The joints from the root on, those turned round that hang the other way; bodies that nothing joins are fixed
        to the root."""
        reached, left, joints = [root], list(edges), []
        # What no rig can hold joins only what nothing else does.
        for known in (True, False):
            for name in reached:
                for edge in [edge for edge in left if name in (edge.one, edge.two) and edge.known is known]:
                    left.remove(edge)
                    other = edge.two if edge.one == name else edge.one
                    if other in reached:
                        self._note(f"{edge.joint.name} would close a loop, which no rig here can hold: left out.")
                    elif other:
                        joint = replace(edge.joint, parent=names[name], child=names[other])
                        joints.append(joint if edge.one == name else replace(joint, axis=-joint.axis))
                        reached.append(other)
        for name in self.bodies:
            if name not in reached:
                if len(self.bodies) > 1:
                    self._note(f"{names[name]} is joined to nothing: it is fixed.")
                joints.append(BodyJoint(f"{names[name]}_joint", names[root], names[name], None))
                reached.append(name)
        return joints

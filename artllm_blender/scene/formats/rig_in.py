"""A rig from a file that describes one: its parts, joints, limits, names and colliders as Articulate would have built
them, by the same functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from mathutils import Matrix

from ...core.errors import InputError
from ...core.formats.model import (
    Articulated,
    Body,
    FileShape,
    Model,
    NodeShape,
    Solid,
    SurfaceShape,
    articulated,
    without_frames,
)
from ...core.formats.paths_in import home_of
from ...core.formats.primitives import primitive
from ...core.formats.read_model import READERS, read_model
from ...core.frames import apply
from ..all_or_nothing import all_or_nothing
from ..homes import home_named
from ..mesh.split import titled
from ..rig.asset import add_notes, select
from ..rig.build_rig import build_rig
from ..rig.needs import write_needs
from ..rig.read_rig import read_rig
from ..rig.rest import astray
from ..units import metres
from .marked import PREFIX, names_of
from .mesh_files import MeshFiles
from .paints import Paints
from .usd_binary import BINARY, binary_model

SUFFIXES = (*READERS, *BINARY)


@dataclass(frozen=True)
class Piece:
    """An object to be. matrix: (4, 4) world, metres, without scale; name: what the file calls it."""

    mesh: bpy.types.Mesh
    matrix: np.ndarray
    name: str = ""

    def points(self) -> np.ndarray:
        """(n, 3) world."""
        points = np.empty(3 * len(self.mesh.vertices), np.float32)
        self.mesh.vertices.foreach_get("co", points)
        return apply(self.matrix, points.reshape(-1, 3))


def import_rig(
    context: bpy.types.Context, path: Path, with_colliders: bool = True, positive_opens: bool = False
) -> bpy.types.Object:
    """The rig of a file as an armature in a collection of its own, selected; `notes_of` says what it could not keep.

    with_colliders: also what it collides with, hidden, as objects that exports take. positive_opens: see `articulated`.
    Needs Object Mode. Raises ArtLLMError, the scene being as it was.
    """
    if context.mode != "OBJECT":
        raise InputError("A rig can only be imported in Object Mode.", "Leave the mode you are in.")
    path, active = Path(path), context.view_layer.objects.active
    try:
        with _model(path) as model, all_or_nothing(), _home_collection(context):
            files, paints = MeshFiles(home_of(path)), Paints(pack=path.suffix.lower() == ".usdz")
            shown = {body.name: _pieces(body.visuals, files, paints) for body in model.bodies}
            if not any(shown.values()):
                reasons = [*files.notes, *model.notes]
                raise InputError(f"{path.name} shows no mesh that can be read.", reasons[0] if reasons else "")
            solid = {body.name: _pieces(body.colliders, files, paints) for body in model.bodies if with_colliders}
            files.close()
            armature, rig = _build(context, model, shown, positive_opens)
            _add_colliders(armature, solid, rig, model)
            context.view_layer.update()
            off = astray(read_rig(armature), context.evaluated_depsgraph_get())
            add_notes(armature, [*model.notes, *files.notes, *paints.notes, *rig.notes, *off])
    except BaseException:
        context.view_layer.objects.active = active
        raise
    select(context, [armature])
    return armature


@contextmanager
def _model(path: Path) -> Iterator[Model]:
    """What a file describes; what it names is there until the end."""
    with ExitStack() as kept:
        try:
            binary = path.suffix.lower() in BINARY
            model = without_frames(kept.enter_context(binary_model(path)) if binary else read_model(path))
        except InputError as error:
            raise InputError(f"{path.name} cannot be read: {error.args[0]}", error.hint) from error
        yield model


def _build(
    context: bpy.types.Context, model: Model, shown: Mapping[str, list[Piece]], positive_opens: bool
) -> tuple[bpy.types.Object, Articulated]:
    points = {name: np.concatenate([one.points() for one in own]) for name, own in shown.items() if own}
    rig = articulated(model, points, positive_opens)
    scale = 1 / metres()
    collection = home_named(context, model.name, [context.scene.collection])
    parts = {}
    for body in model.bodies:
        part = rig.articulation.part(rig.numbers[body.name])
        parts[part.id] = _objects(body, part.name, shown[body.name], model.name, collection)
    context.view_layer.update()
    armature = build_rig(rig.articulation.scaled(scale), parts, collection, model.name)
    write_needs(
        armature,
        [
            type(need)(need.child, need.needs, need.value * (scale if _slides(rig, need.child) else 1), need.open)
            for need in rig.needs
        ],
    )
    return armature, rig


def _slides(rig: Articulated, child: int) -> bool:
    return rig.articulation.joint_of(child).type.slides


def _objects(
    body: Body, part: str, pieces: list[Piece], asset: str, collection: bpy.types.Collection
) -> list[bpy.types.Object]:
    """An object for each piece; one without a mesh for a body that shows none, for parts without objects are gone."""
    made = []
    for piece in pieces or [Piece(bpy.data.meshes.new(body.name), body.place)]:
        name = titled(asset, part if len(pieces) < 2 or not piece.name else f"{part}.{piece.name}")
        made.append(_object(name, piece, collection))
    return made


def _object(name: str, piece: Piece, collection: bpy.types.Collection) -> bpy.types.Object:
    scale = 1 / metres()
    piece.mesh.name = name
    if scale != 1:
        piece.mesh.transform(Matrix.Scale(scale, 4))
    thing = bpy.data.objects.new(name, piece.mesh)
    matrix = piece.matrix.copy()
    matrix[:3, 3] *= scale
    thing.matrix_world = Matrix(matrix.tolist())
    collection.objects.link(thing)
    return thing


def _add_colliders(
    armature: bpy.types.Object, solid: Mapping[str, list[Piece]], rig: Articulated, model: Model
) -> None:
    """Hidden objects named as engines and exports know colliders, in a collection of their own; they go where the
    armature goes, but not along with joints, as they are of the rest pose."""
    if not any(solid.values()):
        return
    collection = home_named(bpy.context, f"{model.name} Colliders", armature.users_collection[:1])
    made, names = [], names_of(rig.articulation)
    for body in model.bodies:
        part = names[rig.numbers[body.name]]
        for number, piece in enumerate(solid.get(body.name, ()), 1):
            thing = _object(f"{PREFIX.upper()}{part}_{number:02d}", piece, collection)
            thing.parent, thing.matrix_parent_inverse = armature, armature.matrix_world.inverted()
            thing.display_type, thing.hide_render = "WIRE", True
            made.append(thing)
    bpy.context.view_layer.update()
    for thing in made:
        thing.hide_set(True)


def _pieces(solids: tuple[Solid, ...], files: MeshFiles, paints: Paints) -> list[Piece]:
    found = []
    for solid in solids:
        if isinstance(solid.shape, NodeShape):
            back = Matrix(np.linalg.inv(solid.place).tolist())
            for name, mesh in files.part_of(solid.shape.path, solid.shape.part):
                mesh.transform(back, shape_keys=True)
                found.append(Piece(mesh, solid.place, name))
            continue
        if isinstance(solid.shape, FileShape):
            meshes = files.of(solid.shape.path)
            for mesh in meshes:
                _scale(mesh, solid.shape.scale)
            name = solid.name or solid.shape.path.stem
        elif isinstance(solid.shape, SurfaceShape):
            meshes, name = [_surface(solid.shape)], solid.name
        else:
            meshes, name = [_mesh(*primitive(solid.shape))], solid.name
        for mesh in meshes:
            paints.put(mesh, solid.paints)
            found.append(Piece(mesh, solid.place, name))
    return found


def _scale(mesh: bpy.types.Mesh, scale: np.ndarray) -> None:
    if (scale != 1).any():
        mesh.transform(Matrix.Diagonal((*scale.tolist(), 1)))
        if np.prod(scale) < 0:
            mesh.flip_normals()


def _mesh(vertices: np.ndarray, faces: list[tuple[int, ...]]) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new("mesh")
    mesh.from_pydata(vertices.tolist(), [], faces)
    mesh.shade_smooth()
    mesh.set_sharp_from_angle(angle=0.6)
    return mesh


def _surface(shape: SurfaceShape) -> bpy.types.Mesh:
    mesh = bpy.data.meshes.new("mesh")
    ends = np.cumsum(shape.sizes)
    faces = [shape.corners[end - size : end].tolist() for end, size in zip(ends, shape.sizes, strict=True)]
    mesh.from_pydata(shape.vertices.tolist(), [], faces)
    if shape.uvs is not None:
        mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", shape.uvs.astype(np.float32).ravel())
    if shape.paint is not None:
        mesh.polygons.foreach_set("material_index", shape.paint.astype(np.int32))
    # Blender falls over normals of a mesh that it has to mend, which has other corners afterwards.
    if not mesh.validate(clean_customdata=False) and shape.normals is not None:
        mesh.normals_split_custom_set(shape.normals.tolist())
    return mesh


@contextmanager
def _home_collection(context: bpy.types.Context) -> Iterator[None]:
    """Importers put objects into the active collection; meanwhile that is the scene's own, which is never hidden."""
    layer = context.view_layer
    before, layer.active_layer_collection = layer.active_layer_collection, layer.layer_collection
    try:
        yield
    finally:
        layer.active_layer_collection = before

"""USD as text, a .usda: needs no pxr, which not every Blender has. UsdPhysics, metres, kilograms, Z-up; angles degrees.

All links lie side by side below the default prim, as PhysX wants them, each a rigid body with its mass, its mesh and
its colliders; a joint's X axis is the description's axis, whichever way it points. USD has no screw: it only turns.
Labels and metadata are those of SimReady (`simready`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

import numpy as np

from ..articulation import JointType
from ..frames import quaternion
from ..names import identifier, unique
from ..picture.colour import linear
from ..steps import Steps
from .aside import aside
from .description import BoxShape, Collider, CylinderShape, Description, Link, LinkJoint, Material, MeshShape, Visual
from .simready import PROFILE, PROFILE_VERSION, Origin, category, link_labels, material_labels, metadata, thing_labels

TEXTURES = "textures"


def usda_text(described: Description, origin: Origin) -> Steps[str]:
    """The whole layer, link by link; pictures go by textures/FILE beside it."""
    root = _prim(identifier(described.name, "asset"))
    links = [link.name for link in described.links]
    names = dict(zip(links, _distinct(links), strict=True))
    labels = thing_labels(category(described.name))
    lines = [
        "#usda 1.0",
        "(",
        *_metadata(described, origin),
        f'    defaultPrim = "{root}"',
        "    metersPerUnit = 1",
        "    kilogramsPerUnit = 1",
        '    upAxis = "Z"',
        ")",
        f'def Xform "{root}" (',
        f"    prepend apiSchemas = {_schemas('PhysicsArticulationRootAPI', labels=labels)}",
        f"    displayName = {_quoted(described.name)}",
        '    kind = "component"',
        ")",
        "{",
        *_labels(labels),
    ]
    if told := aside(described, with_pitch=True):
        lines.append(f"custom string artllm:rig = {_quoted(told)}")
    if described.materials:
        lines += ['def Scope "Looks"', "{"]
        for number, material in enumerate(described.materials):
            lines += _material(f"/{root}/Looks/material_{number}", f"material_{number}", material)
        lines.append("}")
    for number, link in enumerate(described.links):
        yield "Writing USD", number / len(links)
        partners = [b if a == link.name else a for a, b in described.excluded if link.name in (a, b)]
        filtered = [f"</{root}/{names[other]}>" for other in partners]
        lines += _link(root, names[link.name], link, filtered)
    if described.joints:
        lines += ['def Scope "Joints"', "{"]
        for joint, name in zip(described.joints, _distinct(j.name for j in described.joints), strict=True):
            ends = f"/{root}/{names[joint.parent]}", f"/{root}/{names[joint.child]}"
            lines += _joint(name, joint, ends, described.offset(joint))
        lines.append("}")
    return "\n".join([*lines, "}", ""])


def notes_on(described: Description) -> list[str]:
    """What USD cannot say, in sentences."""
    screws = [joint.name for joint in described.joints if joint.type is JointType.SCREW]
    return [f"The USD has {name} turn without sliding, for USD knows no screw." for name in screws]


def turn_to(axis: np.ndarray) -> tuple[float, float, float, float]:
    """The quaternion w, x, y, z that turns X to a unit vector (3,), the shortest way."""
    x, y, z = axis
    if x < -1 + 1e-12:
        return 0.0, 0.0, 0.0, 1.0
    w = math.sqrt((1 + x) / 2)
    return w, 0.0, -z / (2 * w), y / (2 * w)


def _material(path: str, name: str, material: Material) -> list[str]:
    red, green, blue = linear(np.array(material.colour[:3])).tolist()
    labels = material_labels(material)
    lines = [
        f'def Material "{name}" (',
        f"    prepend apiSchemas = {_schemas(labels=labels)}",
        f"    displayName = {_quoted(material.title or material.name)}",
        ")",
        "{",
        *_labels(labels),
        f"token outputs:surface.connect = <{path}/surface.outputs:surface>",
        'def Shader "surface"',
        "{",
        'uniform token info:id = "UsdPreviewSurface"',
        f"color3f inputs:diffuseColor = {_tuple((red, green, blue))}",
        f"float inputs:opacity = {_text(material.colour[3])}",
        "token outputs:surface",
    ]
    if material.picture:
        lines.append(f"color3f inputs:diffuseColor.connect = <{path}/picture.outputs:rgb>")
    lines.append("}")
    if material.picture:
        lines += [
            'def Shader "picture"',
            "{",
            'uniform token info:id = "UsdUVTexture"',
            f"asset inputs:file = @./{TEXTURES}/{material.picture.file}@",
            'token inputs:wrapS = "repeat"',
            'token inputs:wrapT = "repeat"',
            'token inputs:sourceColorSpace = "sRGB"',
            f"float2 inputs:st.connect = <{path}/place.outputs:result>",
            "float3 outputs:rgb",
            "}",
            'def Shader "place"',
            "{",
            'uniform token info:id = "UsdPrimvarReader_float2"',
            'string inputs:varname = "st"',
            "float2 outputs:result",
            "}",
        ]
    return [*lines, "}"]


def _link(root: str, name: str, link: Link, filtered: list[str]) -> list[str]:
    schemas = ["PhysicsRigidBodyAPI", "PhysicsMassAPI", *(["PhysicsFilteredPairsAPI"] if filtered else [])]
    labels = link_labels(link)
    moments, axes = np.linalg.eigh(link.inertial.tensor)
    axes = axes * [1, 1, np.sign(np.linalg.det(axes))]
    lines = [
        f'def Xform "{name}" (',
        f"    prepend apiSchemas = {_schemas(*schemas, labels=labels)}",
        f"    displayName = {_quoted(link.title or link.name)}",
        ")",
        "{",
        *_labels(labels),
        f"double3 xformOp:translate = {_tuple(link.origin)}",
        'uniform token[] xformOpOrder = ["xformOp:translate"]',
        f"float physics:mass = {_text(link.inertial.mass)}",
        f"point3f physics:centerOfMass = {_tuple(link.inertial.centre)}",
        f"float3 physics:diagonalInertia = {_tuple(moments)}",
        f"quatf physics:principalAxes = {_tuple(quaternion(axes))}",
        f"custom string artllm:label = {_quoted(link.label)}",
    ]
    if filtered:
        lines.append(f"rel physics:filteredPairs = [{', '.join(filtered)}]")
    itself = any(isinstance(collider.shape, MeshShape) for collider in link.colliders)
    if link.visual is not None and len(link.visual.triangles):
        lines += _visual(root, link.visual, itself)
    for number, collider in enumerate(link.colliders):
        if not isinstance(collider.shape, MeshShape):
            lines += _collider(f"collider_{number}", collider)
    return [*lines, "}"]


def _visual(root: str, visual: Visual, collides: bool) -> list[str]:
    slots = np.unique(visual.material).tolist()
    schemas = ["MaterialBindingAPI", *(["PhysicsCollisionAPI", "PhysicsMeshCollisionAPI"] if collides else [])]
    lines = [
        'def Mesh "visual" (',
        f"    prepend apiSchemas = {_schemas(*schemas)}",
        ")",
        "{",
        *_surface(visual.vertices, visual.triangles),
        f"normal3f[] normals = {_rows(visual.normals.reshape(-1, 3))} (",
        '    interpolation = "faceVarying"',
        ")",
    ]
    if visual.uvs.any():
        lines += [
            f"texCoord2f[] primvars:st = {_rows(visual.uvs.reshape(-1, 2))} (",
            '    interpolation = "faceVarying"',
            ")",
        ]
    if collides:
        lines.append('uniform token physics:approximation = "convexHull"')
    if len(slots) == 1:
        return [*lines, f"rel material:binding = </{root}/Looks/material_{slots[0]}>", "}"]
    lines.append('uniform token subsetFamily:materialBind:familyType = "partition"')
    for slot in slots:
        lines += [
            f'def GeomSubset "material_{slot}" (',
            '    prepend apiSchemas = ["MaterialBindingAPI"]',
            ")",
            "{",
            'uniform token elementType = "face"',
            'uniform token familyName = "materialBind"',
            f"int[] indices = {_flat(np.flatnonzero(visual.material == slot))}",
            f"rel material:binding = </{root}/Looks/material_{slot}>",
            "}",
        ]
    return [*lines, "}"]


def _surface(vertices: np.ndarray, triangles: np.ndarray) -> list[str]:
    return [
        f"point3f[] points = {_rows(vertices)}",
        f"int[] faceVertexCounts = {_flat(np.full(len(triangles), 3))}",
        f"int[] faceVertexIndices = {_flat(triangles.reshape(-1))}",
        f"float3[] extent = {_rows(np.array([vertices.min(axis=0), vertices.max(axis=0)]))}",
        'uniform token subdivisionScheme = "none"',
        "uniform bool doubleSided = 1",
    ]


def _collider(name: str, collider: Collider) -> list[str]:
    shape, size = collider.shape, np.ones(3)
    schemas = ["PhysicsCollisionAPI"]
    if isinstance(shape, BoxShape):
        kind, size = "Cube", np.asarray(shape.size)
        own = ["double size = 1", "float3[] extent = [(-0.5, -0.5, -0.5), (0.5, 0.5, 0.5)]"]
    elif isinstance(shape, CylinderShape):
        kind, (r, h) = "Cylinder", (shape.radius, shape.length / 2)
        own = ['uniform token axis = "Z"', f"double radius = {_text(r)}", f"double height = {_text(2 * h)}",
               f"float3[] extent = {_rows(np.array([(-r, -r, -h), (r, r, h)]))}"]  # fmt: skip
    else:
        kind = "Mesh"
        schemas.append("PhysicsMeshCollisionAPI")
        own = [
            *_surface(shape.vertices, shape.triangles),
            f"normal3f[] normals = {_rows(_flat_normals(shape.vertices[shape.triangles]))} (",
            '    interpolation = "uniform"',
            ")",
            'uniform token physics:approximation = "convexHull"',
        ]
    return [
        f'def {kind} "{name}" (',
        f"    prepend apiSchemas = {_schemas(*schemas)}",
        ")",
        "{",
        *own,
        'uniform token purpose = "guide"',
        f"double3 xformOp:translate = {_tuple(collider.centre)}",
        f"quatf xformOp:orient = {_tuple(quaternion(np.asarray(collider.turn)))}",
        f"float3 xformOp:scale = {_tuple(size)}",
        'uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:orient", "xformOp:scale"]',
        "}",
    ]


def _joint(name: str, joint: LinkJoint, ends: tuple[str, str], offset: np.ndarray) -> list[str]:
    kind = {None: "Fixed", JointType.PRISMATIC: "Prismatic"}.get(joint.type, "Revolute")
    turn = _tuple(turn_to(np.asarray(joint.axis)))
    drive = "linear" if kind == "Prismatic" else "angular"
    lines = [f'def Physics{kind}Joint "{name}" (']
    if kind != "Fixed":
        lines.append(f'    prepend apiSchemas = ["PhysicsDriveAPI:{drive}"]')
    lines += [
        f"    displayName = {_quoted(joint.name)}",
        ")",
        "{",
        f"rel physics:body0 = <{ends[0]}>",
        f"rel physics:body1 = <{ends[1]}>",
        f"point3f physics:localPos0 = {_tuple(offset)}",
        "point3f physics:localPos1 = (0, 0, 0)",
        f"quatf physics:localRot0 = {turn}",
        f"quatf physics:localRot1 = {turn}",
    ]
    if kind == "Fixed":
        return [*lines, "}"]
    joint = joint.turning()
    lower, upper = joint.lower, joint.upper
    by = 1.0 if kind == "Prismatic" else math.degrees(1)
    lines.append('uniform token physics:axis = "X"')
    if math.isfinite(upper - lower):
        lines += [f"float physics:lowerLimit = {_text(lower * by)}", f"float physics:upperLimit = {_text(upper * by)}"]
    lines += [
        f'uniform token drive:{drive}:physics:type = "force"',
        f"float drive:{drive}:physics:damping = {_text(joint.damping / by)}",
        f"float drive:{drive}:physics:maxForce = {_text(joint.effort)}",
        f"float drive:{drive}:physics:stiffness = 0",
        f"custom double artllm:closed = {_text(joint.closed * by)}",
    ]
    return [*lines, "}"]


def _metadata(described: Description, origin: Origin) -> list[str]:
    """The layer's customLayerData, where SimReady looks for it."""
    lines = ["customLayerData = {", "dictionary SimReady_Metadata = {"]
    for name, value in metadata(described, origin).items():
        if isinstance(value, str):
            lines.append(f"string {name} = {_quoted(value)}")
        elif isinstance(value, tuple):
            lines.append(f"float3 {name} = {_tuple(value)}")
        else:
            lines.append(f"int {name} = {value}" if isinstance(value, int) else f"double {name} = {_text(value)}")
    profile = f"string profile = {_quoted(PROFILE)}", f"string profile_version = {_quoted(PROFILE_VERSION)}"
    return [*lines, "dictionary validation = {", *profile, "}", "}", "}"]


def _schemas(*names: str, labels: Iterable[str] = ()) -> str:
    """A list of applied schemas. labels: taxonomies of semantic labels."""
    applied = [*names, *(f"SemanticsLabelsAPI:{taxonomy}" for taxonomy in labels)]
    return f"[{', '.join(map(_quoted, applied))}]"


def _labels(labels: Mapping[str, list[str]]) -> list[str]:
    return [f"token[] semantics:labels:{kind} = [{', '.join(map(_quoted, own))}]" for kind, own in labels.items()]


def _flat_normals(corners: np.ndarray) -> np.ndarray:
    """(m, 3) of (m, 3, 3) triangles; up where one has no area."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(across, axis=1, keepdims=True)
    return np.where(length > 0, across / np.where(length > 0, length, 1), (0.0, 0.0, 1.0))


def _prim(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", "_", name)


def _distinct(names: Iterable[str]) -> list[str]:
    """Prims' names of those, which - and _ alone may tell apart."""
    return unique(map(_prim, names), "prim")


def _quoted(text: str) -> str:
    """A string of USD's; control characters are dropped."""
    plain = "".join(" " if ord(c) < 32 else c for c in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _text(number: float) -> str:
    return f"{number + 0.0:.9g}"


def _tuple(numbers: Iterable[float]) -> str:
    return f"({', '.join(map(_text, numbers))})"


def _rows(rows: np.ndarray) -> str:
    """One % for all is several times faster than one for each."""
    row = f"({', '.join(['%.9g'] * rows.shape[1])})"
    return f"[{', '.join([row] * len(rows))}]" % tuple((rows + 0.0).reshape(-1).tolist())


def _flat(numbers: np.ndarray) -> str:
    return f"[{', '.join(['%d'] * len(numbers))}]" % tuple(numbers.tolist())

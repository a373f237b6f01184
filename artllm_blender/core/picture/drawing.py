"""Shaded triangles, arrows and PNG files, on pictures that are (h, w, 3) floats from 0 to 1."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import numpy as np

from ..steps import Steps, exhausted, within
from .raster import STAGE, Camera, covered, looking

BACKGROUND = (0.95, 0.955, 0.965)
KEY_LIGHT = np.array([0.15, 0.7, 0.7])  # right, up and out of the picture
FLOOR_CELLS = 200


def shaded(*given: Any) -> np.ndarray:
    """All steps of `shading` at once."""
    return exhausted(shading(*given))


def shading(
    camera: Camera,
    points: np.ndarray,
    triangles: np.ndarray,
    normals: np.ndarray,
    group: np.ndarray,
    colours: np.ndarray,
) -> Steps[np.ndarray]:
    """A picture of triangles (m, 3) between world points (n, 3), outlined where one group ends, of half the camera's
    size a side: each pixel is the mean of four that the camera sees.

    normals: (m, 3, 3) by corner; group: (m,) int, into colours (g, 3).
    """
    flat = camera.project(points)
    front = yield from within(looking(flat, triangles, camera.size), 0.0, 0.5)
    floor = yield from within(_floor(camera, points, triangles), 0.5, 1.0)
    yield STAGE, 1.0
    turned = normals @ camera.turn.T
    turned /= np.maximum(np.linalg.norm(turned, axis=2, keepdims=True), 1e-30)
    turned *= np.where(turned[..., 2:] < 0, -1, 1)
    key = np.maximum(turned @ (KEY_LIGHT / np.linalg.norm(KEY_LIGHT)), 0)
    lit = _across(flat, triangles, 0.5 + 0.42 * key + 0.1 * turned[..., 1] + 0.08 * turned[..., 2])
    yield STAGE, 1.0
    pixels = np.flatnonzero(front >= 0)
    seen = front.reshape(-1)[pixels]
    down, right = (at.astype(np.float32) + np.float32(0.5) for at in np.divmod(pixels.astype(np.int32), camera.size))
    shade = lit[0][seen] + lit[1][seen] * right + lit[2][seen] * down
    light = floor.repeat(2, axis=0).repeat(2, axis=1)
    light.reshape(-1)[pixels] = np.clip(shade, 0.25, 1.05)
    yield STAGE, 1.0
    owner = np.zeros(front.shape, np.int32)  # the background, and then the groups
    owner.reshape(-1)[pixels] = group[seen] + 1
    light[_edges(owner)] *= np.float32(0.45)
    yield STAGE, 1.0
    return _halved(light, owner, np.concatenate([[BACKGROUND], colours]).astype(np.float32))


def _halved(light: np.ndarray, owner: np.ndarray, colours: np.ndarray) -> np.ndarray:
    """Every 2 x 2 pixels as one. light, owner: (2 h, 2 w), how bright each is and whose colour (g, 3) it has."""
    corners = [(slice(down, None, 2), slice(right, None, 2)) for down in (0, 1) for right in (0, 1)]
    lights, owners = ([np.ascontiguousarray(of[corner]) for corner in corners] for of in (light, owner))
    picture = colours[owners[0]] * (sum(lights) / np.float32(4))[..., None]
    mixed = (owners[0] != owners[1]) | (owners[0] != owners[2]) | (owners[0] != owners[3])
    each = (colours[own[mixed]] * of[mixed][:, None] for own, of in zip(owners, lights, strict=True))
    picture[mixed] = sum(each) / np.float32(4)
    return np.minimum(picture, 1)


def _across(flat: np.ndarray, triangles: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(3, m) what comes to the values (m, 3) of triangles' corners by how far right and down a pixel is: a constant,
    and what is taken times each. flat: (n, 3) the corners' pixels; triangles: (m, 3) into them."""
    a, b, c = (flat[triangles[:, k], :2] for k in range(3))
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    area = ux * vy - uy * vx
    area = np.where(np.abs(area) < 1e-12, np.inf, area)
    more, other = (values[:, 1:] - values[:, :1]).T / area
    right, down = more * vy - other * uy, other * ux - more * vx
    return np.stack([values[:, 0] - a[:, 0] * right - a[:, 1] * down, right, down]).astype(np.float32)


def _edges(group: np.ndarray) -> np.ndarray:
    """Which pixels lie beside one of another group, above or left of it or below."""
    edge = np.zeros(group.shape, bool)
    edge[1:] = group[1:] != group[:-1]
    edge[:, 1:] |= group[:, 1:] != group[:, :-1]
    edge[:-1] |= edge[1:]
    return edge


def _floor(camera: Camera, points: np.ndarray, triangles: np.ndarray) -> Steps[np.ndarray]:
    """How bright the background is, (size / 2, size / 2): the triangles throw a soft shadow straight down."""
    lower, upper = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    cell = max(float((upper - lower).max()), 1e-30) / (FLOOR_CELLS * 0.6)
    corner = (lower + upper) / 2 - FLOOR_CELLS * cell / 2
    shadow = covered((points[:, :2] - corner) / cell, triangles, FLOOR_CELLS).astype(float)
    yield STAGE, 1.0
    for _ in range(3):
        shadow = _blur(_blur(shadow, 9).T, 9).T
    yield STAGE, 1.0
    pixel = np.arange(0, camera.size, 2) + 1.0
    across, down = (pixel - camera.centre[0]) / camera.zoom, (camera.centre[1] - pixel)[:, None] / camera.zoom
    ray = [across * right + (down * up - back) for right, up, back in camera.turn.T]
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = (points[:, 2].min() - camera.eye[2]) / ray[2]
        place = [(camera.eye[k] + reach * ray[k] - corner[k]) / cell for k in (0, 1)]
    yield STAGE, 1.0
    inside = reach > 0
    for along in place:
        inside &= (along >= 0) & (along < FLOOR_CELLS)
    x, y = (along[inside].astype(int) for along in place)
    left = np.ones(inside.shape, np.float32)
    left[inside] -= 0.3 * shadow[y, x]
    return left


def _blur(values: np.ndarray, width: int) -> np.ndarray:
    """Running mean over columns."""
    summed = np.cumsum(np.pad(values, ((0, 0), (width // 2 + 1, width // 2))), axis=1)
    return (summed[:, width:] - summed[:, :-width]) / width


def arrow(picture: np.ndarray, start: np.ndarray, end: np.ndarray, colour: tuple, width: float) -> None:
    """Draw an arrow between two (2,) pixels, width pixels thick, with a pale rim that sets it off."""
    along = end - start
    length = float(np.hypot(*along))
    head = 4.5 * width
    along = along / length if length > 1e-6 else np.array([0.0, -1.0])
    margin = head + width
    low = np.clip(np.floor(np.minimum(start, end) - margin), 0, picture.shape[1::-1]).astype(int)
    high = np.clip(np.ceil(np.maximum(start, end) + margin), 0, picture.shape[1::-1]).astype(int)
    rows, columns = np.mgrid[low[1] : high[1], low[0] : high[0]] + 0.5
    x, y = columns - start[0], rows - start[1]
    forward, aside = x * along[0] + y * along[1], np.abs(y * along[0] - x * along[1])
    shaft = np.hypot(forward - np.clip(forward, 0, max(length - head, 0)), aside) - width / 2
    from_tip = length - forward
    tip = np.maximum(aside - 0.42 * from_tip, from_tip - head)
    inside = np.minimum(shaft, tip)
    region = picture[low[1] : high[1], low[0] : high[0]]
    for out, drawn in ((0.45 * width, (1.0, 1.0, 1.0)), (0.0, colour)):
        covers = np.clip(out + 0.5 - inside, 0, 1)[..., None]  # about the share of a pixel
        region += covers * (np.array(drawn) - region)


def png(picture: np.ndarray) -> bytes:
    """A PNG file of 8 bits (W3C PNG specification). picture: (h, w, 3 or 4) RGB or RGBA, 0 to 1, the top row first."""
    height, width, channels = picture.shape
    pixels = np.round(picture * 255).astype(np.uint8).reshape(height, width * channels)
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels], axis=1).tobytes()
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, {3: 2, 4: 6}[channels], 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 6)),
        (b"IEND", b""),
    )
    body = b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + body

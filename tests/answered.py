"""Answers of the model as a view gives them, without the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from runtime.articulation import blueprint as B
from runtime.articulation import points as P
from runtime.articulation import tokens as T
from runtime.articulation.decode import Decoded
from runtime.articulation.known import Known
from runtime.articulation.views import FIELDS, Answer, Ranked

FRAME = P.Normalisation(np.array([0.3, -7.0, 1.5]), 0.4)
BODY, DOOR = ((4, 4, 4), (124, 124, 124)), ((4, 2, 4), (124, 6, 124))
HINGE = B.JointBins("revolute", 0, 1, 2, (6, 4, 64), (24, 30))
EACH = 200  # points of each part


def ranked(
    joint: B.JointBins = HINGE,
    sureness: float = -0.3,
    parts: Sequence[int] | None = None,
    place: np.ndarray | None = None,
) -> Ranked:
    """An answer that a body has a door, as the object's own view gives it, of points that all lie on them.

    joint: how the door moves. parts (2 EACH,): to which part the view gives each point of the object's own cloud, the
    first half of which are the body's, if not to that which it lies on; place (2 EACH,): the order in which it has the
    points.
    """
    blueprint = B.Blueprint(
        tuple(B.BoxBins(*box, 0) for box in sorted((BODY, DOOR), key=lambda b: b[0][::-1])), (joint,)
    )
    tokens = T.encode(blueprint, T.Task.ALL)
    rng = np.random.default_rng(0)
    boxes = [B.position_value(np.array([b.lower, b.upper])) for b in blueprint.boxes]
    features = np.zeros((2 * EACH, 12), np.float32)
    features[:, :3] = np.concatenate([rng.uniform(*box, (EACH, 3)) for box in boxes])
    place = np.arange(2 * EACH) if place is None else place
    cloud = P.Cloud(features[place], np.arange(1), np.zeros(2 * EACH, np.int32), place)
    parts = np.repeat((0, 1), EACH) if parts is None else np.asarray(parts)
    own = np.eye(2, dtype=np.float32)[parts[place]] * 9
    motions = np.tile(np.float32([0.2, 0.2, 0.2, 0.2, 0.2, 0, 0, 1]), (2 * EACH, 1))
    queries = list(np.eye(2, 3, dtype=np.float32) * 1.5)
    decoded = Decoded(tokens, [np.zeros(3)] * len(tokens), [0.9] * len(tokens), queries)
    answer = Answer(decoded, [None, None], np.zeros((1, 0, 1)), own, motions, cloud, FRAME)
    by_part = np.full((8, 2, FIELDS), -0.1)
    return Ranked(answer, sureness, by_part, answer.articulated(Known(), FRAME))

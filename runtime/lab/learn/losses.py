"""What is learnt: tokens, offsets within bins, point masks, and dense point-wise targets that teach the encoder."""

from __future__ import annotations

from collections.abc import Collection

import torch
import torch.nn.functional as F

from runtime.articulation.points import GROUPS
from runtime.articulation.tokens import PAD, POSITION, SEPARATOR
from runtime.model import MOTIONS, ArtLLM

# a coordinate's neighbours are nearly right, and say so: shares of the bins at distance -2 .. 2
NEIGHBOURS = ((-2, 0.03), (-1, 0.12), (0, 0.7), (1, 0.12), (2, 0.03))
JOINTS = 2.0  # a joint's tokens count for so many of a box's, which masks and dense targets teach as well
JUDGED = 2 * GROUPS  # of the points, as many of each group, for the losses of masks and dense targets
SHARE = {"tokens": 1.0, "offsets": 0.3, "masks": 1.0, "types": 0.3, "boxes": 2.0, "axes": 0.5}


def token_loss(logits: torch.Tensor, target: torch.Tensor, learn: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """Cross-entropy (scalar) of logits (b, t, v) for target (b, t) where learn (b, t), averaged with weight (b, t);
    coordinates are softened."""
    logits, target, weight = logits[learn].float(), target[learn], weight[learn]
    log_p = logits.log_softmax(-1)
    is_position = (target >= POSITION.start) & (target < POSITION.stop)
    loss = -log_p.gather(1, target[:, None]).squeeze(1)
    soft = torch.zeros_like(loss)
    for shift, share in NEIGHBOURS:
        near = (target + shift).clamp(POSITION.start, POSITION.stop - 1)
        soft -= share * log_p.gather(1, near[:, None]).squeeze(1)
    return (torch.where(is_position, soft, loss) * weight).sum() / weight.sum()


def losses(model: ArtLLM, batch: dict[str, torch.Tensor], without: Collection[str] = ()) -> dict[str, torch.Tensor]:
    """Every loss by name (scalars), and the weighted sum of all but those left out as "total"."""
    points, ids = batch["points"], batch["ids"]
    every = max(points.shape[1] // JUDGED, 1)
    tokens, features, dense_hidden = model.encoder(points, batch["curve"], every)
    hidden = model.hidden(tokens, ids)
    in_joints = (ids[:, :-1] == SEPARATOR).cumsum(1) > 0
    learn = batch["learn"][:, :-1] & (ids[:, 1:] != PAD)
    out = {"tokens": token_loss(model.logits(hidden[:, :-1]), ids[:, 1:], learn, 1 + (JOINTS - 1) * in_joints)}

    wanted = torch.arange(3, device=ids.device) < batch["has_offset"].unsqueeze(-1)
    out["offsets"] = F.smooth_l1_loss(model.offset(hidden).float()[wanted], batch["offsets"][wanted], beta=0.25)

    part = batch["point_part"][:, ::every]
    count = batch["part_count"]
    place = batch["queries"].unsqueeze(-1).expand(-1, -1, hidden.shape[-1])
    queries = model.query(hidden.gather(1, place))
    scores = (features @ queries.transpose(1, 2)).float() * features.shape[-1] ** -0.5
    real = torch.arange(queries.shape[1], device=ids.device) < count.unsqueeze(1)
    scores = scores.masked_fill(~real.unsqueeze(1), -1e4)
    out["masks"] = F.cross_entropy(scores.flatten(0, 1), part.flatten())

    row = part.unsqueeze(-1).expand(-1, -1, batch["dense"].shape[-1])
    target = batch["dense"].gather(1, row)
    dense = model.encoder.dense(dense_hidden).float()
    xyz = points[:, ::every, :3]
    out["types"] = F.cross_entropy(dense[..., :MOTIONS].flatten(0, 1), target[..., 0].long().flatten())
    corners = dense[..., MOTIONS : MOTIONS + 6] + torch.cat([xyz, xyz], -1)
    out["boxes"] = F.smooth_l1_loss(corners, target[..., 1:7], beta=0.05)
    moves = target[..., 0] > 0
    axis, given = target[..., 7:10][moves], dense[..., MOTIONS + 6 : MOTIONS + 9][moves]
    direction = torch.minimum((axis - given).square().sum(-1), (axis + given).square().sum(-1))
    turns = target[..., 13][moves]
    away = torch.linalg.cross(xyz[moves] + dense[..., MOTIONS + 9 :][moves] - target[..., 10:13][moves], axis)
    out["axes"] = (direction + turns * 4 * away.square().sum(-1)).mean() if moves.any() else dense.sum() * 0
    out["total"] = sum(SHARE[k] * v for k, v in out.items() if k not in without)
    return out

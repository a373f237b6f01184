"""The model of assemblies: it reads parts and words, and writes where each part stands, one after the other.

Each kind of part is one token, from a small PointNet over points in the frame of its box; each thing that the words
say is one. These see each other. Then a token for each part, the largest first, which sees what is before it: it knows
what is to be put down next, and where the last one stands. Heads tell the turn, then height, depth and side, each
knowing what those before it said, then how far it leans. Blocks are the decoder's: RMSNorm, SwiGLU, grouped queries.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from artllm_blender.core.assembly.asking import MOST_COUNT, MOST_STEP, RELATIONS, WORDS
from artllm_blender.core.assembly.loose import TURNS
from runtime.assembly.places import BINS, CENTRES, FIRST, STEP

OCTAVES = 7
WAVES = 3 * (2 * OCTAVES + 1)


@dataclass(frozen=True)
class KitConfig:
    """Sizes."""

    width: int = 192
    layers: int = 6
    heads: int = 6
    kv_heads: int = 3
    hidden: int = 512
    point_width: int = 64
    most: int = 24


def waves(x: torch.Tensor) -> torch.Tensor:
    """(..., 3) -> (..., WAVES)."""
    scaled = (x.unsqueeze(-1) * (torch.pi * 2.0 ** torch.arange(OCTAVES))).flatten(-2)
    return torch.cat([x, scaled.sin(), scaled.cos()], -1)


class KitBlock(nn.Module):
    """Pre-norm attention of grouped queries and SwiGLU. mask: (b, 1, t, t), added."""

    def __init__(self, c: KitConfig):
        super().__init__()
        self.c, self.head = c, c.width // c.heads
        self.norm_attention, self.norm_forward = nn.RMSNorm(c.width), nn.RMSNorm(c.width)
        self.q = nn.Linear(c.width, c.width, bias=False)
        self.k = nn.Linear(c.width, c.kv_heads * self.head, bias=False)
        self.v = nn.Linear(c.width, c.kv_heads * self.head, bias=False)
        self.out = nn.Linear(c.width, c.width, bias=False)
        self.gate, self.up = nn.Linear(c.width, c.hidden, bias=False), nn.Linear(c.width, c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        c, h = self.c, self.norm_attention(x)
        b, t, _ = x.shape
        shared = c.heads // c.kv_heads
        q = self.q(h).view(b, t, c.kv_heads, shared, self.head).permute(0, 2, 3, 1, 4).flatten(2, 3)
        k = self.k(h).view(b, t, c.kv_heads, self.head).transpose(1, 2)
        v = self.v(h).view(b, t, c.kv_heads, self.head).transpose(1, 2)
        share = (q @ k.transpose(2, 3) * self.head**-0.5 + torch.cat([mask] * shared, 2)).softmax(-1)
        y = (share @ v).view(b, c.kv_heads, shared, t, self.head).permute(0, 3, 1, 2, 4).reshape(b, t, c.width)
        x = x + self.out(y)
        h = self.norm_forward(x)
        return x + self.down(F.silu(self.gate(h)) * self.up(h))


class KitModel(nn.Module):
    """Three stages, as `runtime.assembly.answers` asks them: `read`, `next`, `say`."""

    def __init__(self, c: KitConfig):
        super().__init__()
        self.config, d, p = c, c.width, c.point_width
        self.point_in = nn.Linear(9, p)
        self.point_mid, self.point_out = nn.Linear(p, 2 * p), nn.Linear(4 * p, d)
        self.half_in, self.half_mid = nn.Linear(WAVES + 3, d), nn.Linear(d, d)
        self.embed_tokens_count = nn.Embedding(c.most, d)
        self.embed_tokens_copy = nn.Embedding(c.most, d)
        self.embed_tokens_role = nn.Embedding(3, d)
        self.embed_tokens_word = nn.Embedding(len(WORDS), d)
        self.embed_tokens_many = nn.Embedding(MOST_COUNT + 1, d)
        self.embed_tokens_relation = nn.Embedding(len(RELATIONS), d)
        self.embed_tokens_step = nn.Embedding(MOST_STEP + 1, d)
        self.query, self.item_out = nn.Linear(d, d), nn.Linear(d, d)
        self.placed_in = nn.Linear(len(TURNS) + 2 * WAVES + 3, d)
        self.blocks = nn.ModuleList(KitBlock(c) for _ in range(c.layers))
        self.norm = nn.RMSNorm(d)
        self.turn_dense = nn.Linear(d, len(TURNS))
        self.embed_tokens_turn = nn.Embedding(len(TURNS), d)
        self.reach_in = nn.Linear(WAVES, d)
        self.told_in = nn.ModuleList(nn.Linear(WAVES // 3, d) for _ in FIRST)
        self.say_up = nn.ModuleList(nn.Linear(d, 2 * d) for _ in range(4))
        self.place_dense = nn.ModuleList(nn.Linear(2 * d, BINS) for _ in FIRST)
        self.tilt_dense = nn.Linear(2 * d, 3)
        self.register_buffer("turned", torch.tensor(np.abs(TURNS), dtype=torch.float32), persistent=False)
        for name, weight in self.named_parameters():
            if weight.ndim == 2:
                nn.init.normal_(weight, std=0.02 if "embed" in name else weight.shape[1] ** -0.5)
            elif name.endswith("bias"):
                nn.init.zeros_(weight)
        for block in self.blocks:
            nn.init.zeros_(block.out.weight)
            nn.init.zeros_(block.down.weight)
        for dense in (self.turn_dense, *self.place_dense, self.tilt_dense):
            nn.init.zeros_(dense.weight)

    def read(self, points: torch.Tensor, half: torch.Tensor, count: torch.Tensor, items: torch.Tensor):
        """points (..., k, p, 6), half (..., k, 3), count (..., k), items (..., m, 7) -> tokens (..., k, d), words
        (..., m, d), queries (..., k, d)."""
        sized = points[..., :3] * half.unsqueeze(-2)
        each = F.gelu(self.point_in(torch.cat([points, 4 * sized], -1)), approximate="tanh")
        each = F.gelu(self.point_mid(each), approximate="tanh")
        shape = self.point_out(torch.cat([each.amax(-2), each.mean(-2)], -1))
        size = self.half_in(torch.cat([waves(half), torch.log(half + 1e-3)], -1))
        tokens = shape + self.half_mid(F.gelu(size, approximate="tanh")) + self.embed_tokens_count(count)
        role, name, many, relation, step = items[..., 0], items[..., 1:4], items[..., 4], items[..., 5], items[..., 6]
        words = (
            self.embed_tokens_role(role) + self.embed_tokens_word(name).sum(-2) + self.embed_tokens_many(many)
            + self.embed_tokens_relation(relation) + self.embed_tokens_step(step)
        )  # fmt: skip
        return tokens, self.item_out(10 * words), self.query(tokens)

    def put(self, query: torch.Tensor, copy: torch.Tensor, placed: torch.Tensor) -> torch.Tensor:
        """query (..., n, d) of the parts to be written, copy (..., n) which of their kind, placed (..., n, PLACED) of
        those before them -> (..., n, d)."""
        turn, low, high, tilt = placed.split([len(TURNS), 3, 3, 3], -1)
        # Zero where there was none before.
        stands = turn.sum(-1, keepdim=True)
        return (
            query
            + self.embed_tokens_copy(copy)
            + stands * self.placed_in(torch.cat([turn, waves(low), waves(high), tilt], -1))
        )

    def next(self, prefix: torch.Tensor, query: torch.Tensor, copy: torch.Tensor, placed: torch.Tensor) -> torch.Tensor:
        """prefix (s, d) tokens and words of one object; query (b, n, d), copy (b, n), placed (b, n, PLACED) of answers
        side by side -> (b, d) what is known of the last part of each."""
        b, n, d = query.shape
        x = torch.cat([prefix.unsqueeze(0).expand(b, -1, -1), self.put(query, copy, placed)], 1)
        s = prefix.shape[0]
        at = torch.arange(s + n)
        mask = torch.where((at[None] < s) | (at[None] <= at[:, None]), 0.0, -1e9)[None, None]
        for block in self.blocks:
            x = block(x, mask)
        return self.norm(x[:, -1])

    def say(self, known: torch.Tensor, half: torch.Tensor, turn: torch.Tensor, place: torch.Tensor):
        """known (..., d), half (..., 3) of the part, turn (...), place (..., 3): what was said so far. -> turn
        (..., 24); places (..., 3, BINS), those of the height, which know the turn, of y, which know the height too,
        of x; tilt (..., 3), which knows all."""
        reach = (self.turned[turn] * half.unsqueeze(-2)).sum(-1)
        said = known + 10 * self.embed_tokens_turn(turn) + self.reach_in(waves(reach))
        places = []
        for number, axis in enumerate(FIRST):
            up = F.silu(self.say_up[number](said))
            places.append(self.place_dense[number](up))
            value = place[..., axis : axis + 1]
            scaled = value * (torch.pi * 2.0 ** torch.arange(OCTAVES))
            said = said + self.told_in[number](torch.cat([value, scaled.sin(), scaled.cos()], -1))
        tilt = self.tilt_dense(F.silu(self.say_up[3](said))) / 5
        return self.turn_dense(known), torch.stack(places, -2), tilt

    def forward(self, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The losses of a batch of `kit_batches`."""
        tokens, words, query = self.read(batch["points"], batch["half"], batch["count"], batch["items"].clamp_min(0))
        kind = batch["kind"]
        b, n = kind.shape
        at = kind.unsqueeze(-1)
        mine = query.gather(1, at.expand(-1, -1, query.shape[-1]))
        x = torch.cat([tokens, words, self.put(mine, batch["copy"], batch["placed"])], 1)
        s = tokens.shape[1] + words.shape[1]
        there = torch.cat([batch["count"] > 0, batch["items"][..., 0] >= 0, batch["part"]], 1)
        order = torch.arange(x.shape[1])
        seen = there.unsqueeze(1) & ((order[None] < s) | (order[None] <= order[:, None]))
        mask = torch.where(seen | torch.eye(len(order), dtype=torch.bool), 0.0, -1e9).unsqueeze(1)
        for block in self.blocks:
            x = block(x, mask)
        part = batch["part"]
        known = self.norm(x[:, s:])[part]
        half = batch["half"].gather(1, at.expand(-1, -1, 3))[part]
        turn, place, tilt = batch["turn"][part], batch["place"][part], batch["tilt"][part]
        turns, places, leaning = self.say(known, half, turn, place)
        spot = ((place[:, list(FIRST)] - float(CENTRES[0])) / STEP).clamp(0, BINS - 1.001)
        low = spot.floor().long()
        high_share = spot - low
        said = places.log_softmax(-1)
        per = -(said.gather(-1, low.unsqueeze(-1)).squeeze(-1) * (1 - high_share)
                + said.gather(-1, low.unsqueeze(-1) + 1).squeeze(-1) * high_share)  # fmt: skip
        first = batch["first"][part]
        free = ~first.unsqueeze(-1) | torch.tensor([False, False, True])  # of the first, height and depth are nought
        found = {
            "turn": F.cross_entropy(turns, turn),
            "place": (per * free).sum() / len(per),
            "tilt": 10 * (leaning - tilt).abs().sum(-1).mean(),
        }
        found["total"] = found["turn"] + found["place"] + found["tilt"]
        with torch.no_grad():
            found["turned"] = (turns.argmax(-1) == turn).float().mean()
            found["near"] = ((said.argmax(-1) - spot).abs() < 1.6)[~first].all(-1).float().mean()
        return found

    def describe(self) -> dict:
        return asdict(self.config)

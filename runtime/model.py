"""The model in one file: point encoder, projector, Qwen3 decoder, mask head, offsets within bins.

A point cloud (N, 12) sorted along a Hilbert curve is cut into 1,024 groups of equal size, so that density does not
matter. Groups attend in windows along two curves (after Point Transformer v3, arXiv 2312.10035, in plain operations
that export to ONNX), eight at a time become one of 128 tokens that attend to each other, and these are the prefix of a
Qwen3 decoder that writes the blueprint. Each part's last token queries the points (mask head). Dense heads make
every point tell its part's box, its joint's type and its axis, which teaches the encoder faster than tokens alone; of
these type and axis are asked for at inference too, where they tell good answers from bad.

Training and the torch backend share this file; nothing else of the runtime may import it, for it needs torch.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, safe_open
from torch import nn
from transformers import Qwen3Config, Qwen3Model

from .articulation.points import FEATURES, GROUPS
from .articulation.tokens import PAD, VOCABULARY

MOTIONS = 5  # static, then the joint types
DENSE = MOTIONS + 6 + 6  # per point: motion of its part, box corners, axis direction and foot of the perpendicular


@dataclass(frozen=True)
class ModelConfig:
    """Sizes. `small` is shipped; `deep` can go on from its weights; `paper` has the paper's decoder, Qwen3-0.6B."""

    point_width: int = 64
    group_width: int = 128
    width: int = 256
    group_layers: int = 2
    token_layers: int = 4
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    head_dim: int = 64
    window: int = 64
    pool: int = 8
    mask_width: int = 96

    @property
    def prefix(self) -> int:
        """How many tokens the decoder reads before its first own."""
        return GROUPS // self.pool


PRESETS = {
    "small": ModelConfig(),
    "deep": ModelConfig(group_layers=4, token_layers=8),
    "paper": ModelConfig(
        point_width=128, group_width=384, width=1024, group_layers=4, token_layers=8,
        layers=28, heads=16, kv_heads=8, head_dim=128, mask_width=256,
    ),
}  # fmt: skip


class Block(nn.Module):
    """Pre-norm self-attention and feed-forward on (b, n, width); attention stays inside windows of n_window tokens."""

    def __init__(self, width: int, heads: int, window: int | None = None):
        super().__init__()
        self.heads, self.window = heads, window
        self.norm_attention, self.norm_forward = nn.RMSNorm(width), nn.RMSNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        b, n, width = x.shape
        window = self.window or n
        qkv = self.qkv(self.norm_attention(x)).reshape(-1, window, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v)
        x = x + self.out(y.transpose(1, 2).reshape(b, n, width))
        return x + self.down(F.gelu(self.up(self.norm_forward(x)), approximate="tanh"))


def fourier(x: torch.Tensor, octaves: int = 5) -> torch.Tensor:
    """Coordinates (..., 3) in [-1, 1] -> (..., 6 * octaves + 3)."""
    scaled = (x.unsqueeze(-1) * (torch.pi * 2.0 ** torch.arange(octaves, device=x.device))).flatten(-2)
    return torch.cat([x, scaled.sin(), scaled.cos()], -1)


class PointEncoder(nn.Module):
    """points (b, N, 12), curve (b, GROUPS) -> tokens (b, prefix, width), point features (b, N, mask_width)."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.c = c
        head = 64
        self.point_in = nn.Sequential(
            nn.Linear(FEATURES + 3, c.point_width), nn.GELU(), nn.Linear(c.point_width, c.point_width)
        )
        self.point_mix = nn.Linear(2 * c.point_width, c.group_width)
        self.group_in = nn.Linear(c.group_width + 3 * 33, c.group_width)
        self.group_blocks = nn.ModuleList(
            Block(c.group_width, c.group_width // head, c.window) for _ in range(c.group_layers)
        )
        self.pool = nn.Linear(c.pool * c.group_width, c.width)
        self.token_position = nn.Linear(33, c.width)
        self.token_blocks = nn.ModuleList(Block(c.width, c.width // head) for _ in range(c.token_layers))
        self.token_norm = nn.RMSNorm(c.width)
        self.unpool = nn.Linear(c.width, c.group_width)
        self.group_out = Block(c.group_width, c.group_width // head, c.window)
        self.group_to_point = nn.Linear(c.group_width, 128)
        self.point_to_point = nn.Linear(c.point_width, 128)
        self.point_out = nn.Linear(128, c.mask_width)
        self.dense = nn.Linear(128, DENSE)

    def forward(self, points: torch.Tensor, curve: torch.Tensor, every: int = 1):
        """every: point features only of each every-th point of a group (training saves time so)."""
        c = self.c
        grouped, centre, told = self.told(points)
        each = self.point_in(told)
        # Each point beside its group's mean; what the mean comes to is the same for all of a group, so reckoned once.
        of_point, of_mean = self.point_mix.weight.split(c.point_width, 1)
        context = F.linear(each.mean(2, keepdim=True), of_mean, self.point_mix.bias)
        group = F.gelu(F.linear(each, of_point) + context).mean(2)
        tokens, x = self.attended(group, grouped, centre, curve)
        fine = self.group_to_point(x).unsqueeze(2) + self.point_to_point(each[:, :, ::every])
        hidden = F.gelu(fine.flatten(1, 2))
        return tokens, self.point_out(hidden), hidden

    def read(self, points: torch.Tensor, curve: torch.Tensor):
        """tokens and hidden as `forward` has them, in fewer products: a point's second layer has no bend of its own, so
        that it is one with what follows, once for a group's mean and once for the features. For use, not for training:
        of each matrix that is made of two the exported graph keeps the two, and makes one as it is loaded."""
        c, (first, _, second) = self.c, self.point_in
        grouped, centre, told = self.told(points)
        b, groups, size, _ = told.shape

        def of_each(matrix: torch.Tensor, of_group: torch.Tensor) -> torch.Tensor:
            """(b, groups, size, width): what a matrix makes of each point's second layer, beside its group's own."""
            made = F.linear(each, matrix @ second.weight).view(b, groups, size, -1)
            return made + (of_group + F.linear(second.bias, matrix)).unsqueeze(2)

        each = F.gelu(first(told.flatten(0, 2)))
        of_point, of_mean = self.point_mix.weight.split(c.point_width, 1)
        mean = second(each.view(b, groups, size, -1).mean(2))
        group = F.gelu(of_each(of_point, F.linear(mean, of_mean, self.point_mix.bias))).mean(2)
        tokens, x = self.attended(group, grouped, centre, curve)
        fine = of_each(self.point_to_point.weight, self.group_to_point(x) + self.point_to_point.bias)
        return tokens, F.gelu(fine.flatten(1, 2))

    def told(self, points: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Points by group (b, GROUPS, n, 12), the groups' centres (b, GROUPS, 3), and what a point's first layer gets:
        the points with where they are within their groups."""
        grouped = points.view(points.shape[0], GROUPS, points.shape[1] // GROUPS, FEATURES)
        xyz = grouped[..., :3]
        centre = xyz.mean(2)
        local = (xyz - centre.unsqueeze(2)) * 16.0
        return grouped, centre, torch.cat([grouped[..., :6], local, grouped[..., 6:]], -1)

    def attended(self, group: torch.Tensor, grouped: torch.Tensor, centre: torch.Tensor, curve: torch.Tensor):
        """What groups (b, GROUPS, group_width) tell each other -> tokens (b, prefix, width), groups. grouped, centre:
        as `told` has them."""
        c, b = self.c, len(group)
        piece = grouped[..., 6:].mean(2)
        lower, upper = piece[..., :3] - piece[..., 3:], piece[..., :3] + piece[..., 3:]
        x = self.group_in(torch.cat([group, fourier(centre), fourier(lower), fourier(upper)], -1))

        back = curve.argsort(1)

        def take(t: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
            return t.gather(1, index.unsqueeze(-1).expand(-1, -1, t.shape[-1]))

        for i, block in enumerate(self.group_blocks):
            x = take(block(take(x, curve)), back) if i % 2 else block(x)

        coarse = centre.view(b, c.prefix, c.pool, 3).mean(2)
        tokens = self.pool(x.reshape(b, c.prefix, c.pool * c.group_width)) + self.token_position(fourier(coarse))
        for block in self.token_blocks:
            tokens = block(tokens)
        tokens = self.token_norm(tokens)

        x = x + self.unpool(tokens).repeat_interleave(c.pool, 1)
        return tokens, self.group_out(x)

    def motions(self, hidden: torch.Tensor) -> torch.Tensor:
        """What each point says of how its part moves: (b, n, MOTIONS + 3), how likely it is static or moves by each
        joint type, which sum to 1, and the unit direction of its axis, of either sign."""
        kinds, axes = slice(MOTIONS), slice(MOTIONS + 6, MOTIONS + 9)
        weight, bias = (torch.cat([of[kinds], of[axes]]) for of in (self.dense.weight, self.dense.bias))
        said = F.linear(hidden, weight, bias)
        axis = said[..., MOTIONS:]
        length = axis.square().sum(-1, keepdim=True).sqrt().clamp_min(1e-12)
        return torch.cat([said[..., :MOTIONS].softmax(-1), axis / length], -1)


class ArtLLM(nn.Module):
    """Encoder, projector, decoder and heads."""

    def __init__(self, c: ModelConfig):
        super().__init__()
        self.config = c
        self.encoder = PointEncoder(c)
        self.projector = nn.Sequential(nn.Linear(c.width, c.width), nn.GELU(), nn.Linear(c.width, c.width))
        self.decoder = Qwen3Model(
            Qwen3Config(
                vocab_size=VOCABULARY, hidden_size=c.width, intermediate_size=3 * c.width, num_hidden_layers=c.layers,
                num_attention_heads=c.heads, num_key_value_heads=c.kv_heads, head_dim=c.head_dim,
                max_position_embeddings=2048, pad_token_id=PAD, attn_implementation="sdpa", use_cache=False,
            )
        )  # fmt: skip
        self.offset = nn.Linear(c.width, 3)
        self.query = nn.Sequential(nn.Linear(c.width, c.width), nn.GELU(), nn.Linear(c.width, c.mask_width))
        for name, p in self.named_parameters():
            if p.ndim == 2 and not name.startswith("decoder"):
                nn.init.normal_(p, std=p.shape[1] ** -0.5)
            elif name.endswith("bias"):
                nn.init.zeros_(p)
        for layer in [*self.encoder.group_blocks, *self.encoder.token_blocks, self.encoder.group_out]:
            nn.init.zeros_(layer.out.weight)
            nn.init.zeros_(layer.down.weight)

    def hidden(self, tokens: torch.Tensor, ids: torch.Tensor) -> torch.Tensor:
        """Encoder tokens (b, prefix, width) and ids (b, t) -> hidden states (b, t, width) at the ids' places."""
        own = self.decoder.embed_tokens(ids)
        embeds = torch.cat([self.projector(tokens).to(own.dtype), own], 1)
        return self.decoder(inputs_embeds=embeds).last_hidden_state[:, tokens.shape[1] :]

    def read(
        self,
        prefix: torch.Tensor,
        ids: torch.Tensor,
        positions: torch.Tensor,
        mask: torch.Tensor,
        seen: list[torch.Tensor],
        own: list[torch.Tensor],
    ) -> tuple[torch.Tensor, list[torch.Tensor]]:
        """Qwen3 reading on, several sequences side by side. prefix (b, p, width), projected, p = 0 once it was read;
        ids (b, s); positions (b, p + s) of both; mask (b, p + s, q + l + p + s), added to the attention that they pay
        to what was read and to each other; seen: key and value of each layer, (b, kv_heads, q, head_dim), of the
        prefix; own: those (b, kv_heads, l, head_dim) of ids read since.

        -> hidden states (b, s, width) of the ids, and `own` with what was read now.

        Queries that share a key stay beside each other rather than have it repeated, and keys of the prefix are not
        copied at each step. The norm is written as ONNX Runtime knows it.
        """
        c, decoder = self.config, self.decoder
        x = torch.cat([prefix, decoder.embed_tokens(ids)], 1)
        b, n, _ = x.shape
        shared, before = c.heads // c.kv_heads, seen[0].shape[2]
        cos, sin = (t.unsqueeze(1) for t in decoder.rotary_emb(x, positions))
        mask = torch.cat([mask.unsqueeze(1)] * shared, 2)
        kept = []
        for i, layer in enumerate(decoder.layers):
            attention, forward = layer.self_attn, layer.mlp
            h = _normed(layer.input_layernorm, x)
            query, key, value = (
                part(h).view(b, n, -1, c.head_dim).transpose(1, 2)
                for part in (attention.q_proj, attention.k_proj, attention.v_proj)
            )
            query = _turned(_normed(attention.q_norm, query), cos, sin) * attention.scaling
            query = query.reshape(b, c.kv_heads, shared * n, c.head_dim)
            key = torch.cat([own[2 * i], _turned(_normed(attention.k_norm, key), cos, sin)], 2)
            value = torch.cat([own[2 * i + 1], value], 2)
            kept += [key, value]
            to_seen, to_own = query @ seen[2 * i].transpose(2, 3), query @ key.transpose(2, 3)
            share = (torch.cat([to_seen, to_own], -1) + mask).softmax(-1)
            y = share[..., :before] @ seen[2 * i + 1] + share[..., before:] @ value
            y = y.reshape(b, c.heads, n, c.head_dim).transpose(1, 2).reshape(b, n, c.heads * c.head_dim)
            x = x + attention.o_proj(y)
            h = _normed(layer.post_attention_layernorm, x)
            x = x + forward.down_proj(F.silu(forward.gate_proj(h)) * forward.up_proj(h))
        return _normed(decoder.norm, x[:, prefix.shape[1] :]), kept

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """Next-token scores; the embedding is tied."""
        return F.linear(hidden, self.decoder.embed_tokens.weight)

    def ask(self, hidden: torch.Tensor) -> torch.Tensor:
        """What hidden states (b, s, width) ask of points' hidden (n, 128), the mask head's scores being what these come
        to by all numbers but the last, and that added: (b, s, 129)."""
        out = self.encoder.point_out
        asked = torch.cat([out.weight, out.bias.unsqueeze(1)], 1) * self.config.mask_width**-0.5
        return self.query(hidden) @ asked

    def describe(self) -> dict:
        return asdict(self.config)


def _normed(norm: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """x (..., d) by a root-mean-square norm of Qwen3's."""
    return norm.weight * (x / torch.sqrt(x.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon))


def _turned(x: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """Rotary position: x (b, heads, n, d), cos and sin (b, 1, n, d)."""
    half = x.shape[-1] // 2
    one, two = x[..., :half], x[..., half:]  # which costs a graph less than to split it
    return x * cos + torch.cat([-two, one], -1) * sin


def load(weights: Path, kind: type[ArtLLM] = ArtLLM) -> tuple[ArtLLM, dict[str, str]]:
    """The model of a safetensors file, in single precision, and the file's facts (config, shapes, steps, seed)."""
    with safe_open(weights, "pt") as f:
        facts = dict(f.metadata())
    model = kind(ModelConfig(**json.loads(facts["config"])))
    model.load_state_dict({k: v.float() for k, v in load_file(weights).items()})
    return model.eval(), facts

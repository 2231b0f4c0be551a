"""The careful reader's network while it learns: a frozen MiniLM with small changes of low rank, and a head a question.

Only what differs from the base is learned and kept: two thin matrices beside each large one, the biases, the norms
and the heads. The embedding tables stay as they are.
"""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import dropout, gelu, layer_norm, linear, softmax

LAYERS, HEADS, WIDTH = 6, 12, 384
DROPOUT = 0.1
LARGE = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
FIRST_NORM = {"first.0": "embeddings.LayerNorm.weight", "first.1": "embeddings.LayerNorm.bias"}
NORMS = ("attention.output.LayerNorm", "output.LayerNorm")


class Thin(nn.Module):
    """A frozen matrix with a learned change of rank ``rank`` and a learned bias; rank 0 learns the whole matrix."""

    def __init__(self, weight: np.ndarray, bias: np.ndarray, rank: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.tensor(bias))
        self.rank = rank
        whole = torch.tensor(weight)
        if rank:
            # Half precision holds the base while it learns: twice as fast here, and what ships is merged in full.
            self.register_buffer("whole", whole.to(torch.bfloat16), persistent=False)
            self.down = nn.Parameter(torch.randn(rank, weight.shape[1]) / math.sqrt(weight.shape[1]))
            self.up = nn.Parameter(torch.zeros(weight.shape[0], rank))
        else:
            self.whole = nn.Parameter(whole)

    def forward(self, x: Tensor) -> Tensor:
        """Multiply, and add what the change makes of it."""
        made = linear(x, self.whole, self.bias)
        return made + linear(linear(x, self.down), self.up) if self.rank else made


class Net(nn.Module):
    """MiniLM with mean pooling, and a linear head for each of ``questions`` (name -> number of answers)."""

    def __init__(self, base: dict[str, np.ndarray], questions: dict[str, int], rank: int) -> None:
        super().__init__()
        for name in ("word_embeddings", "position_embeddings", "token_type_embeddings"):
            table = torch.tensor(base[f"embeddings.{name}.weight"])
            self.register_buffer(name, table, persistent=False)
        norm = "embeddings.LayerNorm"
        self.first = nn.ParameterList([torch.tensor(base[f"{norm}.weight"]), torch.tensor(base[f"{norm}.bias"])])
        self.large = nn.ModuleDict()
        self.norms = nn.ParameterDict()
        for layer in range(LAYERS):
            for name in LARGE:
                at = f"encoder.layer.{layer}.{name}"
                self.large[key(at)] = Thin(base[f"{at}.weight"], base[f"{at}.bias"], rank)
            for name in NORMS:
                for part in ("weight", "bias"):
                    at = f"encoder.layer.{layer}.{name}.{part}"
                    self.norms[key(at)] = nn.Parameter(torch.tensor(base[at]))
        self.heads = nn.ModuleDict({name: nn.Linear(WIDTH, size) for name, size in questions.items()})

    def forward(self, pieces: Tensor, mask: Tensor) -> Tensor:
        """Return the pooled vectors (texts, width) of texts in pieces (texts, length)."""
        places = self.position_embeddings[: pieces.shape[1]]
        x = self.word_embeddings[pieces] + places + self.token_type_embeddings[0]
        x = dropout(layer_norm(x, (WIDTH,), *self.first, eps=1e-12), DROPOUT, self.training)
        hidden = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in range(LAYERS):
            x = self._layer(x, hidden, f"encoder.layer.{layer}.")
        shown = mask[:, :, None].float()
        return (x.float() * shown).sum(1) / shown.sum(1)

    def _layer(self, x: Tensor, hidden: Tensor, at: str) -> Tensor:
        texts, length, _ = x.shape

        def parted(name: str) -> Tensor:
            made = self.large[key(f"{at}attention.self.{name}")](x)
            return made.view(texts, length, HEADS, WIDTH // HEADS).transpose(1, 2)

        weights = parted("query") @ parted("key").transpose(2, 3) / math.sqrt(WIDTH // HEADS) + hidden
        weights = dropout(softmax(weights, -1), DROPOUT, self.training)
        seen = (weights.to(x.dtype) @ parted("value").to(x.dtype)).transpose(1, 2).reshape(texts, length, WIDTH)
        seen = dropout(self.large[key(f"{at}attention.output.dense")](seen), DROPOUT, self.training)
        x = self._norm(x + seen, f"{at}attention.output.LayerNorm")
        grown = gelu(self.large[key(f"{at}intermediate.dense")](x))
        grown = dropout(self.large[key(f"{at}output.dense")](grown), DROPOUT, self.training)
        return self._norm(x + grown, f"{at}output.LayerNorm")

    def _norm(self, x: Tensor, at: str) -> Tensor:
        return layer_norm(x.float(), (WIDTH,), self.norms[key(f"{at}.weight")], self.norms[key(f"{at}.bias")], 1e-12)

    def learned(self) -> dict[str, np.ndarray]:
        """Return all that was learned, under the names of the base; a thin change as ``….down`` and ``….up``."""
        made = {}
        for name, value in self.state_dict().items():
            told = name.replace("~", ".").removeprefix("large.").removeprefix("norms.")
            told = FIRST_NORM.get(told, told).replace(".whole", ".weight")
            made[told] = value.detach().float().numpy().copy()
        return made


def key(name: str) -> str:
    """Name a part as torch allows it, without dots."""
    return name.replace(".", "~")

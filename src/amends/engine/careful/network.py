"""The network at work: texts in, the answers of its heads out, one text at a time on one core."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from amends.engine.careful import INSTALL_PARTS, NotInstalled
from amends.engine.careful.base_weights import base_weights, tokenizer_file
from amends.engine.careful.graph import Shape, network
from amends.engine.careful.kept_graph import kept
from amends.engine.careful.learned import members, merged
from amends.engine.careful.plain import MOST_PIECES, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_BOTH_ENDS: Final = 2  # the marks of a text's beginning and end, which an empty one has too


@dataclass(frozen=True)
class Network:
    """Some networks whose answers are averaged, and what cuts texts into their pieces."""

    tokenizer: Any
    sessions: Sequence[Any]
    answers: int

    def read(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the answers (texts, answers); a text without words has none but noughts.

        Each text is read alone. The whole numbers inside are scaled by the largest of a run, so that what is read
        together would tinge each other; and a run of one is nearly as fast.
        """
        out = np.zeros((len(texts), self.answers), np.float32)
        for at, found in enumerate(self.tokenizer.encode_batch([plain(text) for text in texts])):
            if len(found.ids) > _BOTH_ENDS:
                pieces = np.array([found.ids], np.int64)
                shown = np.ones(pieces.shape, np.float32)
                told = [session.run(None, {"pieces": pieces, "shown": shown})[0][0] for session in self.sessions]
                out[at] = np.mean(told, axis=0)
        return out


def open_network(weights: Mapping[str, NDArray[np.generic]], folder: Path | None, name: str) -> Network:
    """Open the networks of a weight file, of a shape that `Shape` tells; ``folder`` keeps them in eight bits.

    Raises `NotInstalled`, and `NoBaseWeights` where what they start from is not here.
    """
    try:
        import onnxruntime  # noqa: PLC0415 - optional, and heavy
        import tokenizers  # noqa: PLC0415 - optional
    except ImportError as error:
        raise NotInstalled(f"The careful reader needs {error.name}, which is not installed: {INSTALL_PARTS}") from None
    tokenizer = tokenizers.Tokenizer.from_file(str(tokenizer_file()))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_PIECES)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the other core is the site's
    sessions = []
    for member in range(members(weights)):
        data = kept(folder, f"{name}-{member}.onnx", partial(_made, weights, member))
        sessions.append(onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"]))
    return Network(tokenizer, sessions, len(weights["0/heads.bias"]))


def _made(weights: Mapping[str, NDArray[np.generic]], member: int) -> bytes:
    try:
        return network(merged(base_weights(), weights, member), Shape())
    except ImportError as error:
        raise NotInstalled(f"The careful reader needs {error.name}, which is not installed: {INSTALL_PARTS}") from None

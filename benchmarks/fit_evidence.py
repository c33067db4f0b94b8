"""The score with a source and with a reference, `python -m benchmarks.fit_evidence`: what each kind of evidence adds.

Data and measure as in `benchmarks.fit_score`; the glossary of the set's names (benchmarks/wmt20_names.yaml) beside the
shipped ones, as a newsroom would have its own. A system has a human translation as its reference, a human one the
other. The rows with weights are fitted on other articles; "value of the audit" is what `mtaudit audit` prints, with the
weights that stand in the code.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.data import is_human, markdown_table, wmt20
from benchmarks.fit_score import Translation, accuracy, bootstrap, fitted, pearson, rating, referenced
from benchmarks.names import GLOSSARY
from mtaudit import Article, Auditor
from mtaudit.scoring import penalty

NAMES = ("N101", "N102", "N103", "N106", "N107")
FIGURES = ("F502",)
SOURCE = ("wrong names", "figures", "paragraphs and Latin names")
TEXT = ("other findings", "damage")


def evidence(with_source: bool, with_reference: bool) -> dict[Translation, dict[str, float]]:
    """The evidence on each translation, each kind per 100 words."""
    auditor = Auditor([GLOSSARY])
    segments = {(doc, system): found for (system, doc), found in wmt20().items()}

    def text(key: Translation) -> str:
        return "\n".join(segments[key][number].target for number in sorted(segments[key]))

    out = {}
    for (doc, system), found in segments.items():
        other = "Human-B.0" if system == "Human-A.0" else "Human-A.0"
        article = Article(
            doc,
            text((doc, system)),
            source="\n".join(found[number].source for number in sorted(found)) if with_source else None,
            source_lang="zh",
            reference=text((doc, other)) if with_reference else None,
        )
        audited = auditor.audit(article)
        words = audited.score.words
        per_100 = 100 / words
        kinds = {"wrong names": 0.0, "figures": 0.0, "paragraphs and Latin names": 0.0, "other findings": 0.0}
        for finding in audited.findings:
            kind = (
                "wrong names"
                if finding.code in NAMES
                else "figures"
                if finding.code in FIGURES
                else "paragraphs and Latin names"
                if finding.code.startswith("A")
                else "other findings"
            )
            kinds[kind] += per_100 * penalty(finding)
        likeness = audited.reference.points if audited.reference else 0.0
        out[doc, system] = {
            **kinds,
            "damage": audited.score.damage - likeness,
            "likeness": likeness,
            "value": audited.score.value,
        }
    return out


def main() -> None:
    segments = {(doc, system): found for (system, doc), found in wmt20().items()}
    rated = {key: rating(list(found.values())) for key, found in segments.items()}
    everything = sorted(rated)
    systems = [key for key in everything if not is_human(key[1])]
    alone, sourced, both = evidence(False, False), evidence(True, False), evidence(True, True)
    rows: list[list[object]] = []

    def row(name: str, value: Callable[[list[Translation]], dict[Translation, float]]) -> None:
        cells: list[object] = [name]
        for chosen in (everything, systems):
            values = value(chosen)
            low, high = bootstrap(values, rated)
            cells += [accuracy(values, rated), f"{low:.3f}–{high:.3f}"]
        cells.append(pearson(value(everything), rated))
        rows.append(cells)

    for name, kinds, given in (
        ("text", (*TEXT, "wrong names"), alone),
        ("source", (*TEXT, *SOURCE), sourced),
        *((f"source without {kind}", (*TEXT, *(k for k in SOURCE if k != kind)), sourced) for kind in SOURCE),
        ("source and reference", (*TEXT, *SOURCE, "likeness"), both),
        ("reference without source", (*TEXT, "wrong names", "likeness"), both),
    ):
        row(name, lambda chosen, kinds=kinds, given=given: fitted(kinds, chosen, given, rated))  # type: ignore[misc]
    for name, given in (("text", alone), ("source", sourced), ("source and reference", both)):
        row(f"value of the audit, {name}", lambda chosen, given=given: {k: given[k]["value"] for k in chosen})  # type: ignore[misc]
    row("chrF with a human reference", lambda chosen: referenced(chosen, segments, "chrf"))
    row("BLEU with a human reference", lambda chosen: referenced(chosen, segments, "bleu"))
    print(markdown_table(["", "ten translations", "95 %", "eight systems", "95 %", "Pearson"], rows))


if __name__ == "__main__":
    main()

"""The score with a source and with a reference, `python -m benchmarks.fit_evidence`: what each kind of evidence adds.

Data and measure as in `benchmarks.fit_score`; the glossary of the set's names (benchmarks/wmt20_names.yaml) beside the
shipped ones, as a newsroom would have its own. A system has a human translation as its reference, a human one the
other. The rows with weights are fitted on other articles; "value of the audit" is what `mtaudit audit` prints, with the
weights that stand in the data files.

The rows of perfect counts look at the ratings themselves: the raters' points for short spans that hold a capitalised
word, in the categories that names fall under, over all names, and over the sentences whose source holds a name of the
glossary. A count of wrong names can hardly do better than these.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.data import Segment, is_human, markdown_table, wmt20
from benchmarks.fit_score import Translation, accuracy, bootstrap, fit, fitted, pearson, rating, referenced
from benchmarks.names import GLOSSARY
from mtaudit import Article, Auditor
from mtaudit.glossary.store import compile_glossaries
from mtaudit.names.fold import name_tokens
from mtaudit.scoring import penalty
from mtaudit.source.length import shortness

NAMES = ("N101", "N102", "N103", "N106", "N107")
FIGURES = ("F502",)
SOURCE = ("wrong names", "figures", "paragraphs and Latin names", "length")
REFERENCE = ("recall", "chrf")
NAME_CATEGORIES = ("Locale convention/Name format", "Accuracy/Mistranslation", "Terminology")
SHORT = 4  # words of a span that is about a name
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
        original = auditor.context(article).original
        length = shortness(original) if original else 0.0
        reference = audited.reference
        out[doc, system] = {
            **kinds,
            "damage": audited.score.damage - length - (reference.points if reference else 0.0),
            "length": length,
            **(reference.shortfalls if reference else {}),
            "value": audited.score.value,
        }
    return out


def marked_names(
    segments: dict[Translation, dict[int, Segment]], holds_name: Callable[[str], bool]
) -> dict[Translation, float]:
    """The raters' points, per 100 words and negative, for short spans with a capital where the source holds a name."""
    out = {}
    for key, found in segments.items():
        points = sum(
            5 if severity == "Major" else 1
            for segment in found.values()
            if holds_name(segment.source)
            for span, category, severity, _ in segment.errors
            if severity in ("Major", "Minor") and category.startswith(NAME_CATEGORIES)
            if len(span.split()) <= SHORT and any(token[0].isupper() for token in name_tokens(span))
        )
        out[key] = -100 * points / sum(len(segment.target.split()) for segment in found.values())
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
        ("source and reference", (*TEXT, *SOURCE, *REFERENCE), both),
        *(
            (f"source and reference without {kind}", (*TEXT, *SOURCE, *(k for k in REFERENCE if k != kind)), both)
            for kind in REFERENCE
        ),
        ("reference without source", (*TEXT, "wrong names", *REFERENCE), both),
    ):
        row(name, lambda chosen, kinds=kinds, given=given: fitted(kinds, chosen, given, rated))  # type: ignore[misc]
    for name, given in (("text", alone), ("source", sourced), ("source and reference", both)):
        row(f"value of the audit, {name}", lambda chosen, given=given: {k: given[k]["value"] for k in chosen})  # type: ignore[misc]
    natives = compile_glossaries([GLOSSARY], shipped=False).natives("zh")
    perfect = marked_names(segments, lambda source: any(True for _ in natives.find(source)))
    row("perfect count of the glossary's wrong names", lambda chosen: {k: perfect[k] for k in chosen})
    every = marked_names(segments, lambda source: True)
    row("perfect count of all wrong names", lambda chosen: {k: every[k] for k in chosen})
    row("chrF with a human reference", lambda chosen: referenced(chosen, segments, "chrf"))
    row("BLEU with a human reference", lambda chosen: referenced(chosen, segments, "bleu"))
    print(markdown_table(["", "ten translations", "95 %", "eight systems", "95 %", "Pearson"], rows))
    kinds = (*TEXT, *SOURCE, *REFERENCE)
    weights = fit(kinds, systems, both, rated)
    print(
        "\npoints beside one of other findings:",
        dict(zip(kinds, (weights / weights[0]).round(2).tolist(), strict=True)),
    )


if __name__ == "__main__":
    main()

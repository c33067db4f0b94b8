"""Candidates for term rules: phrases that translation systems write and people don't.

    python -m benchmarks.mine_terms [--least 3] [--top 300]

Counts, over the documents of the WMT20 set, the phrases of two to four words in the outputs of the systems, and
keeps those that no human translation and no clean text holds, or far fewer. Each is printed with the number of
documents and systems, an example and what a human translation of the same segment says. A person judges them:
a rule must hold for the language pair, not for one line of this set.
"""

from __future__ import annotations

import argparse
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from benchmarks.data import clean_documents, is_human, wmt20

_WORD = re.compile(r"[a-z]+(?:['’-][a-z]+)*|[.,;:!?]")
_LONGEST = 4
_EDGES = """
a an the of to in on at by for with from and or but as that this it its is are was were be been has have had will would
can not no more most which who their his her our your all also than into if up out so
"""
"""No phrase begins or ends with one of these words: most that do are pieces of any sentence."""


def phrases(text: str) -> Iterator[str]:
    """The phrases of two to four words of a text, in lower case, none across punctuation."""
    edges = frozenset(_EDGES.split())
    run: list[str] = []
    for word in [*_WORD.findall(text.lower()), "."]:
        if word.isalpha() or len(word) > 1:
            run.append(word)
            continue
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + _LONGEST) + 1):
                if run[start] not in edges and run[end - 1] not in edges:
                    yield " ".join(run[start:end])
        run = []


def main() -> None:
    """Print the candidates, the likeliest first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--least", type=int, default=3, help="documents that must hold a phrase")
    parser.add_argument("--top", type=int, default=300)
    options = parser.parse_args()

    documents: dict[str, set[str]] = defaultdict(set)
    systems: dict[str, set[str]] = defaultdict(set)
    example: dict[str, tuple[str, str, int]] = {}
    human: Counter[str] = Counter()
    for (system, doc), segments in wmt20().items():
        for number, segment in segments.items():
            found = set(phrases(segment.target))
            if is_human(system):
                human.update(found)
                continue
            for phrase in found:
                documents[phrase].add(doc)
                systems[phrase].add(system)
                example.setdefault(phrase, (system, doc, number))
    for text in clean_documents().values():
        human.update(phrases(text))

    def odds(phrase: str) -> float:
        return math.log((len(documents[phrase]) + 0.5) / (human[phrase] + 0.5))

    kept = [p for p, docs in documents.items() if len(docs) >= options.least and len(systems[p]) > 1 and odds(p) > 1]
    kept.sort(key=lambda p: (-odds(p), p))
    humans = sorted({system for system, _ in wmt20() if is_human(system)})
    for phrase in kept[: options.top]:
        system, doc, number = example[phrase]
        print(
            f"{phrase}\t{len(documents[phrase])} documents, {len(systems[phrase])} systems, {human[phrase]} by people"
        )
        print(f"    {wmt20()[system, doc][number].target[:240]}")
        print(f"    = {wmt20()[humans[0], doc][number].target[:240]}")


if __name__ == "__main__":
    main()

"""Checks the shipped glossaries beyond the schema: `python glossaries/check.py [--offices]`.

1. Each file says what it is, up to which day it is right, and under which licence.
2. `mtaudit glossary lint` has nothing to say: no form accepted here and forbidden there, no form that two entries
   claim, no ordinary word as an alias, one holder at a time of an office that has one.
3. The native forms of people read like their names (`mtaudit.glossary.plausible`).
4. Every name, put into ten sentences, raises no finding about names, terms or style.

What is right all the same stands in _exceptions.yaml, each with its reason; an exception that is no longer
needed is a problem too. `--offices` lists the days on which the glossary knows no holder of an office between
two that it knows. Exit code 1 where something is wrong.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtaudit.article import Article
from mtaudit.auditor import Auditor
from mtaudit.glossary.entry import GlossaryError, Kind
from mtaudit.glossary.files import load_glossary
from mtaudit.glossary.lint import lint
from mtaudit.glossary.plausible import unlikely_forms
from mtaudit.glossary.store import shipped_glossaries
from mtaudit.mentions.titles import is_single, office_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from mtaudit.glossary.entry import Entry, Glossary

EXCEPTIONS = Path(__file__).resolve().parent / "_exceptions.yaml"

TEMPLATES = (
    "{} said on Monday.",
    "They met {} in Paris.",
    "The report named {}.",
    "According to {}, the talks will go on.",
    "It was {}, the agency reported.",
    "Officials from {} were not available for comment.",
    "{}'s statement came a day after the vote.",
    "The minister spoke about {} for an hour.",
    "“We have always supported {},” she said.",
    "Relations with {} have improved since 2019, analysts say.",
)
"""Sentences of plain news in which a right name must raise nothing."""


def main(arguments: Sequence[str]) -> int:
    """Print what is wrong, file by file. Returns 1 where anything is, 2 for a file that cannot be read, else 0."""
    try:
        shipped = [load_glossary(path) for path in shipped_glossaries()]
    except GlossaryError as error:
        print(error, file=sys.stderr)
        return 2
    if "--offices" in arguments:
        print(*vacancies(shipped), sep="\n")
        return 0
    known = exceptions()
    found = [*headers(shipped), *remarks(shipped, known["lint"]), *readings(shipped, known["readings"])]
    found += flagged(shipped, Auditor())
    print(*found, sep="\n")
    entries = sum(len(glossary) for glossary in shipped)
    print(f"{len(shipped)} glossaries, {entries} entries, {len(found)} problems", file=sys.stderr)
    return 1 if found else 0


def exceptions() -> dict[str, Any]:
    """What is right although a check doubts it: `lint` by the start of the remark, `readings` by entry."""
    import yaml

    data: dict[str, Any] = yaml.safe_load(EXCEPTIONS.read_text("utf-8"))
    return data


def headers(shipped: Sequence[Glossary]) -> Iterator[str]:
    """Files that do not say what they are, or two of one name."""
    seen: dict[str, str] = {}
    for glossary, path in zip(shipped, shipped_glossaries(), strict=True):
        for key in ("name", "description", "as_of", "license"):
            if not getattr(glossary, key):
                yield f"{path.name}: there is no {key}"
        if glossary.name in seen:
            yield f"{path.name}: has the name of {seen[glossary.name]}"
        seen[glossary.name] = path.name


def remarks(shipped: Sequence[Glossary], known: dict[str, str]) -> Iterator[str]:
    """What lint says and no exception covers, and exceptions that cover nothing."""
    used = set()
    for remark in lint(shipped):
        covering = [start for start in known if start in remark]
        used.update(covering)
        if not covering:
            yield remark
    yield from (f"{EXCEPTIONS.name}: lint no longer says {start!r}" for start in known if start not in used)


def readings(shipped: Sequence[Glossary], known: dict[str, dict[str, str]]) -> Iterator[str]:
    """Native forms of people that do not read like the name, less the exceptions."""
    used = set()
    for entry in people(shipped):
        for language, form, score in unlikely_forms(entry):
            if form in known.get(entry.canonical, {}):
                used.add((entry.canonical, form))
            else:
                yield f"{entry.source}: {entry.canonical}: {language} {form!r} reads like another name ({score:.2f})"
    for name, forms in known.items():
        yield from (
            f"{EXCEPTIONS.name}: {name}: {form!r} needs no exception" for form in forms if (name, form) not in used
        )


def flagged(shipped: Sequence[Glossary], auditor: Auditor) -> Iterator[str]:
    """Names that the auditor itself finds fault with, in any of the templates."""
    for entry in (e for glossary in shipped for e in glossary if e.kind is not Kind.TERM):
        text = "\n\n".join(template.format(entry.canonical) for template in TEMPLATES)
        for finding in auditor.audit(Article("check", text)).findings:
            if finding.code.startswith(("N", "T", "G")):
                yield f"{entry.source}: {entry.canonical}: {finding.code} {finding.text!r}"
                break


def people(shipped: Sequence[Glossary]) -> Iterator[Entry]:
    """The people of all glossaries."""
    return (entry for glossary in shipped for entry in glossary if entry.kind is Kind.PERSON)


def vacancies(shipped: Sequence[Glossary]) -> Iterator[str]:
    """The days between two known holders of an office on which the glossaries know none."""
    terms: dict[tuple[str, str], list[tuple[date, date | None, str]]] = defaultdict(list)
    for entry in people(shipped):
        for office in entry.offices:
            kind = office_of(office.title)
            if office.of and office.start and is_single(kind):
                terms[office.of, kind].append((office.start, office.end, entry.canonical))
    for (country, kind), held in sorted(terms.items()):
        held.sort(key=lambda term: term[0])
        for (_, end, before), (start, _, after) in pairwise(held):
            if end is not None and start - end > timedelta(days=1):
                yield f"{kind} of {country}: {before} to {end}, {after} from {start} ({(start - end).days} days)"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

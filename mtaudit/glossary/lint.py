"""What is allowed in a glossary and still likely a slip: warnings beyond what loading and merging refuse."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from mtaudit.article import Article
from mtaudit.context import Context
from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind, Office
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.glossary.merge import merge
from mtaudit.glossary.phrases import PhraseMatcher
from mtaudit.glossary.scripts import script_problem
from mtaudit.mentions.titles import is_single, office_of
from mtaudit.names.fold import fold, name_tokens
from mtaudit.names.lexicon import zipf
from mtaudit.text import Text

ORDINARY_ZIPF = 4.6
"""From this Zipf frequency on, a word is one that any article may hold, capitalised or not."""

OVERLAP = datetime.timedelta(days=31)
"""How long two holders of one office may overlap: sources date a handover by election, oath or notice."""

SELF_TEMPLATES = ("{} said on Monday.", "They met {} in Paris.")
"""Sentences in which an accepted form must raise nothing."""


class Remark(NamedTuple):
    """One thing to look at in one entry."""

    entry: Entry
    message: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.entry.source, self.entry.canonical, self.message) if part)


def lint(glossaries: Sequence[Glossary]) -> list[str]:
    """What an editor should look at in glossaries that are used together, as "file:line: entry: message".

    First what merging refuses, then, in order of the entries: aliases that are ordinary words,
    native forms in a foreign script, doubled forms, offices with two holders, term rules without
    reason or example, examples that don't show their rule, and accepted forms that the glossaries
    themselves would flag.
    """
    entries = [entry for glossary in glossaries for entry in glossary.entries]
    refused: tuple[str, ...] = ()
    try:
        merged = merge(glossaries)
    except GlossaryError as error:
        merged, refused = tuple(entries), error.problems
    found = [warning for entry in entries for warning in _entry_warnings(entry)]
    found += _two_holders(merged)
    found += _flagged_by_itself(GlossaryIndex(merged, "lint"))
    order = {entry.source: number for number, entry in reversed(list(enumerate(entries)))}
    found.sort(key=lambda warning: order.get(warning.entry.source, len(order)))
    return list(dict.fromkeys([*refused, *map(str, found)]))


def _entry_warnings(entry: Entry) -> Iterator[Remark]:
    for check in (_ordinary_aliases, _foreign_scripts, _doubled_forms, _bare_rules, _examples):
        for message in check(entry):
            yield Remark(entry, message)


def _ordinary_aliases(entry: Entry) -> Iterator[str]:
    """Capitals (abbreviations), places and the parts of a person's own name may be words too."""
    if entry.kind in (Kind.TERM, Kind.PLACE):
        return
    own = set(map(fold, name_tokens(entry.canonical))) if entry.kind is Kind.PERSON else set()
    for alias in entry.aliases:
        if len(name_tokens(alias)) != 1 or alias.isupper() or fold(alias) in own:
            continue
        frequency = zipf(alias)
        if frequency >= ORDINARY_ZIPF:
            yield (
                f"the alias {alias!r} is an ordinary word (Zipf {frequency:.1f}), "
                "and would be taken for this name wherever it has a capital"
            )


def _foreign_scripts(entry: Entry) -> Iterator[str]:
    for language, forms in entry.native.items():
        for form in forms:
            if problem := script_problem(form, language):
                yield f"native.{language}: {form!r} {problem}"


def _doubled_forms(entry: Entry) -> Iterator[str]:
    seen: set[str] = {entry.canonical}
    for alias in entry.aliases:
        if alias == entry.canonical:
            yield f"the alias {alias!r} is the canonical form itself; leave it out"
        elif alias in seen:
            yield f"the alias {alias!r} stands twice"
        seen.add(alias)
    accepted = set(map(fold, entry.accepted))
    for form in entry.forbidden:
        bare = form.removeprefix("^").removesuffix("$").strip()
        if (entry.near or bare != form) and fold(bare) in accepted:  # the others, merging refuses
            yield f"{form!r} is forbidden and accepted"


def _bare_rules(entry: Entry) -> Iterator[str]:
    if entry.kind is not Kind.TERM or not entry.forbidden:
        return
    if not entry.note:
        yield "the rule has no note: say why the forbidden forms are wrong"
    if not entry.examples:
        yield "the rule has no example: give a bad and a good sentence"


def _examples(entry: Entry) -> Iterator[str]:
    if not entry.examples:
        return
    matcher = PhraseMatcher((entry,))
    for example in entry.examples:
        if not any(matcher.find(Text(example.bad))):
            yield f"the bad example {example.bad!r} does not trigger the rule"
        for hit in matcher.find(Text(example.good)):
            yield f"the good example {example.good!r} triggers the rule ({hit.form!r})"


def _two_holders(entries: Iterable[Entry]) -> Iterator[Remark]:
    """Offices that one person at a time can hold, held by two. Both terms must have both dates."""
    terms: dict[tuple[str, str], list[tuple[Entry, Office]]] = defaultdict(list)
    for entry in entries:
        for office in entry.offices:
            if office.of and office.start and office.end and is_single(kind := office_of(office.title)):
                terms[kind, office.of].append((entry, office))
    for (_, country), held in terms.items():
        for (one, first), (two, second) in combinations(held, 2):
            if one is two or not (first.start and first.end and second.start and second.end):
                continue
            start, end = max(first.start, second.start), min(first.end, second.end)
            if end - start + datetime.timedelta(days=1) > OVERLAP:
                yield Remark(
                    two,
                    f"is {second.title} of {country} from {start} to {end}, "
                    f"and so is {one.canonical} as {first.title} ({one.source})",
                )


def _flagged_by_itself(index: GlossaryIndex) -> Iterator[Remark]:
    """Accepted forms of names that the glossaries flag in the plainest of sentences."""
    for entry in index.entries:
        if entry.kind is Kind.TERM:
            continue
        for form in dict.fromkeys(entry.accepted):
            if complaint := _complaint(form, index):
                yield Remark(entry, complaint)


def _complaint(form: str, index: GlossaryIndex) -> str | None:
    for template in SELF_TEMPLATES:
        sentence = template.format(form)
        context = Context(Article("lint", sentence), index)
        for decision in context.names.decisions:
            wrong = sentence[decision.start : decision.end]
            return (
                f"{form!r} would be flagged: {wrong!r} is taken for {decision.expected[0]!r} "
                f"({decision.entry.canonical}, {decision.entry.source})"
            )
        for hit in context.phrase_hits:
            if fold(hit.form) == fold(form):  # merging refuses this, and says it better
                continue
            return f"{form!r} would be flagged: {hit.entry.canonical} forbids {hit.form!r} ({hit.entry.source})"
    return None

"""Several glossaries made one, and what they may not say of each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind


def merge(glossaries: Iterable[Glossary]) -> tuple[Entry, ...]:
    """The entries of all glossaries, in order.

    Entries of one kind with the same canonical form are one: the forms, native forms, offices and
    confusables of all of them belong to the first; what they forbid stays with its own conditions.

    Raises `GlossaryError` where a form is accepted by one entry and forbidden by another (a rule
    with a context may forbid it there), or where two entries claim it.
    """
    entries = [entry for glossary in glossaries for entry in glossary.entries]
    united = _unite(entries)
    problems = [*_claimed_twice(united), *_accepted_and_forbidden(united)]
    if problems:
        raise GlossaryError(problems)
    return tuple(united)


def _unite(entries: Iterable[Entry]) -> list[Entry]:
    first: dict[tuple[Kind, str], int] = {}
    out: list[Entry] = []
    for entry in entries:
        key = (entry.kind, entry.canonical)
        if entry.kind is Kind.TERM or key not in first:
            first.setdefault(key, len(out))
            out.append(entry)
            continue
        at = first[key]
        out[at] = _join(out[at], entry)
        if entry.forbidden:
            rule = replace(entry, aliases=(), native={}, offices=(), confusable=())
            out.append(rule)
    return out


def _join(one: Entry, other: Entry) -> Entry:
    """One entry with what another knows of the same name; conditions on forbidden forms stay apart."""
    languages = dict.fromkeys([*one.native, *other.native])
    native = {
        lang: tuple(dict.fromkeys([*one.native.get(lang, ()), *other.native.get(lang, ())])) for lang in languages
    }
    return replace(
        one,
        aliases=tuple(dict.fromkeys([*one.aliases, *other.aliases])),
        native=native,
        offices=tuple(dict.fromkeys([*one.offices, *other.offices])),
        confusable=tuple(dict.fromkeys([*one.confusable, *other.confusable])),
    )


def _claimed_twice(entries: Iterable[Entry]) -> Iterable[str]:
    owner: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind is Kind.TERM:
            continue
        for form in entry.accepted:
            other = owner.setdefault(_key(form), entry)
            if other.canonical != entry.canonical or other.kind is not entry.kind:
                whose = f"{other.canonical} ({other.source})"
                yield f"{entry.source}: {entry.canonical}: {form!r} is also a form of {whose}"


def _accepted_and_forbidden(entries: list[Entry]) -> Iterable[str]:
    accepted: dict[str, Entry] = {}
    for entry in entries:
        for form in entry.accepted:
            accepted.setdefault(_key(form), entry)
    for entry in entries:
        if entry.near:
            continue
        for form in entry.forbidden:
            other = accepted.get(_key(form))
            if other is not None:
                whose = f"{other.canonical} ({other.source})"
                yield f"{entry.source}: {entry.canonical}: forbids {form!r}, which is accepted for {whose}"


def _key(form: str) -> str:
    """Forms that differ in case alone are one, but for short acronyms (US, us); accents make two (Gomez, Gómez)."""
    return form if form.isupper() and len(form) < 6 else form.casefold()

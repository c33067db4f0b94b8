"""Several glossaries made one, and what they may not say of each other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from mtaudit.glossary.entry import Entry, Glossary, GlossaryError, Kind


def merge(glossaries: Iterable[Glossary]) -> tuple[Entry, ...]:
    """The entries of all glossaries, in order.

    Entries of one kind with the same canonical form are one: the forms, native forms, offices and
    confusables of all of them belong to the first; what they forbid stays with its own conditions.

    Raises `GlossaryError` where a form is accepted by one entry and forbidden by another (a rule
    with a context may forbid it there), or where two entries claim it.
    """
    return checked(entry for glossary in glossaries for entry in glossary.entries)


def checked(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries united as `merge` does it. Raises `GlossaryError` as that does."""
    united = _unite(entries)
    problems = [*_claimed_twice(united), *_accepted_and_forbidden(united)]
    if problems:
        raise GlossaryError(problems)
    return tuple(united)


def yielding(shipped: Iterable[Entry], own: Iterable[Entry]) -> tuple[Entry, ...]:
    """Shipped entries and a user's own, which have the last word.

    A shipped entry whose canonical form an own entry of its kind accepts tells that one what it knows, and is gone;
    forms that an own entry claims or forbids are taken from the other shipped entries, and what an own entry accepts
    is forbidden no more.
    """
    ours = list(own)
    owner: dict[str, int] = {}
    for number, entry in enumerate(ours):
        for form in entry.accepted if entry.kind is not Kind.TERM else ():
            owner.setdefault(_key(form), number)
    banned = {_key(form) for entry in ours if not entry.near for form in entry.forbidden}
    kept: list[Entry] = []
    for entry in shipped:
        left = _without(entry, owner.keys() if entry.kind is not Kind.TERM else (), banned)
        taker = owner.get(_key(entry.canonical))
        if entry.kind is Kind.TERM or (taker is None and _key(entry.canonical) not in banned):
            kept.append(left)
        elif taker is not None and ours[taker].kind is entry.kind:
            told = _join(ours[taker], replace(left, canonical=ours[taker].canonical))
            ours[taker] = replace(told, forbidden=tuple(dict.fromkeys([*told.forbidden, *left.forbidden])))
    return (*kept, *ours)


def _without(entry: Entry, claimed: Collection[str], banned: Collection[str]) -> Entry:
    """An entry less the forms that are claimed or banned elsewhere."""
    aliases = tuple(a for a in entry.aliases if _key(a) not in claimed and _key(a) not in banned)
    forbidden = tuple(f for f in entry.forbidden if _key(f) not in claimed)
    if len(aliases) == len(entry.aliases) and len(forbidden) == len(entry.forbidden):
        return entry
    return replace(entry, aliases=aliases, forbidden=forbidden)


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

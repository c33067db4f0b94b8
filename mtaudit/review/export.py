"""What decisions become: rules for the glossary, findings to allow, labelled data, measured precision."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mtaudit.glossary.entry import Entry, GlossaryError, Kind
from mtaudit.review.decision import Action, Decision
from mtaudit.review.measure import precisions

if TYPE_CHECKING:
    from mtaudit.review.store import Store

_ALIKE = ("N101", "N102", "N103")
"""The checks that take a name for another that it resembles: what they take so may be a real name."""

_GIVEN_NAME = "N102"


@dataclass(frozen=True, slots=True)
class Known:
    """The glossary entry that accepts a form."""

    canonical: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Patch:
    """What decisions change: glossary entries to add or to extend, findings to allow, and what could not be used."""

    entries: tuple[Entry, ...] = ()
    allow: tuple[Mapping[str, str], ...] = ()
    left_out: tuple[str, ...] = ()


def known_names(entries: Iterable[Entry]) -> dict[str, Known]:
    """The entry that accepts each form; the canonical form of an entry is always its own."""
    forms: dict[str, Known] = {}
    names = [(entry, Known(entry.canonical, entry.kind)) for entry in entries]
    for entry, known in names:
        forms.setdefault(entry.canonical, known)
    for entry, known in names:
        for alias in entry.aliases:
            forms.setdefault(alias, known)
    return forms


def make_patch(decisions: Sequence[Decision], known: Mapping[str, Known]) -> Patch:
    """What decisions change, in the order they were taken; `known` as from `known_names`.

    A rejected name that looks like an entry's becomes confusable for that entry, unless somebody
    held the same words for an error of it elsewhere; any other rejected finding is allowed where it
    stands. A corrected name or term becomes an entry that forbids what stood there; where the
    glossary accepts the correction already, it extends that entry.
    """
    wrong = {(d.item.entry, d.item.text) for d in decisions if d.action is not Action.REJECTED}
    drafts: dict[tuple[str, Kind, tuple[str, ...]], _Draft] = {}
    allow: list[Mapping[str, str]] = []
    left_out: list[str] = []
    for decision in decisions:
        item = decision.item
        if decision.action is Action.REJECTED:
            owner = known.get(item.entry or "")
            alike = item.code in _ALIKE and owner is not None and owner.canonical == item.entry
            if owner and alike and (item.entry, item.text) not in wrong and item.text not in known:
                _draft(drafts, owner).confusable[item.text] = None
            else:
                allow.append({"code": item.code, "text": item.text, "fingerprint": item.fingerprint})
        elif decision.action is Action.CORRECTED:
            rule = _rule(decision, known)
            if rule is None:
                continue
            owner, form, near = rule
            if form in known:
                left_out.append(f"{form} → {decision.correction}: {form} is a right form of {known[form].canonical}")
            else:
                _draft(drafts, owner, near).forbidden[form] = None
    entries = [draft.entry() for draft in drafts.values()]
    return _checked(entries, allow, left_out)


@dataclass(slots=True)
class _Draft:
    """An entry in the making; the forms are keys, so that each stands once and in order."""

    owner: Known
    near: tuple[str, ...]
    forbidden: dict[str, None] = field(default_factory=dict)
    confusable: dict[str, None] = field(default_factory=dict)

    def entry(self) -> Entry:
        return Entry(
            self.owner.canonical,
            self.owner.kind,
            forbidden=tuple(self.forbidden),
            confusable=tuple(self.confusable),
            near=self.near,
        )


def _draft(drafts: dict[tuple[str, Kind, tuple[str, ...]], _Draft], owner: Known, near: tuple[str, ...] = ()) -> _Draft:
    return drafts.setdefault((owner.canonical, owner.kind, near), _Draft(owner, near))


def _rule(decision: Decision, known: Mapping[str, Known]) -> tuple[Known, str, tuple[str, ...]] | None:
    """The entry a correction belongs to, the form it forbids, and the context; None where it makes no rule."""
    item, right = decision.item, decision.correction or ""
    if item.code[:1] == "T":
        if right in item.expected:  # the glossary's own rule said so
            return None
        near = item.evidence.get("near")
        return Known(right, Kind.TERM), item.text, (near,) if isinstance(near, str) else ()
    if item.code[:1] != "N":
        return None
    kind = Kind(decision.kind or item.kind or Kind.PERSON)
    if item.code == _GIVEN_NAME:
        return _given_name(decision, known, kind)
    return known.get(right) or Known(right, kind), item.text, ()


def _given_name(
    decision: Decision, known: Mapping[str, Known], kind: Kind
) -> tuple[Known, str, tuple[str, ...]] | None:
    """The rule for a wrong given name: many people bear it, so it is wrong beside its surname only."""
    item, right = decision.item, decision.correction or ""
    surname, name = item.evidence.get("surname"), (item.entry or "").split()
    if not isinstance(surname, str):
        return None
    for order, form in (("{0} {1}", f"{item.text} {surname}"), ("{1} {0}", f"{surname} {item.text}")):
        if form not in item.sentence:
            continue
        if right in item.expected or right in name:
            return known.get(item.entry or "", Known(item.entry or "", kind)), form, ()
        if surname in name:
            whole = order.format(right, surname)
            return known.get(whole, Known(whole, kind)), form, ()
    return None  # nobody said what the surname should be


def _checked(entries: Sequence[Entry], allow: Sequence[Mapping[str, str]], left_out: Sequence[str]) -> Patch:
    """A patch of the entries that a glossary can hold, and the reasons why it cannot hold others."""
    from mtaudit.glossary.plain import Plain
    from mtaudit.glossary.schema import build_glossary
    from mtaudit.glossary.yamls import plain_entry

    accepted = {entry.canonical.casefold() for entry in entries}
    kept: list[Entry] = []
    reasons = list(left_out)
    for entry in entries:
        try:
            build_glossary(Plain({"name": "patch", "entries": [plain_entry(entry)]}, [1], ()), "patch")
        except GlossaryError as error:
            reasons += [problem.partition(": ")[2] for problem in error.problems]
            continue
        both = [form for form in entry.forbidden if form.casefold() in accepted]
        if both:
            reasons.append(f"{both[0]} → {entry.canonical}: {both[0]} is a correction elsewhere; which is right?")
        else:
            kept.append(entry)
    return Patch(tuple(kept), tuple(allow), tuple(reasons))


def patch_yaml(patch: Patch) -> str:
    """A patch as YAML: `entries` to add to a glossary or to extend there, `allow` with the findings to allow."""
    body = {**_glossary(patch), "allow": [dict(rule) for rule in patch.allow]}
    notes = "".join(f"# left out: {reason}\n" for reason in _lines(patch.left_out))
    return notes + _yaml(body)


def glossary_yaml(patch: Patch) -> str:
    """The entries of a patch as a glossary that `--glossary` takes."""
    return _yaml(_glossary(patch))


def _glossary(patch: Patch) -> dict[str, Any]:
    from mtaudit.glossary.yamls import plain_entry

    return {"name": "review", "language": "en", "entries": [plain_entry(entry) for entry in patch.entries]}


def _yaml(data: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(dict(data), allow_unicode=True, sort_keys=False, width=110)


def _lines(texts: Iterable[str]) -> list[str]:
    from mtaudit.report.cells import safe

    return [safe(text) for text in texts]


def labels_jsonl(decisions: Iterable[Decision]) -> str:
    """Labelled data: a JSON object a line for each decision that stands.

    `span` holds the half-open code-point offsets into the article as last audited; of a finding that is gone
    since, into the article as it was decided on.
    """
    return "".join(json.dumps(_label(decision), ensure_ascii=False) + "\n" for decision in decisions)


def _label(decision: Decision) -> dict[str, Any]:
    item = decision.item
    return {
        "article": decision.article_id,
        "code": item.code,
        "text": item.text,
        "span": [item.start, item.end],
        "sentence": item.sentence,
        "decision": decision.action.value,
        "correction": decision.correction,
        "time": decision.time,
    }


def precision_csv(found: Mapping[str, int], decisions: Iterable[Decision]) -> str:
    """Precision by check as CSV; shares from 0 to 1, empty where nothing is decided."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["check", "findings", "decided", "accepted", "corrected", "rejected", "precision", "low", "high"])
    for row in precisions(found, decisions):
        value, (low, high) = row.value, row.interval
        shares = ["", "", ""] if value is None else [f"{share:.4f}" for share in (value, low, high)]
        writer.writerow([row.code, row.findings, row.decided, row.accepted, row.corrected, row.rejected, *shares])
    return out.getvalue()


EXPORTS: Mapping[str, Callable[[Store, Mapping[str, Known]], str]] = {
    "patch.yaml": lambda store, known: patch_yaml(make_patch(store.decisions(), known)),
    "glossary.yaml": lambda store, known: glossary_yaml(make_patch(store.decisions(), known)),
    "labels.jsonl": lambda store, _: labels_jsonl(store.decisions()),
    "precision.csv": lambda store, _: precision_csv(store.found(), store.decisions()),
}
"""The files of an export and how each is made."""

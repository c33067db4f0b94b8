"""The checks, in the order of their codes. A new check is one module and one line here."""

from __future__ import annotations

from mtaudit.checks import (
    aggregator_credit,
    dangling_reference,
    doubled_words,
    empty_condition,
    forbidden_form,
    foreign_residue,
    fracture,
    fullwidth_punctuation,
    garbled_sentence,
    headline_clash,
    impossible_figure,
    inconsistent_name,
    misspelled_name,
    mixed_forms,
    mojibake,
    native_reading,
    office_holder,
    page_leftover,
    reversed_relation,
    said_twice,
    spacing,
    state_as_person,
    stray_capital,
    unclosed_quotation,
    wrong_given_name,
    wrong_term,
)
from mtaudit.checks.base import Check

CHECKS: tuple[Check, ...] = (
    misspelled_name.CHECK,
    wrong_given_name.CHECK,
    native_reading.CHECK,
    office_holder.CHECK,
    inconsistent_name.CHECK,
    forbidden_form.CHECK,
    wrong_term.CHECK,
    reversed_relation.CHECK,
    mixed_forms.CHECK,
    fracture.CHECK,
    stray_capital.CHECK,
    doubled_words.CHECK,
    unclosed_quotation.CHECK,
    state_as_person.CHECK,
    garbled_sentence.CHECK,
    said_twice.CHECK,
    dangling_reference.CHECK,
    headline_clash.CHECK,
    empty_condition.CHECK,
    spacing.CHECK,
    fullwidth_punctuation.CHECK,
    foreign_residue.CHECK,
    mojibake.CHECK,
    impossible_figure.CHECK,
    page_leftover.CHECK,
    aggregator_credit.CHECK,
)

__all__ = ["CHECKS", "Check"]

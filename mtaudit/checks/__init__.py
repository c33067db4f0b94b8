"""The checks, in the order of their codes. A new check is one module and one line here."""

from __future__ import annotations

from mtaudit.checks import (
    forbidden_form,
    inconsistent_name,
    misspelled_name,
    native_reading,
    office_holder,
    reversed_relation,
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
)

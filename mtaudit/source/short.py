"""Short mentions in a Chinese source of names that it gives in full, too: 马方 after 马拉维, 伯祥 after 王伯祥."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from mtaudit.glossary.entry import Kind
from mtaudit.glossary.index import GlossaryIndex
from mtaudit.glossary.natives import Native
from mtaudit.tables import table

_HAN_NAME = 3  # signs of a person's name with a surname of one sign and a given name of two
_LANGUAGE = "zh"


def with_short_mentions(
    natives: Sequence[Native], source: str, language: str, index: GlossaryIndex
) -> tuple[Native, ...]:
    """The names of a source with its short mentions of them, in order.

    A country of the source stands for its first sign where news puts it beside 中 or 方, unless two places of the
    source begin with it; a person for the given name alone.
    """
    if language != _LANGUAGE:
        return tuple(natives)
    taken = [(native.start, native.end) for native in natives]
    found = [
        short
        for short in (*_countries(natives, source, index), *_given_names(natives, source, index))
        if not any(start < short.end and short.start < end for start, end in taken)
    ]
    return tuple(sorted([*natives, *found], key=lambda native: native.start))


def _countries(natives: Sequence[Native], source: str, index: GlossaryIndex) -> Iterator[Native]:
    signs: dict[str, set[int]] = defaultdict(set)
    for native in natives:
        if index.entries[native.entry].kind is Kind.PLACE:
            signs[native.written[0]].add(native.entry)
    data = table(__file__, "short.toml")
    for sign, numbers in signs.items():
        (number, *others) = numbers
        if others or sign in data["ordinary"] or index.entries[number].canonical not in index.country_entries:
            continue
        beside = "|".join(data["beside"])
        pattern = rf"(?<=中){sign}(?={beside})|{sign}(?=中(?:{beside}))|{sign}(?=方(?!{'|'.join(data['not_side'])}))"
        for match in re.finditer(pattern, source):
            yield Native(*match.span(), match[0], number)


def _given_names(natives: Sequence[Native], source: str, index: GlossaryIndex) -> Iterator[Native]:
    given: dict[str, set[int]] = defaultdict(set)
    for native in natives:
        if len(native.written) == _HAN_NAME and index.entries[native.entry].kind is Kind.PERSON:
            given[native.written].add(native.entry)
    for written, numbers in given.items():
        if len(numbers) == 1 and is_surname_sign(written[0]):
            (number,) = numbers
            for match in re.finditer(re.escape(written[1:]), source):
                yield Native(*match.span(), match[0], number)


def is_surname_sign(sign: str) -> bool:
    """Whether a sign is one of the most frequent surnames, and nothing else that stands before names."""
    return bool(sign.strip()) and sign in table(__file__, "short.toml")["surnames"]

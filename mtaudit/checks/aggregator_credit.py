"""The credit of an aggregator stands in the headline or in the text.

## What it does
Reports names of aggregators and copying sites that are glued to an agency's name ("Reuters-zimo news"),
hung on a headline ("– Reuters by Investing.com") or left in a notice ("The post … appeared first on …").

## Why it is bad
Whoever publishes the text credits a site that it does not come from, and in a headline the credit reads
like a part of the news.

## Bad and good
- bad: Ministers meet in Stockholm Reuters-zimo news
- good: Ministers meet in Stockholm
- bad: Oil prices fall – Reuters by Investing.com
- good: Oil prices fall – Reuters
- good, each left alone: STOCKHOLM (Reuters) - Ministers met; a Reuters-Ipsos poll; Reuters reported.

## What it cannot see
Names of copying sites that no list knows and that do not look like a site; credits in the middle of a line.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from mtaudit.checks.base import Check
from mtaudit.checks.press import press
from mtaudit.finding import Category, Problem, Severity
from mtaudit.tables import either, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mtaudit.context import Context

_LONGEST_LINE = 300
_REACH = 80
_ENDS_SENTENCE = frozenset(".!?”\"’'…:;")


def check(ctx: Context) -> Iterator[Problem]:
    """Credits at the ends of lines, then notices."""
    text = ctx.text.prose
    line_end, notices = _patterns()
    for start, end in ctx.text.paragraphs:
        if text[end - 1] in _ENDS_SENTENCE or end - start > _LONGEST_LINE:
            continue
        match = line_end.search(text, max(start, end - _REACH), end)
        if match is not None:
            message = "an aggregator's credit: remove it"
            yield Problem(*match.span(), message, severity=Severity.MAJOR)
    for words, pattern in notices.items():
        if words in text:
            for match in pattern.finditer(text):
                yield Problem(*match.span(), "a notice of the site that the text was copied from: remove it")


@cache
def _patterns() -> tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]]:
    data = table(__file__, "aggregator_credit.toml")
    some = "|".join(f"(?:{pattern})" for pattern in data["line_end"]["patterns"])
    for name, words in _names().items():
        some = some.replace(name, words)
    line_end = re.compile(rf"(?<!\S)(?:{some})$")
    return line_end, {words: re.compile(pattern, re.MULTILINE) for words, pattern in data["notices"].items()}


def _names() -> dict[str, str]:
    lists = press()
    return {
        "AGENCY": either(lists.agencies),
        "AGGREGATOR": f"(?i:{either(lists.aggregators)})",
        "SITE": f"(?i:{either(lists.site_words)})",
    }


CHECK = Check(
    code="L602",
    name="aggregator-credit",
    category=Category.ADDITION,
    severity=Severity.MINOR,
    run=check,
    documentation=__doc__ or "",
)

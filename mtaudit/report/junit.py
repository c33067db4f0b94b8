"""JUnit XML: an article is a test suite, a finding a failed test."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from mtaudit.readers.source import InputError
from mtaudit.report.places import place, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mtaudit.report.base import Item, Options

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(items: Iterable[Item], options: Options) -> Iterator[str]:
    """Yield a suite for each article; one without findings has one test, which passes."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mtaudit">\n'
    for item in items:
        if isinstance(item, InputError):
            name = _attribute(item.where)
            yield f'<testsuite name={name} tests="1" failures="0" errors="1"><testcase name="reading" classname={name}>'
            yield f"<error message={_attribute(item.message)}/></testcase></testsuite>\n"
            continue
        name, count = _attribute(item.article.id), len(item.findings)
        yield f'<testsuite name={name} tests="{max(1, count)}" failures="{count}" errors="0">\n'
        if not count:
            yield f'<testcase name="no findings" classname={name}/>\n'
        for finding in item.findings:
            file, line, column = place(item, finding)
            where = f"{file}:{line}" + (f":{column}" if column is not None else "")
            case = _attribute(f"{finding.code} {finding.name} at {finding.line}:{finding.column}")
            yield f"<testcase name={case} classname={name} file={_attribute(file)} line={_attribute(str(line))}>"
            yield f"<failure type={_attribute(finding.severity.value)} message={_attribute(said(finding))}>"
            yield f"{escape(_clean(f'{where}: {finding.text}'))}</failure></testcase>\n"
        yield "</testsuite>\n"
    yield "</testsuites>\n"


def _attribute(text: str) -> str:
    return quoteattr(_clean(text))


def _clean(text: str) -> str:
    """A text without the characters that XML 1.0 cannot hold."""
    return _NOT_XML.sub("\ufffd", text)

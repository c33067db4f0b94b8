"""mtaudit audits machine-translated English news: wrong names, wrong terms, reversed meanings, damage.

>>> import mtaudit
>>> audited = mtaudit.audit("Ukrainian Foreign Minister Dmitro Kuleba spoke.")
>>> [(f.text, f.expected) for f in audited.findings]
[('Dmitro', ('Dmytro',))]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from mtaudit.version import __version__

if TYPE_CHECKING:
    from mtaudit.article import Article
    from mtaudit.auditor import AuditedArticle, Auditor, audit
    from mtaudit.finding import Finding, Severity
    from mtaudit.glossary.entry import Entry, Glossary, GlossaryError

__all__ = [
    "Article",
    "AuditedArticle",
    "Auditor",
    "Entry",
    "Finding",
    "Glossary",
    "GlossaryError",
    "Severity",
    "__version__",
    "audit",
]

_HOMES = {
    "Article": "article",
    "AuditedArticle": "auditor",
    "Auditor": "auditor",
    "audit": "auditor",
    "Entry": "glossary.entry",
    "Glossary": "glossary.entry",
    "GlossaryError": "glossary.entry",
    "Finding": "finding",
    "Severity": "finding",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `mtaudit --help` imports no matcher."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"mtaudit.{_HOMES[name]}"), name)
    globals()[name] = value
    return value

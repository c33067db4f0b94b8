"""mtaudit audits machine-translated English news: wrong names, wrong terms, reversed meanings, damage.

>>> import mtaudit
>>> audited = mtaudit.audit("Ukrainian Foreign Minister Dmitro Kuleba spoke.")
>>> [(f.text, f.expected) for f in audited.findings]
[('Dmitro', ('Dmytro',))]
"""

from __future__ import annotations

from mtaudit.article import Article
from mtaudit.auditor import AuditedArticle, Auditor, audit
from mtaudit.finding import Finding, Severity
from mtaudit.glossary.entry import Entry, Glossary, GlossaryError
from mtaudit.version import __version__

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

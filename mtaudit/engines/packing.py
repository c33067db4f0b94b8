"""Audited articles as bytes, for the way between processes and for files that only mtaudit reads.

What a report shows of an article is kept, to the last digit; what checks computed on the way is not.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import msgpack

from mtaudit.article import Article, Span
from mtaudit.auditor import AuditedArticle
from mtaudit.finding import Category, Finding, Severity
from mtaudit.readers.source import InputError
from mtaudit.report.result import plain
from mtaudit.scoring import Score
from mtaudit.text import Text

if TYPE_CHECKING:
    from mtaudit.reference.report import KeptReference
    from mtaudit.report.base import Item

_SCORE = tuple(Score.__dataclass_fields__)
_FINDING = tuple(Finding.__dataclass_fields__)
_ARTICLE = ("id", "text", "title", "url", "outlet", "source", "source_lang", "reference", "origin")


def pack_audit(audited: AuditedArticle) -> bytes:
    """An audit without its article, as bytes."""
    findings = [_values(finding, _FINDING) for finding in audited.findings]
    return _packed(
        [
            findings,
            _values(audited.score, _SCORE),
            plain(audited.sentences),
            audited.reference.to_record() if audited.reference else None,
            plain(audited.comet),
            audited.ignored,
            audited.known,
        ]
    )


def unpack_audit(data: bytes, article: Article) -> AuditedArticle:
    """The audit of `article` that `pack_audit` made bytes of. Raises `ValueError` where it did not."""
    findings, scored, sentences, reference, comet, ignored, known = _unpacked(data)
    return AuditedArticle(
        article,
        Text(article.text, article.markup),
        tuple(map(_finding, findings)),
        Score(*scored),
        tuple(sentences),
        _reference(reference),
        comet,
        ignored,
        known,
    )


def pack_item(item: Item) -> bytes:
    """An item of an audit's stream, as bytes: an audit with its article, or an error."""
    if isinstance(item, InputError):
        return _packed([item.where, item.message, item.record])
    article = item.article
    fields = [getattr(article, name) for name in _ARTICLE]
    day = article.date and article.date.isoformat()
    return _packed([fields, day, article.markup, article.ignore, pack_audit(item)])


def unpack_item(data: bytes) -> Item:
    """The item that `pack_item` made bytes of. Raises `ValueError` where it did not."""
    values = _unpacked(data)
    if isinstance(values[0], str):
        return InputError(*values)
    fields, day, markup, ignore, audit = values
    article = Article(
        **dict(zip(_ARTICLE, fields, strict=True)),
        date=datetime.date.fromisoformat(day) if day else None,
        markup=tuple(Span(*span) for span in markup),
        ignore=tuple(ignore),
    )
    return unpack_audit(audit, article)


def _values(record: object, fields: tuple[str, ...]) -> list[Any]:
    return [plain(getattr(record, name)) for name in fields]


def _finding(values: list[Any]) -> Finding:
    fields = dict(zip(_FINDING, values, strict=True))
    fields["category"] = Category(fields["category"])
    fields["severity"] = Severity(fields["severity"])
    fields["expected"] = tuple(fields["expected"])
    return Finding(**fields)


def _reference(record: dict[str, Any] | None) -> KeptReference | None:
    if record is None:
        return None
    from mtaudit.reference.report import KeptReference

    return KeptReference(record)


def _packed(values: list[Any]) -> bytes:
    # Articles may hold half characters, which are no UTF-8.
    data: bytes = msgpack.packb(values, unicode_errors="surrogatepass")
    return data


def _unpacked(data: bytes) -> list[Any]:
    try:
        values = msgpack.unpackb(data, unicode_errors="surrogatepass", strict_map_key=False)
    except (msgpack.UnpackException, msgpack.ExtraData, ValueError) as error:
        raise ValueError("these bytes are no audit") from error
    if not isinstance(values, list) or not values:
        raise ValueError("these bytes are no audit")
    return values

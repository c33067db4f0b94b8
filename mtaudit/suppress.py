"""What an article's own words, its record or a baseline say about findings that are known.

Comments in text and Markdown silence findings (codes, prefixes of codes or names; none: all):

    <!-- mtaudit: ignore T201 -->        on its line; alone on a line, on the next one that holds text
    <!-- mtaudit: off N1 -->             from here to `<!-- mtaudit: on -->`, or to the end
    <!-- mtaudit: ignore-file T201 -->   in the whole article

`[sic]` or `(sic)` behind a word silences what is said of that word. The `ignore` field of a record
takes codes, names, and fingerprints of findings.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtaudit.article import Article, Span

if TYPE_CHECKING:
    from mtaudit.auditor import AuditedArticle
    from mtaudit.finding import Finding

BASELINE_SCHEMA = 1

_ALLOW_KEYS = {"code", "text", "fingerprint"}

_DIRECTIVE = re.compile(
    r"<!--[ \t]*mtaudit:[ \t]*(?P<what>ignore-file|ignore|off|on)(?P<codes>(?:[ \t,]+[\w-]+)*)[ \t]*-->"
)
_SIC = re.compile(r"[\s\"'”’»,;:]{0,3}[\[(]sic[\])]", re.IGNORECASE)
_TEXT_AHEAD = re.compile(r"\s*(?:<!--[^\r\n]*?-->\s*)*")


class BaselineError(ValueError):
    """A baseline or a list of allowed findings that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class _Region:
    """A range of the text and the checks that are silent in it (none: all)."""

    start: int
    end: int
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Silences:
    """What an article wants silenced: `comments` are the spans of the comments that say so."""

    text: str
    comments: tuple[Span, ...] = ()
    regions: tuple[_Region, ...] = ()
    ignored: tuple[str, ...] = ()

    def cover(self, finding: Finding) -> bool:
        """Whether a finding is silenced."""
        if finding.fingerprint in self.ignored or any(_names(item, finding) for item in self.ignored):
            return True
        if _SIC.match(self.text, finding.end):
            return True
        return any(
            region.start <= finding.start < region.end
            and (not region.codes or any(_names(item, finding) for item in region.codes))
            for region in self.regions
        )


def silences(article: Article) -> Silences | None:
    """What an article silences, None where it says nothing of the kind."""
    text = article.text
    has_comments = "mtaudit:" in text
    if not (has_comments or article.ignore or "sic]" in text or "sic)" in text):
        return None
    found = list(_DIRECTIVE.finditer(text)) if has_comments else []
    comments = tuple(Span(*match.span()) for match in found)
    return Silences(text, comments, tuple(_regions(text, found)), article.ignore)


def without_comments(article: Article, silenced: Silences) -> Article:
    """The article with its comments to the auditor as markup, so that no check reads them."""
    if not silenced.comments:
        return article
    spans = sorted([*article.markup, *silenced.comments])
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return replace(article, markup=tuple(merged))


def _regions(text: str, found: Sequence[re.Match[str]]) -> Iterable[_Region]:
    off: tuple[int, tuple[str, ...]] | None = None
    for match in found:
        what, codes = match["what"], tuple(re.split(r"[ \t,]+", match["codes"].strip(" \t,")) if match["codes"] else ())
        if what == "ignore-file":
            yield _Region(0, len(text), codes)
        elif what == "ignore":
            yield _Region(*_line_meant(text, match), codes)
        elif off:
            yield _Region(off[0], match.start(), off[1])
            off = None
        if what == "off":
            off = (match.end(), codes)
    if off:
        yield _Region(off[0], len(text), off[1])


def _line_meant(text: str, match: re.Match[str]) -> Span:
    """The line a comment stands on, or the next with text where it stands alone."""
    start, end = _line(text, match.start())
    if not _DIRECTIVE.sub("", text[start:end]).strip():
        ahead = _TEXT_AHEAD.match(text, match.end())
        return _line(text, ahead.end() if ahead else end)
    return Span(start, end)


def _line(text: str, offset: int) -> Span:
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    ends = [place for place in (text.find("\n", offset), text.find("\r", offset)) if place >= 0]
    return Span(start, min(ends, default=len(text)))


def _names(item: str, finding: Finding) -> bool:
    return bool(item) and (finding.code.startswith(item.upper()) or finding.name == item.lower())


@dataclass(frozen=True, slots=True)
class Allowed:
    """Findings that an editor allowed: single ones by fingerprint, others by code and text wherever they stand."""

    fingerprints: frozenset[str] = frozenset()
    texts: frozenset[tuple[str, str]] = frozenset()

    def cover(self, finding: Finding) -> bool:
        """Whether a finding is allowed."""
        return finding.fingerprint in self.fingerprints or (finding.code, finding.text) in self.texts

    def __or__(self, other: Allowed) -> Allowed:
        return Allowed(self.fingerprints | other.fingerprints, self.texts | other.texts)


def load_allowed(path: Path) -> Allowed:
    """Read the `allow` list of a YAML file, such as the `patch.yaml` that `mtaudit review` writes.

    Its items have a code and a text, and a fingerprint where one finding only is meant. Raises
    `BaselineError` where the file holds no such list, and `OSError`.
    """
    import yaml

    try:
        data = yaml.safe_load(path.read_text("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BaselineError(f"{path}{f':{mark.line + 1}' if mark else ''}: is not valid YAML") from None
    rules = data.get("allow") if isinstance(data, dict) else None
    if not isinstance(rules, list):
        raise BaselineError(f"{path}: has no list called allow; `mtaudit review --export` writes one in patch.yaml")
    for number, rule in enumerate(rules, 1):
        if not isinstance(rule, dict) or not {"code", "text"} <= set(rule) <= _ALLOW_KEYS:
            raise BaselineError(f"{path}: item {number} of allow needs a code and a text, and may have a fingerprint")
    single = frozenset(str(rule["fingerprint"]) for rule in rules if "fingerprint" in rule)
    return Allowed(single, frozenset((str(r["code"]), str(r["text"])) for r in rules if "fingerprint" not in r))


@dataclass(frozen=True, slots=True)
class Baseline:
    """Findings that are known and left: fingerprints by the id of their article."""

    known: Mapping[str, frozenset[str]]

    def apply(self, audited: AuditedArticle) -> AuditedArticle:
        """The audit without its known findings; its score stays, for they are errors all the same."""
        known = self.known.get(_key(audited.article))
        if not known:
            return audited
        new = tuple(finding for finding in audited.findings if finding.fingerprint not in known)
        return replace(audited, findings=new, known=audited.known + len(audited.findings) - len(new))


def _key(article: Article) -> str:
    """What a baseline calls an article: its id; of a file, its path however it was written (`./a.txt`)."""
    return posixpath.normpath(article.id) if article.origin == article.id else article.id


def load_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises `BaselineError` where it is none, or of another version, and `OSError`."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise BaselineError(f"{path}{line}: is not a baseline: {error}") from None
    if (
        not isinstance(data, dict)
        or data.get("schema") != BASELINE_SCHEMA
        or not isinstance(data.get("articles"), dict)
    ):
        raise BaselineError(f"{path}: is not a baseline of this version; write it anew with `mtaudit baseline`")
    try:
        known = {name: frozenset(f["fingerprint"] for f in findings) for name, findings in data["articles"].items()}
    except (TypeError, KeyError):
        raise BaselineError(f"{path}: is not a baseline: a finding has no fingerprint") from None
    return Baseline(known)


def dump_baseline(audited: Iterable[AuditedArticle]) -> str:
    """A baseline of all findings, with code and text of each for whoever reads the file.

    Articles of one id are one article to it.
    """
    articles: dict[str, list[dict[str, str]]] = {}
    for item in audited:
        known = [{"fingerprint": f.fingerprint, "code": f.code, "text": f.text} for f in item.findings]
        if known:
            articles.setdefault(_key(item.article), []).extend(known)
    return json.dumps({"schema": BASELINE_SCHEMA, "articles": articles}, ensure_ascii=False, indent=1) + "\n"

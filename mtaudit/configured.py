"""An auditor that heeds overrides: other settings for the articles of some files or outlets."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtaudit.auditor import select_checks

if TYPE_CHECKING:
    from pathlib import Path

    from mtaudit.article import Article
    from mtaudit.auditor import AuditedArticle, Auditor
    from mtaudit.config import Override
    from mtaudit.glossary.index import GlossaryIndex


class ConfiguredAuditor:
    """Audits each article with `base`, or with a variant of it where overrides match; variants are made once.

    `glossaries`, `select`, `ignore` and `default_glossaries` are what `base` was made with: an override's
    glossaries, ignored checks and severities are added to them, its other settings take their place.
    """

    def __init__(
        self,
        base: Auditor,
        overrides: Sequence[Override],
        *,
        glossaries: Sequence[Path] = (),
        select: Sequence[str] = (),
        ignore: Sequence[str] = (),
        default_glossaries: bool = True,
    ) -> None:
        self.base = base
        self.checks = base.checks
        self._overrides = overrides
        self._glossaries = tuple(glossaries)
        self._select = tuple(select)
        self._ignore = tuple(ignore)
        self._default_glossaries = default_glossaries
        self._variants: dict[tuple[int, ...], Auditor] = {(): base}

    @property
    def index(self) -> GlossaryIndex:
        """The glossaries of `base`."""
        return self.base.index

    @property
    def signature(self) -> str:
        """The signature of `base` with a digest of the overrides; an article's own score says what it depends on."""
        settings = repr([(o.paths, o.outlets, sorted(o.settings.items(), key=str)) for o in self._overrides])
        return f"{self.base.signature}|overrides:{hashlib.sha256(settings.encode()).hexdigest()[:8]}"

    @property
    def digest(self) -> str:
        """Names all that an audit depends on beside the article and mtaudit itself. Raises `OSError`."""
        settings = [(o.paths, o.outlets, str(o.folder), sorted(o.settings.items(), key=str)) for o in self._overrides]
        hasher = hashlib.sha256(f"{self.base.digest} {settings!r}".encode("utf-8", "surrogatepass"))
        for path in (path for o in self._overrides for path in o.settings.get("glossaries", ())):
            hasher.update(path.read_bytes())
        return hasher.hexdigest()

    def audit(self, article: Article) -> AuditedArticle:
        """Audit one article."""
        return self.auditor_for(article).audit(article)

    def auditor_for(self, article: Article) -> Auditor:
        """The auditor whose settings hold for an article."""
        matching = tuple(number for number, item in enumerate(self._overrides) if item.matches(article))
        if matching not in self._variants:
            self._variants[matching] = self._made([self._overrides[number] for number in matching])
        return self._variants[matching]

    def _made(self, overrides: Sequence[Override]) -> Auditor:
        from mtaudit.glossary.store import compile_glossaries

        merged: dict[str, Any] = {"select": self._select, "ignore": self._ignore, "glossaries": self._glossaries}
        for override in overrides:
            for key, value in override.settings.items():
                if key in ("ignore", "glossaries"):
                    merged[key] = (*merged[key], *value)
                elif key == "severity":
                    merged[key] = {**merged.get(key, {}), **value}
                else:
                    merged[key] = value
        added = merged["glossaries"] != self._glossaries
        return self.base.varied(
            checks=select_checks(merged["select"], merged["ignore"]),
            severities=merged.get("severity"),
            pivot=merged.get("pivot"),
            pass_mark=merged.get("pass-mark"),
            index=compile_glossaries(merged["glossaries"], shipped=self._default_glossaries) if added else None,
        )

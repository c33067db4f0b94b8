"""What a check may look at: one article, its text, the compiled glossary, and what the names say."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from mtaudit.text import Text

if TYPE_CHECKING:
    from mtaudit.article import Article
    from mtaudit.fluency.opinion import Reader
    from mtaudit.fluency.sentence import Measure
    from mtaudit.glossary.index import GlossaryIndex
    from mtaudit.glossary.natives import Native
    from mtaudit.glossary.phrases import PhraseHit
    from mtaudit.mentions.resolve import Names
    from mtaudit.reference.report import Reference
    from mtaudit.source.answers import Answer
    from mtaudit.source.original import Original


class Context:
    """One article under audit. Shared results are computed once, on first use."""

    def __init__(
        self, article: Article, index: GlossaryIndex, pivot: str | None = None, reader: Reader | None = None
    ) -> None:
        self.article = article
        self.index = index
        self.pivot = pivot or article.source_lang
        self.reader = reader
        self.text = Text(article.text, article.markup)

    @cached_property
    def original(self) -> Original | None:
        """The source text beside this one, or None where the article has none."""
        from mtaudit.source.align import Mark
        from mtaudit.source.original import Doubt

        found = self._unmarked
        if found is None or found.doubt:
            return found
        ours = tuple(Mark(native.start, f"#{native.entry}") for native in self.natives)
        theirs = tuple(Mark(claim.start, f"#{claim.form.entry}") for claim in self._resolved.claims)
        marked = replace(found, marks=(ours, theirs))
        return replace(marked, doubt=Doubt.UNRELATED) if marked.is_unrelated else marked

    @cached_property
    def _unmarked(self) -> Original | None:
        from mtaudit.source.original import original

        article = self.article
        # Tables and PO files often do not tell the language of their sources: the pivot the user gave stands in for it.
        language = article.source_lang or self.pivot
        return None if article.source is None else original(article.source, language, self.text)

    @cached_property
    def natives(self) -> tuple[Native, ...]:
        """The names of the glossary that stand in the source, in order; none where it cannot be used."""
        source = self._unmarked
        if source is None or source.doubt:
            return ()
        from mtaudit.source.short import with_short_mentions

        found = tuple(self.index.natives(source.language).find(source.source))
        return with_short_mentions(found, source.source, source.language, self.index)

    @cached_property
    def _resolved(self) -> Names:
        from mtaudit.mentions.resolve import resolve

        return resolve(self)

    @cached_property
    def names(self) -> Names:
        """Every decision about names in the article (see `mtaudit.mentions.resolve`), held against the source."""
        names = self._resolved
        if self.original is None or self.original.doubt:
            return names
        from mtaudit.source.proof import proven

        return proven(names, self.natives, self.index.natives(self.original.language).numbers)

    @cached_property
    def reference(self) -> Reference | None:
        """The reference beside the text, or None where the article has none."""
        if self.article.reference is None:
            return None
        from mtaudit.reference.report import Reference

        return Reference(self.text, Text(self.article.reference))

    @cached_property
    def answers(self) -> tuple[Answer, ...]:
        """The names of the source that the text does not give."""
        if not self.natives or self.original is None:
            return ()
        from mtaudit.source.answers import answers

        return tuple(answers(self, self.original, self.natives))

    @cached_property
    def phrase_hits(self) -> tuple[PhraseHit, ...]:
        """Every forbidden form of the glossary that stands in the text with its conditions met."""
        return tuple(self.index.phrases.find(self.text))

    @cached_property
    def measures(self) -> list[Measure]:
        """What the n-gram model says of each sentence."""
        from mtaudit.fluency.sentence import measure

        return measure(self.text.prose, self.text.sentences)

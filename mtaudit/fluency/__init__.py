"""Fluency: what an n-gram model of English says of a sentence, and which small repair would save it."""

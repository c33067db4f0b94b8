"""Feeds: lists of them, what stands in them, and a store of what was seen and audited."""

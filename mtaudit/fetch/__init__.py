"""Fetching: a page or a feed from the web, with manners towards servers and mistrust of what they send."""

from __future__ import annotations

from mtaudit.fetch.fetcher import Fetcher
from mtaudit.fetch.result import Fetched, FetchError, Settings

__all__ = ["FetchError", "Fetched", "Fetcher", "Settings"]

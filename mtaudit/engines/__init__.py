"""Engines: many articles through one auditor, on one machine or on many."""

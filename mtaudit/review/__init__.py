"""Reviewing: people decide findings in the browser; decisions become rules, labelled data and measured precision."""

"""Results of audits, read back: tables, comparisons and reports over any number of them."""

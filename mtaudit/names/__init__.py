"""Names as strings: folding, frequency, pivot-aware distance and look-up by sound. Knows no glossary."""

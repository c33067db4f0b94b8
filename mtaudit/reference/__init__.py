"""A human translation beside the text: sacreBLEU's metrics, the worst passages, and what the text misses."""

"""The names in an article: which glossary entry each one stands for, decided by evidence."""

"""Glossaries: the schema, the file formats, and the compiled index that texts are matched against."""

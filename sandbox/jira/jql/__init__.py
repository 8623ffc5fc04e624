"""The query language: read, checked against what exists, and turned into a test of issues."""

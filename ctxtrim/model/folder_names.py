"""Names of folders that hold documents, examples or tests, and not the program."""

DOCUMENTS = frozenset("doc docs documentation example examples sample samples demo demos website".split())
"""Documents and examples."""
TESTS = frozenset("test tests __tests__ spec specs e2e cypress testdata fixtures __fixtures__".split())
"""Tests, and the data that they read."""

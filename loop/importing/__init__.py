"""History from a file: reports that people made before the loop existed, as the baseline that figures start from.

Two passes. `read_rows` checks every row and refuses the file as a whole; `import_history` writes what it read, in
transactions of some hundred rows, and finds what an earlier run has written already.
"""

from __future__ import annotations

from loop.importing.columns import FIELDS, MappingError, parse_mapping
from loop.importing.complaints import BadFileError
from loop.importing.from_jira import rows_of_issues
from loop.importing.rows import Ending, HistoryRow, outcome_of_words, read_rows
from loop.importing.writing import ImportResult, import_history

__all__ = [
    "FIELDS",
    "BadFileError",
    "Ending",
    "HistoryRow",
    "ImportResult",
    "MappingError",
    "import_history",
    "outcome_of_words",
    "parse_mapping",
    "read_rows",
    "rows_of_issues",
]

"""The one error of configuration: sentences that a person can act on."""

from __future__ import annotations


class ConfigurationError(ValueError):
    """Something in the environment or in the catalogue keeps the program from starting.

    Each problem is a sentence that names the variable or the file and line, says what is wrong, and how to mend it.
    No problem ever holds a secret. The command line prints them and exits 2.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems

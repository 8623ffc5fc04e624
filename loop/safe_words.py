"""Words as people type them, made safe to store: cleaned, and without secrets and what the policy takes out."""

from __future__ import annotations

from collections.abc import Iterable

from loop import personal_data
from loop.cleaning import clean
from loop.masking import mask


class SafeWords:
    """Makes the texts of one submission safe. `masked`: kinds of what was taken out of them; `left`: kinds of personal
    data that were left in.
    """

    def __init__(self, policy: personal_data.Policy, masked: Iterable[str] = ()) -> None:
        self._policy = policy
        self.masked = list(masked)
        self.left: list[str] = []

    def of(self, text: str) -> str:
        """The text as it may be stored."""
        masked = mask(clean(text))
        treated = personal_data.treat(masked.text, self._policy)
        self.masked += [kind for kind in [*masked.kinds, *treated.masked] if kind not in self.masked]
        self.left += [kind for kind in treated.left if kind not in self.left]
        return treated.text

    def for_channels(self, safe: str) -> str:
        """A safe text as it may be shown in channels: titles are."""
        return safe if self._policy == "off" else personal_data.without(safe)

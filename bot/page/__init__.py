"""The scorecard as one HTML file: the same figures as everywhere, with charts, and the reports behind each number."""

from __future__ import annotations

from bot.page.contents import Pages, gather
from bot.page.document import Contents, beside, page

__all__ = ["Contents", "Pages", "beside", "gather", "page"]

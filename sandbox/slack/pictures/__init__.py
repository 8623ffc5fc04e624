"""Pictures of what people see: messages and views as a page that looks like Slack, and a PNG of that page.

Our own rendering, for looking at wording and layout; the page says so. Where Slack documents no rule, the reading of a
text that looks worse is drawn.
"""

from sandbox.slack.pictures.browser import NoPictureError, screenshot
from sandbox.slack.pictures.page import page
from sandbox.slack.pictures.scene import Scene

__all__ = ["NoPictureError", "Scene", "page", "screenshot"]

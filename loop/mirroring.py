"""Mirroring: what people comment in Jira on an issue that changed is read, and owed to the threads of all concerned."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from config.catalogue import CatalogueFile
from loop import personal_data, talk
from loop.answers import RejectedError, UndeliverableError
from loop.destination import is_kept_from_many
from loop.outbox import Settlement, Task
from loop.safe_words import SafeWords
from loop.tracker.model import Spoken, Tracker
from storage.comment import Comment, comments_of
from storage.database import Database, Session
from storage.issue import Issue, issue_by_id

log = structlog.get_logger(__name__)

# So much of a comment is kept: more than a message shows.
_LONGEST = 4000
_LONGEST_AUTHOR = 100


class Mirroring:
    """Handles a look at an issue's comments, which is owed to Jira. Looking twice finds nothing new."""

    def __init__(
        self, database: Database, tracker: Tracker, catalogue: CatalogueFile, policy: personal_data.Policy
    ) -> None:
        self._database = database
        self._tracker = tracker
        self._catalogue = catalogue
        self._policy = policy

    def __call__(self, task: Task) -> Settlement | None:
        """Read the comments and note what is new, changed or gone since the last look."""
        if not self._catalogue.current().comments.to_slack:
            return None
        payload = task.claim.payload
        with self._database.reading() as session:
            issue = issue_by_id(session, payload["issue"])
        for_few = not issue.restricted and is_kept_from_many(issue, self._catalogue.current())
        try:
            said = self._tracker.comments(issue.jira_id)
            shown = [self._made_safe(replace(each, for_everybody=False) if for_few else each) for each in said]
        except RejectedError as gone:
            raise UndeliverableError(f"its comments are not to be seen: {gone.reason}") from gone
        since = datetime.fromisoformat(payload["since"]) if payload["since"] else None
        return lambda session: _compare(session, issue_by_id(session, payload["issue"], lock=True), shown, since)

    def _made_safe(self, spoken: Spoken) -> Spoken:
        """Without secrets, and without any words where few may read them in Jira."""
        words = SafeWords(self._policy)
        text = words.of(spoken.text)[:_LONGEST] if spoken.for_everybody else ""
        author = words.of(spoken.author)[:_LONGEST_AUTHOR] if spoken.for_everybody else ""
        return Spoken(spoken.jira_id, author, text, spoken.written_at, spoken.for_everybody)


def _compare(session: Session, issue: Issue, shown: Sequence[Spoken], since: datetime | None) -> None:
    known = comments_of(session, issue.id)
    for spoken in shown:
        comment = known.pop(spoken.jira_id, None)
        if comment is None:
            _meet(session, issue, spoken, since)
        elif comment.version != _version(spoken):
            _take_over(session, issue, comment, spoken)
    for comment in known.values():
        if not comment.hidden:
            _hide(session, issue, comment)


def _meet(session: Session, issue: Issue, spoken: Spoken, since: datetime | None) -> None:
    """Note a comment; one that stood there when the issue was last read is no news."""
    is_news = since is None or spoken.written_at > since
    comment = Comment(issue_id=issue.id, jira_id=spoken.jira_id, written_at=spoken.written_at)
    _write(comment, spoken, keep=is_news)
    session.add(comment)
    session.flush()
    if is_news and not comment.hidden:
        talk.owe_comment(session, issue, comment)
        log.info("comment to be shown", key=issue.key)


def _take_over(session: Session, issue: Issue, comment: Comment, spoken: Spoken) -> None:
    """Show the new words where the old ones stand; what was for few before and is for everybody now is news."""
    was_hidden = comment.hidden
    _write(comment, spoken, keep=True)
    session.flush()
    talk.owe_comment_updates(session, issue, comment)
    if was_hidden and not comment.hidden:
        talk.owe_comment(session, issue, comment)


def _hide(session: Session, issue: Issue, comment: Comment) -> None:
    """It was deleted: what was shown of it goes."""
    comment.hidden, comment.text, comment.author, comment.version = True, "", "", "gone"
    session.flush()
    talk.owe_comment_updates(session, issue, comment)


def _write(comment: Comment, spoken: Spoken, *, keep: bool) -> None:
    comment.version = _version(spoken)
    comment.hidden = not spoken.for_everybody
    comment.author, comment.text = (spoken.author, spoken.text) if keep else ("", "")


def _version(spoken: Spoken) -> str:
    return hashlib.sha256(f"{spoken.for_everybody}\n{spoken.author}\n{spoken.text}".encode()).hexdigest()

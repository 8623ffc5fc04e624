"""Files."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.jira.calls import NO_CONTENT, Answer, Route
from sandbox.jira.issues import Attachment, Item
from sandbox.jira.refusals import Refusal, no_issue
from sandbox.jira.shapes.comments import attachment as shown
from sandbox.jira.shapes.view import View

if TYPE_CHECKING:
    from sandbox.jira.calls import Call, Upload
    from sandbox.jira.issues import Issue
    from sandbox.jira.site import Site

LARGEST = 10 * 1024 * 1024
MOST_AT_ONCE = 60


def add(site: Site, call: Call) -> Answer:
    """Attach the files of a multipart body; without X-Atlassian-Token the request looks forged."""
    if call.headers.get("x-atlassian-token", "").lower() not in ("no-check", "nocheck"):
        return Answer("XSRF check failed", status=403, content_type="text/html")
    issue = site.issue(call.user, call.params["issue"], "attach")
    if len(call.uploads) > MOST_AT_ONCE or any(len(upload.content) > LARGEST for upload in call.uploads):
        raise Refusal(413, f"A file may hold {LARGEST} bytes, a request {MOST_AT_ONCE} files.")
    if not call.uploads:
        raise Refusal(400, "The request holds no part named 'file'.")
    view = View.of(site, call)
    return Answer([shown(view, _attach(site, call, issue.id, upload)) for upload in call.uploads])


def _attach(site: Site, call: Call, number: int, upload: Upload) -> Attachment:
    issue = site.issues[number]
    new = Attachment(
        id=site.next_id("attachment"),
        filename=upload.filename,
        content_type=upload.content_type,
        size=len(upload.content),
        author=call.user.id,
        created=site.clock.now(),
    )
    site.files[new.id] = upload.content
    item = Item("Attachment", None, None, str(new.id), new.filename)
    issue = replace(issue, attachments=(*issue.attachments, new))
    site.commit(issue, call.user, "attached", [item], attachment=str(new.id), filename=new.filename)
    return new


def one(site: Site, call: Call) -> Answer:
    """Answer what is known of a file."""
    _, attachment = _named(site, call)
    return Answer(shown(View.of(site, call), attachment))


def content(site: Site, call: Call) -> Answer:
    """Answer a file's bytes."""
    _, attachment = _named(site, call)
    return Answer(site.files[attachment.id], content_type=attachment.content_type)


def delete(site: Site, call: Call) -> Answer:
    """Delete a file."""
    issue, old = _named(site, call)
    left = tuple(a for a in issue.attachments if a.id != old.id)
    item = Item("Attachment", str(old.id), old.filename, None, None)
    site.commit(replace(issue, attachments=left), call.user, "detached", [item], attachment=str(old.id))
    return NO_CONTENT


def _named(site: Site, call: Call) -> tuple[Issue, Attachment]:
    for issue in site.issues.values():
        if not issue.deleted and site.directory.may(call.user, "browse", issue.project):
            for attachment in issue.attachments:
                if str(attachment.id) == call.params["attachment"]:
                    return issue, attachment
    raise no_issue()


ROUTES = (
    Route("POST", "/issue/{issue}/attachments", add),
    Route("GET", "/attachment/{attachment}", one),
    Route("DELETE", "/attachment/{attachment}", delete),
    Route("GET", "/attachment/content/{attachment}", content, datacenter=False),
    Route("GET", "//secure/attachment/{attachment}/{filename}", content, cloud=False),
)

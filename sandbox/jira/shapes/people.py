"""People, as Cloud and as Data Center show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.jira.people import User
    from sandbox.jira.shapes.view import View


def person(view: View, number: str | None) -> dict[str, Any] | None:
    """Return the user of that id; nobody is null."""
    return None if number is None else user(view, view.site.directory.users[number])


def user(view: View, user: User) -> dict[str, Any]:
    """Return a user. Cloud leaves the address of someone who hides it out; Data Center has names, no account ids."""
    shown: dict[str, Any] = {
        "displayName": user.display_name,
        "active": user.active,
        "timeZone": "Etc/UTC",
        "avatarUrls": {"48x48": f"{view.origin}/secure/useravatar?size=large"},
    }
    if not user.email_hidden:
        shown["emailAddress"] = user.email
    if view.site.cloud:
        me = f"{view.api}/user?accountId={user.id}"
        return {"self": me, "accountId": user.id, "accountType": "atlassian", "locale": "en_GB", **shown}
    return {"self": f"{view.api}/user?username={user.name}", "name": user.name, "key": user.id, **shown}

"""Who there is, what they may do, and how a request proves whose it is."""

from __future__ import annotations

import base64
import binascii
import secrets
from dataclasses import dataclass, field

PERMISSIONS = {
    "browse": "BROWSE_PROJECTS",
    "create": "CREATE_ISSUES",
    "edit": "EDIT_ISSUES",
    "transition": "TRANSITION_ISSUES",
    "comment": "ADD_COMMENTS",
    "delete": "DELETE_ISSUES",
    "link": "LINK_ISSUES",
    "attach": "CREATE_ATTACHMENTS",
    "administer": "ADMINISTER_PROJECTS",
    "report": "MODIFY_REPORTER",
    "manage_watchers": "MANAGE_WATCHERS",
}
"""What control calls a permission, and what Jira calls it."""


@dataclass
class User:
    """A person or the bot. `id` is the accountId of Cloud and the user key of Data Center."""

    id: str
    name: str
    display_name: str
    email: str
    email_hidden: bool = False
    active: bool = True
    token: str = "sandbox-token"  # noqa: S105 - the sandbox's own, in its documentation
    pat: str = ""
    password: str = "sandbox-password"  # noqa: S105 - likewise


@dataclass
class Directory:
    """All users, and the permissions taken from them; who has lost nothing may do everything."""

    cloud: bool
    users: dict[str, User] = field(default_factory=dict)
    _taken: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, user: User) -> User:
        """Add a user, or change the one with that id."""
        user.pat = user.pat or f"sandbox-pat-{user.name}"
        self.users[user.id] = user
        return user

    def find(self, wanted: str) -> User | None:
        """Return the user with that id, name or e-mail address."""
        if wanted in self.users:
            return self.users[wanted]
        return next((u for u in self.users.values() if wanted and wanted in (u.name, u.email)), None)

    def allow(self, user: User, project: str, permission: str, *, allowed: bool) -> None:
        """Give or take one permission (a name in PERMISSIONS) in a project (its id)."""
        change = self._taken.discard if allowed else self._taken.add
        change((user.id, project, permission))

    def may(self, user: User, permission: str, project: str) -> bool:
        """Whether the user has a permission in a project (its id)."""
        return (user.id, project, permission) not in self._taken

    def authenticate(self, header: str) -> User | None:
        """Return whose Authorization header this is: e-mail and token on Cloud, password or access token elsewhere."""
        scheme, _, proof = header.partition(" ")
        if scheme.lower() == "bearer" and not self.cloud:
            return next((u for u in self.users.values() if u.active and _same(u.pat, proof.strip())), None)
        if scheme.lower() != "basic":
            return None
        try:
            who, _, secret = base64.b64decode(proof, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return next((u for u in self.users.values() if self._proves(u, who, secret)), None)

    def _proves(self, user: User, who: str, secret: str) -> bool:
        known_as, known_secret = (user.email, user.token) if self.cloud else (user.name, user.password)
        return user.active and who == known_as and _same(secret, known_secret)


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode(), other.encode())


def the_bot() -> User:
    """Return the account that the product signs in with."""
    return User("bot", "bot", "Friction Bot", "bot@example.com", pat="sandbox-pat")


def anonymous() -> User:
    """Return the one who shows no credentials."""
    return User("anonymous", "anonymous", "Anonymous", "", active=False)

"""The check-up of Jira: whether what the catalogue wants filed can be filed there, before the first report fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.catalogue import Catalogue, JiraDestination, Product
from loop.answers import NotFoundError, RefusedError, RejectedError
from loop.checkup import Finding, Verdict
from loop.details import given_by, missing, way_of
from loop.tracker.cures import PARENT_FIELD
from loop.tracker.screen import FieldAsked
from loop.tracker.site import Site

# What the loop does in a project, by Jira's names for the permissions.
PERMISSIONS = {
    "BROWSE_PROJECTS": "Browse projects",
    "CREATE_ISSUES": "Create issues",
    "EDIT_ISSUES": "Edit issues",
    "ADD_COMMENTS": "Add comments",
    "LINK_ISSUES": "Link issues",
}
_FOR_FILES = "CREATE_ATTACHMENTS"
# What [jira] reporter needs beside them.
FOR_REPORTERS: dict[str, dict[str, str]] = {
    "reporter": {"MODIFY_REPORTER": "Modify reporter"},
    "watcher": {"MANAGE_WATCHERS": "Manage watchers"},
    "text": {},
}
_CREDENTIALS = "Check JIRA_EMAIL and JIRA_API_TOKEN, or JIRA_PAT: tokens expire."


class JiraCheckup:
    """Looks at one Jira with the eyes of one catalogue. Reads only."""

    def __init__(self, site: Site, catalogue: Catalogue) -> None:
        self._site = site
        self._catalogue = catalogue

    def look(self) -> Iterator[Finding]:
        """Yield what is found, from the connection down to single fields. Raises AnswerError when Jira is away."""
        try:
            is_cloud, version = self._site.which()
            name = self._site.our_name()
        except RefusedError as error:
            yield _failed("Jira account", error.reason, _CREDENTIALS)
            return
        deployment = "Cloud" if is_cloud else "Data Center"
        if is_cloud != self._site.is_cloud:
            yield _failed("Jira", f"it is {deployment}, and JIRA_CLOUD says otherwise", "Leave JIRA_CLOUD out.")
            return
        yield _ok("Jira", f"it answers: {deployment}, {version}")
        yield _ok("Jira account", f"we are {name}")
        projects = sorted(self._catalogue.projects)
        sound = {project: list(self._look_at_project(project)) for project in projects}
        for findings in sound.values():
            yield from findings
        for product in self._catalogue.products:
            if all(finding.verdict is not Verdict.FAILED for finding in sound[product.jira.project]):
                yield from self._look_at_product(product)

    def _look_at_project(self, project: str) -> Iterator[Finding]:
        subject = f"project {project}"
        try:
            archived = self._site.project_is_archived(project)
        except NotFoundError:
            yield _failed(
                subject,
                "it does not exist, or we may not see it",
                "Correct jira.project in the catalogue, or give the bot's account Browse projects there.",
            )
            return
        if archived:
            yield _failed(subject, "it is archived", "Bring it back in Jira, or name another one in the catalogue.")
            return
        wanted = PERMISSIONS | FOR_REPORTERS[self._catalogue.jira.reporter]
        lacking = self._site.lacking(project, [*wanted, _FOR_FILES])
        if _FOR_FILES in lacking:
            lacking.remove(_FOR_FILES)
            yield Finding(
                Verdict.OFF,
                f"files in {project}",
                "we may not: Create attachments; files stay in Slack, and their receipts say so",
                "Give the bot's account this permission in the project.",
            )
        if lacking:
            names = ", ".join(wanted[key] for key in lacking)
            yield _failed(subject, f"we may not: {names}", "Give the bot's account these permissions in the project.")
            return
        yield _ok(subject, "we see it, and may create, edit, comment and link issues")

    def _look_at_product(self, product: Product) -> Iterator[Finding]:
        """Look at one destination; what Jira rejects about it says nothing of the others."""
        subject = f"product {product.key}"
        try:
            types = self._site.issue_types(product.jira.project)
            if product.jira.issue_type not in types:
                offered = ", ".join(types) or "none"
                yield _failed(
                    subject,
                    f'{product.jira.project} has no issue type "{product.jira.issue_type}"',
                    f"Set issue_type under its [products.jira] to one of: {offered}.",
                )
                return
            screen = self._site.create_screen(product.jira.project, types[product.jira.issue_type])
            complaints = list(self._complaints(subject, product, screen))
            yield from complaints or [_ok(subject, f"{product.jira.issue_type} in {product.jira.project} can be filed")]
            yield from self._asked(product, screen)
            yield from self._unmapped(subject, product)
        except RejectedError as error:
            yield _failed(subject, error.reason, error.cure)

    def _complaints(self, subject: str, product: Product, screen: Sequence[FieldAsked]) -> Iterator[Finding]:
        fields = {field.field_id: field for field in screen}
        given = given_by(product.jira, is_cloud=self._site.is_cloud)
        for field in missing(screen, product.jira, is_cloud=self._site.is_cloud):
            if way_of(field) is None:
                line = field.as_toml()
                yield _failed(
                    subject,
                    f"Jira requires “{field.name}” ({field.field_id}); the catalogue gives it no value, and the form "
                    "cannot ask for one",
                    f"Under [products.jira.fields] of {product.key}: {line}{_choices(field)}",
                )
        for name in sorted(given | {"labels"}):
            if name not in fields:
                yield _failed(
                    subject,
                    f"the create screen has no field {name}",
                    "Add the field to the project's create screen in Jira, or take it out of the catalogue."
                    if name != "labels"
                    else "Add Labels to the project's create screen in Jira: a lost issue is found again by its label.",
                )
        for name, wanted in _chosen(product.jira):
            asked = fields.get(name)
            if asked is not None and asked.allowed and wanted not in asked.allowed:
                offered = ", ".join(asked.allowed)
                yield _failed(
                    subject,
                    f'{product.jira.project} does not offer "{wanted}" as {asked.name}',
                    f"Add it in Jira, or name one of: {offered}.",
                )
        if product.jira.parent and not (self._site.is_cloud or product.jira.parent_field):
            yield _failed(subject, "Data Center keeps the epic in a field of its own", PARENT_FIELD)

    def _asked(self, product: Product, screen: Sequence[FieldAsked]) -> Iterator[Finding]:
        """Name what the form asks reporters for; the catalogue may say it once for all instead."""
        for field in missing(screen, product.jira, is_cloud=self._site.is_cloud):
            if way_of(field) is not None:
                words = f"it asks reporters for “{field.name}” ({field.field_id}), which Jira requires"
                instead = f"the same for all: {field.as_toml()} under [products.jira.fields]"
                yield _ok(f"form of {product.key}", f"{words}; {instead}")

    def _unmapped(self, subject: str, product: Product) -> Iterator[Finding]:
        """Name the ways to end that the catalogue cannot read. A resolution decides, so a status counts without one."""
        ends = self._site.ends(product.jira.project, product.jira.issue_type)
        outcomes = self._catalogue.outcome_map(product)
        nameless = [f"status “{name}”" for name in ends.statuses if outcomes.outcome(None, name) is None]
        nameless += [f"resolution “{name}”" for name in ends.resolutions if outcomes.outcome(name, "") is None]
        if nameless:
            yield Finding(
                Verdict.UNMAPPED,
                subject,
                f"no outcome is stated for {', '.join(nameless)}; such ends count as unknown",
                "Put each name under an outcome in [products.jira.outcomes] or [jira.outcomes].",
            )


def _chosen(destination: JiraDestination) -> Iterator[tuple[str, str]]:
    """The fields whose values the catalogue chooses by name, each with a name."""
    if destination.component:
        yield "components", destination.component
    if destination.security_level:
        yield "security", destination.security_level
    for priority in dict.fromkeys(destination.priorities.values()):
        yield "priority", priority


def _choices(field: FieldAsked) -> str:
    offered = [word for word in field.allowed if word]
    if not offered:
        return ""
    more = f" and {len(offered) - 10} more" if len(offered) > 10 else ""  # noqa: PLR2004 - enough to choose from
    return f" (one of: {', '.join(offered[:10])}{more})"


def _ok(subject: str, words: str) -> Finding:
    return Finding(Verdict.OK, subject, words)


def _failed(subject: str, words: str, cure: str) -> Finding:
    return Finding(Verdict.FAILED, subject, words, cure)

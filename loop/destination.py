"""Where in Jira a report belongs: its product's project or, of a matter of security, where few may look."""

from __future__ import annotations

from config.catalogue import Catalogue, JiraDestination, Product
from loop.answers import RejectedError
from storage.issue import Issue


def destination_of(product: Product, catalogue: Catalogue, *, restricted: bool) -> JiraDestination:
    """The place; raises RejectedError where a restricted report has none: then nothing of it may reach Jira."""
    if not restricted:
        return product.jira
    security = catalogue.security
    if security is None or not catalogue.files_restricted:
        raise RejectedError("the catalogue names no restricted place in Jira; set project or level under [security]")
    if security.project is None:
        return product.jira.model_copy(update={"security_level": security.level})
    return JiraDestination(project=security.project, issue_type=security.issue_type, security_level=security.level)


def is_kept_from_many(issue: Issue, catalogue: Catalogue) -> bool:
    """Whether a security level that is not its product's own keeps an issue from people in Jira."""
    product = catalogue.find_product(issue.product)
    return bool(issue.level) and issue.level != (product.jira.security_level if product else None)

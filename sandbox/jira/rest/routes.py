"""Every address of the REST API. Fixed ones stand before those with a variable in the same place."""

from __future__ import annotations

from sandbox.jira.rest import (
    about,
    attachments,
    bulk,
    catalogue,
    comments,
    issues,
    links,
    people,
    projects,
    properties,
    remote_links,
    search,
    watchers,
)

ROUTES = (
    *about.ROUTES,
    *people.ROUTES,
    *catalogue.ROUTES,
    *projects.ROUTES,
    *search.ROUTES,
    *bulk.ROUTES,
    *issues.ROUTES,
    *comments.ROUTES,
    *properties.ROUTES,
    *attachments.ROUTES,
    *links.ROUTES,
    *remote_links.ROUTES,
    *watchers.ROUTES,
)

from __future__ import annotations

from collections.abc import Iterator

import pytest
from jira import JIRA

from tests.sandbox.jira.serving import Rest, Sandbox, serving

CLOUD_AUTH = ("bot@example.com", "sandbox-token")
DATACENTER_AUTH = ("bot", "sandbox-password")


@pytest.fixture
def cloud() -> Iterator[Sandbox]:
    """A Cloud site with a project NET and Ann, who manages it."""
    with serving("cloud") as sandbox:
        _furnish(sandbox)
        yield sandbox


@pytest.fixture
def datacenter() -> Iterator[Sandbox]:
    """A Data Center site of the same furniture."""
    with serving("datacenter") as sandbox:
        _furnish(sandbox)
        yield sandbox


def _furnish(sandbox: Sandbox) -> None:
    sandbox.control("projects", key="NET", name="Network", components=["VPN"])
    sandbox.control("users", accountId="ann-1", name="ann", displayName="Ann Lee", emailAddress="ann@example.com")


@pytest.fixture
def cloud_jira(cloud: Sandbox) -> Iterator[JIRA]:
    """The real jira package, signed in to Cloud."""
    client = JIRA(cloud.url, basic_auth=CLOUD_AUTH, max_retries=0, timeout=(60, 60))
    yield client
    client.close()  # type: ignore[no-untyped-call] # the package leaves it bare


@pytest.fixture
def datacenter_jira(datacenter: Sandbox) -> Iterator[JIRA]:
    """The real jira package, signed in to Data Center by access token."""
    client = JIRA(datacenter.url, token_auth="sandbox-pat", max_retries=0, timeout=(60, 60))
    yield client
    client.close()  # type: ignore[no-untyped-call] # the package leaves it bare


@pytest.fixture
def rest2(cloud: Sandbox) -> Iterator[Rest]:
    rest = Rest(cloud, "2", CLOUD_AUTH)
    yield rest
    rest.close()


@pytest.fixture
def rest3(cloud: Sandbox) -> Iterator[Rest]:
    rest = Rest(cloud, "3", CLOUD_AUTH)
    yield rest
    rest.close()


@pytest.fixture
def datacenter_rest(datacenter: Sandbox) -> Iterator[Rest]:
    rest = Rest(datacenter, "2", DATACENTER_AUTH)
    yield rest
    rest.close()

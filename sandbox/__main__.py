"""python -m sandbox: a local Slack, a local Jira and a local model in one process, for the demo and the tests.

Prints one JSON line, {"slack": address, "jira": address, "model": address}, once all listen, and serves until
SIGTERM or SIGINT.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    asyncio.run(_serve(_parser().parse_args(argv)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--slack-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--jira-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--model-port", type=int, default=0, help="0: any free port")
    parser.add_argument("--jira-deployment", choices=("cloud", "datacenter"), default="cloud")
    parser.add_argument("--only", choices=("slack", "jira", "model"))
    parser.add_argument("--exit-with-parent", action="store_true", help="stop when standard input ends")
    return parser


async def _serve(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, stop.set)
    runners, addresses = [], {}
    for name, app, port in _apps(options):
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        site = web.TCPSite(runner, options.host, port)
        await site.start()
        runners.append(runner)
        bound = runner.addresses[0][1]
        addresses[name] = f"http://{options.host}:{bound}"
    print(json.dumps(addresses), flush=True)  # noqa: T201 - the one line our starter reads
    watcher = asyncio.create_task(_stop_at_end_of_input(stop)) if options.exit_with_parent else None
    await stop.wait()
    if watcher is not None:
        watcher.cancel()
    for runner in runners:
        await runner.cleanup()


def _apps(options: argparse.Namespace) -> list[tuple[str, web.Application, int]]:
    """Build the servers that were asked for; each is imported only then."""
    apps = []
    if options.only in (None, "slack"):
        from sandbox.slack.app import make_app as make_slack

        apps.append(("slack", make_slack(), options.slack_port))
    if options.only in (None, "jira"):
        from sandbox.jira.app import make_app as make_jira

        apps.append(("jira", make_jira(deployment=options.jira_deployment), options.jira_port))
    if options.only in (None, "model"):
        from sandbox.model.app import ModelServer

        apps.append(("model", ModelServer().make_app(), options.model_port))
    return apps


async def _stop_at_end_of_input(stop: asyncio.Event) -> None:
    """Set `stop` once the process that started us is gone: its end of our standard input closes then."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
    stop.set()


if __name__ == "__main__":
    main()

"""`friction proposals`: every call of a model, for people and for programs."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from config.records import one_line
from storage.database import Database
from storage.model_call import ModelCall, newest_calls


def show_proposals(database: Database, limit: int, *, as_json: bool) -> None:
    """Print what models were asked, the newest first: what it cost, what came of it, and what people made of it."""
    with database.reading() as session:
        found = [_record(call, reference) for call, reference in newest_calls(session, limit)]
    if as_json:
        print(json.dumps(found, ensure_ascii=False))  # noqa: T201  (the command's output)
        return
    console = Console()
    if not found:
        console.print("No model was asked anything yet.")
        return
    table = Table("asked", "report", "model", "tokens", "result", "overridden", "title")
    for row in found:
        tokens = str(row["tokens_in"] + row["tokens_out"])
        result = row["problem"] or row["result"]
        title = escape(one_line(row["proposal"].get("title", ""))[:60])
        overridden = ", ".join(name for name, accepted in row["verdicts"].items() if not accepted)
        cells = (row["asked_at"][:16], row["report"], row["version"] or row["model"], tokens, result, overridden)
        table.add_row(*map(escape, cells), title)
    console.print(table)


def _record(call: ModelCall, reference: str) -> dict[str, Any]:
    return {
        "report": reference,
        "asked_at": call.asked_at.isoformat(),
        "model": call.model,
        "version": call.version,
        "template": call.template,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "cost": call.cost,
        "seconds": call.seconds,
        "result": call.result.value,
        "problem": call.problem,
        "proposal": call.proposal,
        "verdicts": call.verdicts,
        "decided_at": call.decided_at.isoformat() if call.decided_at else None,
    }

"""The model server: its routes, and what tests tell it over its control API.

POST   /v1/chat/completions   as OpenAI and most local servers take it: a tool is called
POST   /v1/messages           as Anthropic takes it
POST   /sandbox/proposal      the fields that it proposes from now on, over what it reads out of the report
POST   /sandbox/faults        {"fault": one of `FAULTS`, "times": n (default: for ever), "seconds": of slow,
                              "with": {…}: what instead puts in the place of an answer's own}
DELETE /sandbox/faults
GET    /sandbox/ledger        what it was asked, and what it answered
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from sandbox.ledger import Ledger
from sandbox.model.proposing import proposal_for
from sandbox.model.shapes import SHAPES, Shape

FAULTS = ("slow", "busy", "broken", "refused", "strange_status", "no_json", "prose", "instead")
_STATUS = {"busy": 429, "broken": 500, "refused": 401, "strange_status": 422}


class ModelServer:
    """One model, what it is to propose, and what is wrong with it."""

    def __init__(self) -> None:
        self._ledger = Ledger()
        self._proposal: dict[str, Any] = {}
        self._faults: list[dict[str, Any]] = []

    def make_app(self) -> web.Application:
        """Build the server."""
        app = web.Application()
        for path, shape in SHAPES.items():
            app.router.add_post(path, self._answering(shape))
        app.router.add_post("/sandbox/proposal", self._set_proposal)
        app.router.add_post("/sandbox/faults", self._add_fault)
        app.router.add_delete("/sandbox/faults", self._forget_faults)
        app.router.add_get("/sandbox/ledger", self._show)
        return app

    def _answering(self, shape: Shape) -> Any:
        async def answer(request: web.Request) -> web.Response:
            asked = await request.json()
            entry = self._ledger.write("request", path=request.path, asked=asked, status=None, proposal=None)
            fault = self._next_fault()
            if fault.get("fault") == "slow":
                await asyncio.sleep(float(fault.get("seconds", 1.0)))
            status = _STATUS.get(str(fault.get("fault")), 200)
            entry["status"] = status
            if status != web.HTTPOk.status_code:
                return web.json_response({"error": {"message": "no", "type": "error"}}, status=status)
            entry["proposal"] = proposal_for(shape.text_of(asked)) | self._proposal
            words = "{product: vpn," if fault.get("fault") == "no_json" else json.dumps(entry["proposal"])
            whole = shape.answer(asked, words, prose=fault.get("fault") == "prose")
            return web.json_response(whole | fault.get("with", {}))

        return answer

    def _next_fault(self) -> dict[str, Any]:
        if not self._faults:
            return {}
        fault = self._faults[0]
        if fault.get("times") is not None:
            fault["times"] -= 1
            if fault["times"] <= 0:
                self._faults.pop(0)
        return fault

    async def _set_proposal(self, request: web.Request) -> web.Response:
        self._proposal = await request.json()
        return web.json_response({})

    async def _add_fault(self, request: web.Request) -> web.Response:
        fault = await request.json()
        if fault.get("fault") not in FAULTS:
            return web.json_response({"error": f"a fault is one of {', '.join(FAULTS)}"}, status=400)
        self._faults.append(fault)
        return web.json_response({})

    async def _forget_faults(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        return web.json_response({})

    async def _show(self, _request: web.Request) -> web.Response:
        return web.json_response({"entries": self._ledger.entries()})

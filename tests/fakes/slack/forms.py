"""Forms and the home tab as Slack keeps them: opened by a trigger, once and within three seconds."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.slack import judge
from tests.fakes.slack.judge import Refusal

TRIGGER_S = 3.0


class Forms:
    """The part of the fake that has views.

    Attributes:
        views: by id, as they stand.
        homes: the home tab, by user.
        triggers: when each was made, on the loop's clock.
    """

    _numbers: Iterator[int]
    _judge_files: Callable[[Any], None]

    def __init__(self) -> None:
        self.views: dict[str, dict[str, Any]] = {}
        self.homes: dict[str, dict[str, Any]] = {}
        self.triggers: dict[str, float] = {}
        self.used_triggers: set[str] = set()

    def _views_open(self, args: dict[str, Any]) -> dict[str, Any]:
        self._check_trigger(args)
        judge.view(args.get("view"))
        view_id = f"V{next(self._numbers)}"
        state = {"id": view_id, "hash": f"h{next(self._numbers)}", **numbered(args["view"])}
        self.views[view_id] = state
        return {"view": state}

    _views_push = _views_open

    def _views_update(self, args: dict[str, Any]) -> dict[str, Any]:
        judge.view(args.get("view"))
        if args.get("view_id") not in self.views:
            raise Refusal("not_found")
        self.views[args["view_id"]] = {
            "id": args["view_id"], "hash": f"h{next(self._numbers)}", **numbered(args["view"])
        }  # fmt: skip
        return {"view": self.views[args["view_id"]]}

    def _views_publish(self, args: dict[str, Any]) -> dict[str, Any]:
        judge.view(args.get("view"))
        self._judge_files(args["view"]["blocks"])
        self.homes[args["user_id"]] = numbered(args["view"])
        return {"view": self.homes[args["user_id"]]}

    def _check_trigger(self, args: dict[str, Any]) -> None:
        trigger = args.get("trigger_id", "")
        if trigger in self.used_triggers:
            raise Refusal("exchanged_trigger_id")
        made_at = self.triggers.get(trigger)
        if made_at is None:
            raise Refusal("invalid_trigger_id")
        self.used_triggers.add(trigger)
        if asyncio.get_running_loop().time() - made_at > TRIGGER_S:
            raise Refusal("expired_trigger_id")


def numbered(view: dict[str, Any]) -> dict[str, Any]:
    """Blocks get an id, as Slack gives them."""
    blocks = [{"block_id": f"b{n}", **block} for n, block in enumerate(view["blocks"])]
    return {**view, "blocks": blocks}

"""Uploads as Slack takes them: an address, the bytes, then "complete"; and looked at before any block may show them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from aiohttp import web

from tests.fakes.slack.judge import Refusal


class Uploads:
    """The part of the fake that has files.

    Attributes:
        files: by id: name, length, alt, data, and where it was shared.
        files_ready_after: so many blocks with a picture are refused before Slack is done with it.
    """

    base: str
    _numbers: Iterator[int]
    _open_channel: Callable[..., Any]

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.files_ready_after = 0

    def _files_getuploadurlexternal(self, args: dict[str, Any]) -> dict[str, Any]:
        if not args.get("filename") or not int(args.get("length") or 0):
            raise Refusal("invalid_arguments")
        file = f"F{next(self._numbers)}"
        self.files[file] = {
            "name": args["filename"],
            "length": int(args["length"]),
            "alt": args.get("alt_txt", ""),
        }
        return {"upload_url": f"{self.base}/upload/{file}", "file_id": file}

    def _files_completeuploadexternal(self, args: dict[str, Any]) -> dict[str, Any]:
        for told in json.loads(args["files"]):
            file = self.files.get(told["id"])
            if file is None or len(file.get("data", b"")) != file["length"]:
                raise Refusal("file_not_found", told["id"])
            file["is_complete"] = True
            if "channel_id" in args:
                self._open_channel({"channel": args["channel_id"]})
                file |= {"channel": args["channel_id"], "thread": args.get("thread_ts")}
        return {"files": json.loads(args["files"])}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        self.files[request.match_info["id"]]["data"] = await request.read()
        return web.Response(text="OK")

    def _judge_files(self, part: Any) -> None:
        """A picture by its id: ours, whole, and looked at by Slack already."""
        for file in _file_ids(part):
            if not self.files.get(file, {}).get("is_complete"):
                raise Refusal("invalid_blocks", "invalid slack file")
            if self.files_ready_after > 0:
                self.files_ready_after -= 1
                raise Refusal("invalid_blocks", "invalid slack file: not ready")


def _file_ids(part: Any) -> list[str]:
    if isinstance(part, Mapping):
        own = [part["slack_file"]["id"]] if isinstance(part.get("slack_file"), Mapping) else []
        return own + [f for below in part.values() if not isinstance(below, str) for f in _file_ids(below)]
    return [f for below in part for f in _file_ids(below)] if isinstance(part, list) else []

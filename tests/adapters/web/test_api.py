"""The JSON API as scripts see it: exact shapes, and a clear problem for everything that cannot be."""

from __future__ import annotations

import io
from typing import Any

import pytest

from adapters.web.shapes import CommandOut, PeopleShape, PersonWithTouches, ReportShape
from bot.errors import StoreUnavailable, TooBusy
from bot.ports import HookAnswer, HookRequest

PERSON = {
    "id", "platform", "account", "handle", "display_name", "bio", "profile", "language", "kind", "reasons",
    "topics", "questions", "stage", "owner", "card", "arrived_at", "updated_at",
}  # fmt: skip
PROFILE = {
    "id", "handle", "display_name", "bio", "location", "url", "avatar_url", "followers", "following", "posts",
    "created_at", "language", "verified", "bot",
}  # fmt: skip


async def test_a_follower_has_every_field_of_the_contract(site: Any) -> None:
    """People script against it: a field may be added, never renamed."""
    person_id = await site.world.arrives("@ada@mending.example", bio="Weekend allotment holder", followers=7)

    status, found = await site.json("/api/followers")

    assert status == 200
    PeopleShape.model_validate(found)
    assert found.keys() == {"items", "next", "total"}
    [person] = found["items"]
    assert person.keys() >= PERSON
    assert person["profile"].keys() == PROFILE
    assert (person["id"], person["stage"], person["profile"]["followers"]) == (person_id, "waiting", 7)
    assert person["card"].keys() == {"state", "reason"}
    assert person["arrived_at"].endswith("Z")
    assert [q["n"] for q in person["questions"]] == [1, 2, 3]
    assert person["questions"][0].keys() >= {"n", "text", "evidence", "topic", "compose_url"}


async def test_one_follower_comes_with_all_touches(site: Any) -> None:
    person_id = await site.world.arrives("@ada")
    await site.world.says("ask @ada 1 by dm")

    status, person = await site.json(f"/api/followers/{person_id}")

    assert status == 200
    PersonWithTouches.model_validate(person)
    assert [(t["what"], t["via"]) for t in person["touches"]] == [("followed", None), ("asked", "dm")]
    assert person["touches"][0].keys() >= {
        "id", "what", "via", "by", "source", "at", "note", "link", "retracts",
    }  # fmt: skip


async def test_lists_are_paged_newest_first(site: Any) -> None:
    for n in range(5):
        site.world.clock.advance(minutes=1)
        await site.world.arrives(f"@p{n}")

    _, first = await site.json("/api/followers?limit=2")
    _, second = await site.json(f"/api/followers?limit=2&cursor={first['next']}")
    _, last = await site.json(f"/api/followers?limit=2&cursor={second['next']}")

    seen = [p["handle"] for page in (first, second, last) for p in page["items"]]
    assert seen == ["@p4", "@p3", "@p2", "@p1", "@p0"]
    assert (first["total"], last["next"]) == (5, None)


@pytest.mark.parametrize(
    "query", ["stage=asked&stage=talking", "stage=asked,talking", "stage=Talking, asked"]
)
async def test_stages_are_repeated_or_joined_by_commas(site: Any, query: str) -> None:
    await site.world.arrives("@ada")
    await site.world.arrives("@bob")
    await site.world.says("ask @bob 1")

    _, found = await site.json(f"/api/followers?{query}")

    assert [p["handle"] for p in found["items"]] == ["@bob"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/followers?stage=asleep", "stage"),
        ("/api/followers?limit=0", "limit"),
        ("/api/followers?limit=201", "limit"),
        ("/api/followers?limit=many", "limit"),
        ("/api/followers?cursor=elsewhere", "cursor"),
        ("/api/report?days=0", "days"),
    ],
)
async def test_a_query_that_cannot_be_names_its_field(site: Any, path: str, field: str) -> None:
    """Never a 422, always a problem that says what to change."""
    async with site.http.get(site.url + path) as answer:
        problem = await answer.json(content_type=None)

    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    assert problem.keys() >= {"title", "status", "detail", "errors"}
    assert [fault["field"] for fault in problem["errors"]] == [field]


async def test_commands_are_the_same_grammar(site: Any) -> None:
    """`as` says who it was; without it the record says "api"."""
    person_id = await site.world.arrives("@ada")

    status, said = await site.post("/api/commands", json={"text": "log @ada replied", "as": "janet"})
    _, anonymous = await site.post("/api/commands", json={"text": "/hello note @ada open day"})

    assert (status, said["ok"], said["error"], said["followers"]) == (200, True, None, [person_id])
    CommandOut.model_validate(said)
    assert said.keys() >= {"ok", "text", "followers", "choices", "error"}
    assert anonymous["ok"]
    touches = (await site.world.person(person_id)).touches
    assert [t.by for t in touches if t.what in ("replied", "noted")] == ["janet", "api"]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("sing", "usage"),
        ("", None),
        ("log @nobody replied", "unknown_person"),
        ("forget @ada", "not_allowed"),
    ],
)
async def test_a_refused_command_is_an_answer(site: Any, text: str, error: str | None) -> None:
    await site.world.arrives("@ada")

    status, said = await site.post("/api/commands", json={"text": text})  # half characters travel as \\ud800

    assert (status, said["error"], said["ok"]) == (200, error, error is None)


@pytest.mark.parametrize(
    ("body", "content_type", "status", "field"),
    [
        (b"{}", "application/json", 400, "text"),
        (b'{"text": 7}', "application/json", 400, "text"),
        (b"[]", "application/json", 400, "body"),
        (b"{", "application/json", 400, "body"),
        (b"", "application/json", 400, "body"),
        (b"[" * 100_000, "application/json", 400, None),
        (b'{"text": "home"}', "text/plain", 415, None),
        (b"text=home", "application/x-www-form-urlencoded", 415, None),
    ],
)
async def test_a_command_that_cannot_be_read_is_a_problem(
    site: Any, body: bytes, content_type: str, status: int, field: str | None
) -> None:
    found, problem = await site.post("/api/commands", data=body, headers={"Content-Type": content_type})

    assert found == problem["status"] == status
    if field:
        assert [fault["field"] for fault in problem["errors"]] == [field]


async def test_the_report_has_the_contracts_figures(site: Any) -> None:
    await site.world.arrives("@ada")
    site.world.clock.advance(minutes=1)

    status, report = await site.json("/api/report?days=7")

    assert status == 200
    ReportShape.model_validate(report)
    assert report["arrived"] == 1


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nowhere", 404),
        ("GET", "/api/followers/f_nobody", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/api/followers", 405),
        ("GET", "/api/commands", 405),
        ("GET", "/hooks/arrivals", 405),
        ("PUT", "/hooks/arrivals", 405),
    ],
)
async def test_every_refusal_is_a_problem(site: Any, method: str, path: str, status: int) -> None:
    async with site.http.request(method, site.url + path) as answer:
        problem = await answer.json(content_type=None)

    assert answer.status == problem["status"] == status
    assert answer.content_type == "application/problem+json"
    assert "Traceback" not in problem["detail"]


@pytest.mark.parametrize("path", ["/api/commands", "/hooks/arrivals", "/command"])
async def test_no_body_over_a_mebibyte_is_read(site: Any, path: str) -> None:
    """Said to be long, or long without saying so: both stop at the limit."""

    async def endless() -> Any:
        for _ in range(40):
            yield b" " * 65_536

    sort = "application/x-www-form-urlencoded" if path == "/command" else "application/json"
    headers = {"Content-Type": sort}
    said, problem = await site.post(path, data=io.BytesIO(b" " * (1024 * 1024 + 1)), headers=headers)
    streamed, _ = await site.post(path, data=endless(), headers=headers)

    assert (said, streamed, problem["status"]) == (413, 413, 413)


class FullDisk:
    """A hook whose store cannot take anything."""

    path = "/hooks/full"

    def verify(self, request: HookRequest) -> HookAnswer | None:
        return None

    async def handle(self, request: HookRequest) -> HookAnswer:
        if request.body == b"busy":
            raise TooBusy("More than the limit.", retry_after_s=7)
        raise StoreUnavailable("The disk is full; nothing was stored.")


@pytest.mark.parametrize(("body", "status", "wait"), [(b"", 503, "5"), (b"busy", 429, "7")])
async def test_a_sender_is_told_when_to_come_back(serve: Any, body: bytes, status: int, wait: str) -> None:
    """Never a 2xx for what is not on disk: the sender keeps it and tries again."""
    async with (
        serve(hooks=[FullDisk()]) as site,
        site.http.post(site.url + "/hooks/full", data=body) as answer,
    ):
        problem = await answer.json(content_type=None)

    assert (answer.status, problem["status"], answer.headers["Retry-After"]) == (status, status, wait)
    assert answer.content_type == "application/problem+json"


async def test_a_hook_needs_no_name_of_this_machine(site: Any) -> None:
    """A tunnel brings calls under its own name; the signature says who they are from."""
    body = {"platform": "x", "handle": "@ada", "bio": "Boats"}
    headers = {"Host": "tunnel.example", "Authorization": "Bearer helloback-test-secret"}

    status, taken = await site.post("/hooks/arrivals", json=body, headers=headers)

    assert (status, taken) == (202, {"accepted": 1, "repeated": 0})


async def test_openapi_describes_the_api_without_a_422(site: Any) -> None:
    """Clients are generated from it."""
    status, schema = await site.json("/openapi.json")

    assert status == 200
    assert {"/api/followers", "/api/followers/{id}", "/api/commands", "/api/report"} <= schema["paths"].keys()
    assert "422" not in str(schema)
    assert (
        "application/problem+json" in schema["paths"]["/api/followers"]["get"]["responses"]["400"]["content"]
    )


async def test_health_and_metrics_answer(site: Any) -> None:
    """Supervisors and Prometheus need no page."""
    await site.world.arrives("@ada")

    alive = await site.json("/healthz")
    _, ready = await site.json("/readyz")
    status, metrics = await site.text("/metrics")

    assert alive == (200, {"status": "ok"})
    assert {"ok", "parts"} <= ready.keys()
    assert status == 200
    assert 'helloback_followers{stage="waiting"} 1.0' in metrics

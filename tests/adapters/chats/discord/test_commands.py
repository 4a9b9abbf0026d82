"""`/hello`, buttons, forms and menus: what people do in Discord becomes the same commands as everywhere."""

from __future__ import annotations

import asyncio

import pytest

from adapters.chats.discord.replies import in_discord
from bot.core.commands import Command, Word
from bot.core.people import CardState
from bot.core.profiles import Arrival, Profile
from bot.core.touches import Stage, What, standing
from tests.adapters.chats.discord.conftest import MakeScene, Scene
from tests.fakes.discord.rules import size_of
from tests.fakes.discord.server import EVE, JANET, OTHER_CHANNEL, SAM, fake_discord, member

GROUPS = {"challenge": {"start", "status", "end"}, "data": {"export", "forget", "merge", "unmerge"}}
GROUPS["settings"] = {
    "channel", "remind", "digest", "zone", "language", "show", "pause", "resume", "hour",
}  # fmt: skip


async def test_every_word_has_its_place_within_discords_limits(scene: Scene) -> None:
    """Discord allows 25 places and 8,000 characters; the words are those of the design."""
    hello = next(command for command in scene.fake.commands if command["name"] == "hello")

    places = {option["name"]: option for option in hello["options"]}
    assert len(places) <= 25
    assert size_of(hello) <= 8000
    assert {n: {o["name"] for o in places[n]["options"]} for n in GROUPS} == GROUPS
    words = {word.value for word in Word} - {"challenge", "remind", "pause", "resume", "hour"}
    assert set(places) == (words - GROUPS["data"]) | set(GROUPS)
    assert {c["name"] for c in scene.fake.commands} == {"hello", "Log an outcome", "Suggest questions"}


async def test_commands_are_told_to_discord_only_when_they_changed(make_scene: MakeScene) -> None:
    """It counts how often one does, and shows stale commands for a while."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake):
            pass
        async with make_scene(fake=fake):
            pass

        assert fake.calls["PUT /applications/{app}/commands"] == 1


@pytest.mark.parametrize(
    ("path", "options", "expected"),
    [
        ("home", {}, "One for today"),
        ("next", {}, "One for now"),
        ("today", {}, "One for today"),
        ("waiting", {}, "One waits for a hello"),
        ("who", {"person": "@ada"}, "Waiting for a hello"),
        ("find", {"words": "brass"}, "One found"),
        ("ask", {"person": "@ada", "question": 2}, "you asked"),
        ("ask", {"person": "@ada", "words": "What grows best?", "how": "dm"}, "by DM"),
        ("another", {"person": "@ada"}, "other question"),
        ("draft", {"person": "@ada", "words": "What grows best?"}, "open question"),
        (
            "followup",
            {"person": "@ada", "words": "I repair old radios with my neighbour"},
            "To keep it going",
        ),
        ("log", {"person": "@ada", "outcome": "dm", "note": "Nice talk"}, "replied by DM"),
        ("note", {"person": "@ada", "words": "open day"}, "Your note is with"),
        ("skip", {"person": "@ada", "reason": "known"}, "let pass"),
        ("snooze", {"person": "@ada", "length": "2 d"}, "comes back"),
        ("claim", {"person": "@ada"}, "is yours until"),
        ("release", {"person": "@ada"}, "Nobody has"),
        ("undo", {}, "nothing of yours"),
        ("stats", {"days": 7}, "nobody was asked"),
        ("status", {}, "discord: works"),
        ("help", {}, "/hello settings channel"),
        ("data export", {}, "helloback export"),
    ],
)
async def test_each_word_answers_the_one_who_asked(
    scene: Scene, path: str, options: dict[str, str | int], expected: str
) -> None:
    """Ephemeral: answers do not fill the channel."""
    await scene.arrives("@ada", bio="Allotments and brass bands")

    answer = await scene.slash(path, **options)

    assert expected in answer.text, answer.text
    assert answer.is_ephemeral
    assert len(scene.cards) == 1
    assert scene.fake.refused == []


async def test_handles_are_completed_as_one_types(scene: Scene) -> None:
    """Nobody types a handle whole; what is chosen is the id, so that two of a name cannot be mixed up."""
    ada = await scene.arrives("@ada@mending.example", display_name="Ada")
    await scene.arrives("@bert")

    answer = await scene.fake.complete("who", "person", "@ad")

    assert answer.data["choices"] == [{"name": "Ada (@ada@mending.example)", "value": ada}]


async def test_names_are_completed_too_after_the_handles(scene: Scene) -> None:
    """One may remember either; capitals and a leading "@" make no difference."""
    bert = await scene.arrives("@bert", display_name="Ada's Brother")
    ada = await scene.arrives("@Ada@mending.example", display_name="Someone")
    await scene.arrives("@carl%", display_name="100%")

    answer = await scene.fake.complete("who", "person", "ADA")
    odd = await scene.fake.complete("who", "person", "l%_")

    assert [choice["value"] for choice in answer.data["choices"]] == [ada, bert]
    assert odd.data["choices"] == []


async def test_without_letters_the_newest_cards_are_offered(scene: Scene) -> None:
    """The likely ones first."""
    await scene.arrives("@ada")

    answer = await scene.fake.complete("ask", "person", "")

    assert [choice["name"] for choice in answer.data["choices"]] == ["@ada"]


async def test_two_of_a_name_get_a_choice_that_carries_the_command(scene: Scene) -> None:
    """Which one? One press, and the command is done for the right one."""
    await scene.arrives("@ada", platform="mastodon")
    on_x = await scene.arrives("@ada", platform="x", account="janet")

    asked = await scene.slash("log", person="@ada", outcome="replied")
    assert "Two people go by" in asked.text
    chosen = next(each["custom_id"] for each in asked.components if on_x in each.get("custom_id", ""))
    done = await scene.presses(chosen, message=scene.fake.shown(asked))

    assert chosen == f"hello:log:{on_x}:replied"
    assert "Noted" in done.text
    assert await scene.world.stage_of(on_x) is Stage.TALKING


async def test_a_name_nobody_has_gets_the_nearest(scene: Scene) -> None:
    """A typing slip is not a dead end."""
    ada = await scene.arrives("@ada")

    answer = await scene.slash("claim", person="@adda")
    await scene.presses(answer.button("@ada"), message=scene.fake.shown(answer))

    assert (await scene.world.person(ada)).owner == str(JANET)


async def test_the_same_interaction_again_changes_nothing(scene: Scene) -> None:
    """A gateway that resumes may tell of a press twice."""
    ada = await scene.arrives("@ada")
    same = scene.fake.new_id()

    card = {**scene.cards[0]}
    await scene.presses(f"hello:log:{ada}:followed-back", same_as=same, message=card)
    await scene.presses(f"hello:log:{ada}:followed-back", same_as=same, message=card)

    assert [t.what for t in (await scene.world.person(ada)).touches] == [What.FOLLOWED, What.FOLLOWED_BACK]


async def test_buttons_work_after_a_restart(make_scene: MakeScene) -> None:
    """Cards stay for weeks; the bot is restarted meanwhile."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake) as scene:
            ada = await scene.arrives("@ada")
            more = await scene.presses(f"hello:who:{ada}:more")
            opened = await scene.presses(f"hello:note:{ada}", message=fake.shown(more))
        async with make_scene(fake=fake) as scene:
            answer = await scene.presses(f"hello:log:{ada}:followed-back")
            noted = await fake.send_modal(opened, words="Open day in May")

            assert "you followed back" in answer.text
            assert "Your note is with" in noted.text


async def test_own_words_are_checked_first_or_recorded(scene: Scene) -> None:
    """The form says what is to happen; nothing is recorded by a look alone."""
    ada = await scene.arrives("@ada")

    opened = await scene.presses(f"hello:ask:{ada}:own")
    checked = await scene.fake.send_modal(opened, words="Do you like it?")
    assert "can be answered with yes" in checked.text
    assert await scene.world.stage_of(ada) is Stage.WAITING

    await scene.fake.send_modal(opened, words='What grows "best" there?', how="dm")
    asked = next(t for t in (await scene.world.person(ada)).touches if t.what is What.ASKED)
    assert (asked.note, asked.via) == ('What grows "best" there?', "dm")


async def test_more_shows_the_history_and_its_menus_record(scene: Scene) -> None:
    """Every outcome is two presses away, and what was taken back stays, struck out."""
    ada = await scene.arrives("@ada")
    more = await scene.presses(f"hello:who:{ada}:more")

    done = await scene.fake.choose(f"hello:log:{ada}:choose", "call", on=more)
    await scene.presses(done.button("Undo"), message=scene.fake.shown(done))
    again = await scene.presses(f"hello:who:{ada}:more")

    assert done.kind == 7
    assert "on the phone" in done.text
    assert "Followed you" in more.text
    assert "~~" in again.text
    assert "taken back" in again.text


async def test_an_outcome_is_logged_from_any_message(scene: Scene) -> None:
    """The context menu works on a card, and on what a follower wrote."""
    ada = await scene.arrives("@ada")
    offered = await scene.fake.menu("Log an outcome", on=scene.cards[0])

    done = await scene.fake.choose(f"hello:log:{ada}:choose", "met", on=offered)

    assert "What came of it with" in offered.text
    assert "you met" in done.text


async def test_a_message_of_nobody_we_know_is_answered_kindly(scene: Scene) -> None:
    """No traceback, no silence."""
    stranger = scene.fake.add_message(OTHER_CHANNEL, {}, author=scene.fake.members[EVE]["user"])

    answer = await scene.fake.menu("Log an outcome", on=stranger)

    assert "neither a card of mine" in answer.text


async def test_questions_for_any_member_from_what_they_said_of_themselves(scene: Scene) -> None:
    """Discord shows bots no bio; a pasted introduction does as well."""
    opened = await scene.fake.menu("Suggest questions", on=EVE)
    answer = await scene.fake.send_modal(opened, bio="I keep bees and play the tuba")
    await scene.world.settle()

    assert "bees" in answer.text
    assert "Ask 3" in [c.get("label") for c in answer.components]
    assert len(scene.cards) == 1
    again = await scene.fake.menu("Suggest questions", on=EVE)
    assert again.kind == 4
    assert "tuba" in again.text


async def test_a_follower_is_added_by_hand(scene: Scene) -> None:
    """For people no platform tells of."""
    home = await scene.slash("home")
    opened = await scene.presses("hello:home::add", message=scene.fake.shown(home))
    answer = await scene.fake.send_modal(opened, platform="LinkedIn", handle="ada-l", bio="Beekeeper")
    await scene.world.settle()

    assert "Beekeeper" in answer.text.replace("*", "")
    (card,) = scene.cards
    assert "LinkedIn" in scene.text(card)


async def test_only_those_who_see_the_cards_may_use_them(scene: Scene) -> None:
    """Bios are not for the whole server, nor for another one that invites the bot."""
    await scene.arrives("@ada", bio="Allotments")

    refused = await scene.slash("waiting", by=EVE, channel=OTHER_CHANNEL)
    completed = await scene.fake.complete("who", "person", "ad", by=EVE, channel=OTHER_CHANNEL)
    taken = await scene.slash("waiting", by=SAM, channel=OTHER_CHANNEL)

    assert "ada" not in refused.text
    assert "see the channel with the cards" in refused.text
    assert completed.data["choices"] == []
    assert "One waits" in taken.text


async def test_erasing_and_settings_are_for_those_who_manage_the_server(scene: Scene) -> None:
    """Everybody who sees the channel asks and logs; forgetting cannot be undone."""
    ada = await scene.arrives("@ada")

    refused = await scene.slash("data forget", person=ada, by=SAM)

    assert "may erase people" in refused.text
    assert len(scene.cards) == 1


async def test_the_channel_is_chosen_in_discord_and_kept(make_scene: MakeScene) -> None:
    """Set once, where the people are; it survives a restart, and asks for what is missing there."""
    async with fake_discord() as fake:
        async with make_scene(fake=fake) as scene:
            refused = await scene.slash("settings channel", channel_option=OTHER_CHANNEL, by=SAM)
            chosen = await scene.slash("settings channel", channel_option=OTHER_CHANNEL)
            assert "may choose the channel" in refused.text
            assert "#lounge from now on" in chosen.text
        async with make_scene(fake=fake) as scene:
            await scene.arrives("@ada")
            assert len(fake.in_channel(OTHER_CHANNEL)) == 1
            assert not fake.in_channel()


async def test_without_a_channel_an_admin_of_the_one_server_chooses_it(make_scene: MakeScene) -> None:
    """Nobody else, or a stranger could take the bot over by being first."""
    async with make_scene(channel_id="") as scene:
        ada = await scene.arrives("@ada")
        refused = await scene.slash("settings channel", channel_option=OTHER_CHANNEL, by=SAM)
        assert "may choose the channel" in refused.text
        assert (await scene.world.person(ada)).card_state is CardState.QUEUED

        await scene.slash("settings channel", channel_option=OTHER_CHANNEL)
        scene.world.clock.advance(minutes=2)
        await scene.world.settle()

        assert len(scene.fake.in_channel(OTHER_CHANNEL)) == 1


async def test_a_slow_answer_is_announced_in_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Discord waits three seconds; a locked database may take longer, and the answer still comes."""
    monkeypatch.setattr("adapters.chats.discord.clerk.PATIENCE_S", 0.05)
    go = asyncio.Event()
    real = scene.world.bot.desk.do

    async def slow(command: Command) -> object:
        await go.wait()
        return await real(command)

    monkeypatch.setattr(scene.world.bot.desk, "do", slow)
    answer = await scene.fake.slash("waiting")
    assert answer.kind == 5
    go.set()
    await asyncio.wait_for(answer.followed.wait(), 5)
    assert "Nobody is waiting" in answer.text


async def test_fault_of_ours_is_told_and_not_shown(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a traceback, never "this interaction failed"."""

    async def broken(command: Command) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(scene.world.bot.desk, "do", broken)
    answer = await scene.fake.slash("waiting")

    assert "Nothing was changed" in answer.text
    assert "secret" not in answer.text


async def test_a_menu_that_fails_is_answered_too(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks before there is an answer: words, never silence."""

    async def broken(**more: object) -> object:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(scene.world.bot.desk, "people", broken)
    answer = await scene.fake.menu("Suggest questions", on=EVE)

    assert "try again" in answer.text


async def test_five_hundred_interactions_at_sixteen_a_time_are_all_in_time(scene: Scene) -> None:
    """Each is on disk before it is answered, within Discord's three seconds; `bench/discord.py` holds the goal of one."""
    people = [Arrival("mastodon", Profile(id=f"p{n}", handle=f"@p{n}", bio="Allotments")) for n in range(20)]
    await scene.world.bot.intake.take(people)
    await scene.world.settle()
    ids = [person.id for person in (await scene.world.bot.desk.people(limit=50)).items]
    gate = asyncio.Semaphore(16)
    took: list[float] = []

    async def one(n: int) -> None:
        async with gate:
            data = {"custom_id": f"hello:note:{ids[n % 20]}", "components": [_field(f"note {n}")]}
            answer = await scene.fake.interact(5, data)
            took.append(answer.after_s)

    await asyncio.gather(*(one(n) for n in range(500)))

    touches = [
        t for i in ids for t in standing((await scene.world.person(i)).touches) if t.what is What.NOTED
    ]
    assert len(touches) == 500
    assert sorted(took)[int(len(took) * 0.99)] < 3.0


def _field(words: str) -> dict[str, object]:
    return {"type": 18, "id": 1, "component": {"type": 4, "custom_id": "words", "value": words}}


async def test_a_member_who_sees_the_channel_through_a_role_may(scene: Scene) -> None:
    """Permissions are Discord's: whoever is given the role is in, at once."""
    scene.fake.members[EVE] = member(EVE, "eve", roles=(500000000000000001,))

    answer = await scene.slash("waiting", by=EVE, channel=OTHER_CHANNEL)

    assert "Nobody is waiting" in answer.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("“/hello remind 09:00 mon-fri” sets a time.", "“/hello settings remind 09:00 mon-fri” sets a time."),
        ("“/hello remind me 09:00” does.", "“/hello settings remind 09:00 whom: Me” does."),
        ("Try: /hello merge @a with @b (two).", "Try: /hello data merge @a with @b (two)."),
        ("/hello challenge end closes it; /hello help", "/hello challenge end closes it; /hello help"),
    ],
)
def test_examples_are_where_discord_has_them(said: str, shown: str) -> None:
    """What is told to be typed can be typed."""
    assert in_discord(said) == shown

"""Cards that a closed channel would not take come by themselves once somebody has mended it."""

from __future__ import annotations

from bot.core.cards import Bundle, Line
from bot.core.commands import Command, Word
from bot.core.people import CardState
from bot.core.profiles import Arrival, Profile
from bot.core.touches import Stage
from bot.errors import ChannelRefused, ChatRefused, ChatUnavailable, SendUnsure
from bot.testing import MemoryChat
from tests.conftest import MakeWorld, World


def archived() -> None:
    raise ChannelRefused("The channel is archived.")


async def later(world: World, **length: float) -> None:
    world.clock.advance(**length)
    await world.settle()


async def test_parked_cards_come_by_themselves_once_the_channel_is_mended(world: World) -> None:
    """Nobody has to remember what did not arrive."""
    world.chat.fault = archived
    people = [await world.arrives(handle) for handle in ("@ada", "@bo", "@cy")]
    assert {(await world.person(i)).card_state for i in people} == {CardState.PARKED}

    world.chat.fault = None
    await later(world, minutes=30)

    assert {(await world.person(i)).card_state for i in people} == {CardState.SHOWN}
    assert world.chat.posts == 3
    assert world.bot.delivery.trouble == {}


async def test_a_chat_that_hears_that_it_was_mended_is_tried_at_once(world: World) -> None:
    """Whoever has just invited the bot wants to see that it worked."""
    world.chat.fault = archived
    ada = await world.arrives("@ada")

    world.chat.fault = None
    await world.bot.desk.mended("memory")
    await world.settle()

    assert (await world.person(ada)).card_state is CardState.SHOWN


async def test_a_channel_that_stays_closed_is_knocked_at_ever_more_rarely(world: World) -> None:
    """One waiting message tries for all."""
    tries = 0

    def still_archived() -> None:
        nonlocal tries
        tries += 1
        raise ChannelRefused("The channel is archived.")

    world.chat.fault = still_archived
    for n in range(5):
        await world.arrives(f"@bee{n}")
    assert tries == 5

    for _ in range(24 * 12):
        await later(world, minutes=5)

    assert 5 < tries < 40


async def test_a_restart_in_between_loses_nothing(make_world: MakeWorld) -> None:
    """What waits stands in the database."""
    chat = MemoryChat(fault=archived)
    async with make_world(chats={"memory": chat}) as world:
        ada = await world.arrives("@ada")
        clock = world.clock
    chat.fault = None
    async with make_world(chats={"memory": chat}, clock=clock) as world:
        await later(world, minutes=6)

        assert (await world.person(ada)).card_state is CardState.SHOWN
        assert chat.posts == 1


async def test_more_than_an_hour_takes_share_one_summary(world: World) -> None:
    """Two days of an archived channel must not become two days of cards in one minute."""
    world.chat.fault = archived
    for hour in range(3):
        for n in range(2):
            crowd = [
                Arrival("mastodon", Profile(id=f"p{hour}{n}{k}", handle=f"@bee{hour}{n}{k}"), "default")
                for k in range(10)
            ]
            await world.bot.intake.take(crowd)
            await later(world, minutes=2)
        await later(world, hours=1)

    world.chat.fault = None
    await later(world, hours=4)

    page = await world.bot.desk.people(limit=200)
    states = [person.card_state for person in page.items]
    assert (states.count(CardState.SHOWN), states.count(CardState.SUMMARISED)) == (31, 29)
    (bundle,) = [m.body for m in world.chat.channel.values() if isinstance(m.body, Bundle)]
    assert bundle.waiting == 29


async def test_those_whom_another_chat_shows_are_counted_in_a_line(make_world: MakeWorld) -> None:
    """They stand on the page already; the channel that was closed is told how many there were."""
    chats = {"page": MemoryChat("page"), "slack": MemoryChat("slack", fault=archived)}
    async with make_world(chats=chats, burst_per_hour=2, burst_per_minute=2) as world:
        for n in range(5):
            await world.arrives(f"@bee{n}")
            await later(world, hours=2)

        chats["slack"].fault = None
        await later(world, hours=4)

        said = [m.body.text for m in chats["slack"].channel.values() if isinstance(m.body, Line)]
        assert len(said) == 1
        assert said[0].startswith("Two more came while I could not write here.")
        assert len(chats["slack"].channel) == 4


async def test_a_card_that_changed_meanwhile_is_brought_up_to_date(world: World) -> None:
    """Asked from the page while the channel was closed: the card must not ask again."""
    ada = await world.arrives("@ada")
    ((remote_id, _),) = world.chat.channel.items()
    closed = dict(world.chat.channel)
    world.chat.channel.clear()
    world.chat.edit_fault = archived
    await world.says("ask @ada 1")

    world.chat.channel.update(closed)
    world.chat.edit_fault = None
    await later(world, minutes=10)

    body = world.chat.channel[remote_id].body
    assert getattr(body, "stage", None) is Stage.ASKED
    assert getattr(body, "id", None) == ada


async def test_a_message_that_may_be_there_is_looked_for_before_it_is_sent_again(world: World) -> None:
    """The channel closed between the try and its answer."""
    world.chat.loses_answers = 1
    ada = await world.arrives("@ada")
    world.chat.find_fault = archived
    await later(world, seconds=20)
    assert (await world.person(ada)).card_state is CardState.PARKED

    world.chat.find_fault = None
    await later(world, minutes=10)

    assert (await world.person(ada)).card_state is CardState.SHOWN
    assert world.chat.posts == 1


async def test_a_message_refused_for_what_it_says_is_not_sent_again(world: World) -> None:
    """The channel was never closed; a repeat would be refused again."""

    def refuse() -> None:
        raise ChatRefused("This does not fit.")

    world.chat.fault = refuse
    ada = await world.arrives("@ada")
    world.chat.fault = None
    await world.arrives("@bo")
    await later(world, hours=5)

    person = await world.person(ada)
    assert (person.card_state, person.card_reason) == (CardState.PARKED, "This does not fit.")
    assert world.chat.posts == 1


async def test_a_forgotten_card_is_taken_away_once_the_channel_opens(world: World) -> None:
    """Forgetting is a promise, also where the message cannot be reached today."""
    ada = await world.arrives("@ada")
    world.chat.remove_fault = archived
    await world.bot.desk.do(_forget(ada))
    await world.settle()
    assert world.chat.channel

    world.chat.remove_fault = None
    await later(world, hours=2)

    assert world.chat.channel == {}


def _forget(person_id: str) -> Command:
    return Command(Word.FORGET, "you", person=person_id, is_admin=True)


async def test_an_unsure_answer_of_the_first_try_is_kept_in_mind(world: World) -> None:
    """Mended means tried again, never sent twice."""

    def lost() -> None:
        raise SendUnsure("The connection broke.")

    world.chat.fault = lost
    ada = await world.arrives("@ada")
    world.chat.fault = archived
    await later(world, seconds=20)
    world.chat.fault = None
    await later(world, minutes=10)

    assert (await world.person(ada)).card_state is CardState.SHOWN
    assert world.chat.posts == 1


async def test_the_other_chats_are_told_once(make_world: MakeWorld) -> None:
    """Who looks at one chat cannot see that the other has fallen silent."""
    chats = {"page": MemoryChat("page"), "slack": MemoryChat("slack", fault=archived)}
    async with make_world(chats=chats) as world:
        for handle in ("@ada", "@bo"):
            await world.arrives(handle)
        await later(world, hours=3)
        clock = world.clock
    async with make_world(chats=chats, clock=clock) as world:
        await world.arrives("@cy")

    said = [m.body.text for m in chats["page"].channel.values() if isinstance(m.body, Line)]
    assert said == ["Slack: The channel is archived. Its cards wait; nothing is lost."]


async def test_a_refused_token_is_told_in_the_other_chats_and_again_only_after_it_was_well(
    make_world: MakeWorld,
) -> None:
    """A line once is news; every five minutes it is noise."""

    def refused() -> None:
        raise ChatUnavailable("The token is refused.", retry_after_s=60, needs_you=True)

    chats = {"page": MemoryChat("page"), "slack": MemoryChat("slack", fault=refused)}
    async with make_world(chats=chats) as world:
        for is_down in (True, True, False, True):
            chats["slack"].fault = refused if is_down else None
            await world.arrives(f"@bee{world.clock.now:%H%M}")
            await later(world, minutes=10)

    said = [m.body.text for m in chats["page"].channel.values() if isinstance(m.body, Line)]
    assert said == ["Slack: The token is refused. Its cards wait; nothing is lost."] * 2

"""Colleagues are called by their names where a chat told them; the record keeps their ids."""

from __future__ import annotations

from bot.core.commands import Command, Word
from bot.core.people import Person
from bot.testing import MemoryChat
from tests.conftest import MakeWorld

JANET, SAM = "600000000000000001", "600000000000000002"


async def test_the_page_says_who_is_asking_by_name(make_world: MakeWorld) -> None:
    """A number of eighteen digits says nothing to whoever looks at the page."""
    async with make_world(chats={"page": MemoryChat("page")}) as world:
        ada = await world.arrives("@ada")
        await world.does(Command(Word.CLAIM, JANET, person=ada, by_name="Janet  Marsh"))

        page = world.bot.desk.at("page")
        person = await page.person(ada)
        taken = await page.do(Command(Word.CLAIM, "sam", person=ada))
        (posted,) = await page.channel("page")

        assert person is not None
        assert person.owner == "Janet Marsh"
        assert person.touches[-1].by == "Janet Marsh"
        assert taken.text.startswith("Janet Marsh has this one")
        assert isinstance(posted.body, Person)
        assert posted.body.owner == "Janet Marsh"
        assert (await page.people()).items[0].owner == "Janet Marsh"


async def test_programs_and_other_chats_get_the_ids(make_world: MakeWorld) -> None:
    """`by` of the JSON API is the id; Discord makes a mention of it."""
    async with make_world() as world:
        ada = await world.arrives("@ada")
        await world.does(Command(Word.CLAIM, JANET, person=ada, by_name="Janet"))

        assert (await world.person(ada)).owner == JANET


async def test_names_outlive_a_restart_and_follow_a_change(make_world: MakeWorld) -> None:
    """People rename themselves; the newest name counts, and nobody has to press anything for it."""
    async with make_world() as world:
        ada = await world.arrives("@ada")
        await world.does(Command(Word.CLAIM, JANET, person=ada, by_name="Janet"))
        await world.does(Command(Word.NOTE, SAM, person=ada, text="Nice", by_name="Sam"))
        await world.does(Command(Word.NOTE, JANET, person=ada, text="Indeed", by_name="Janet Marsh"))
    async with make_world() as world:
        person = await world.bot.desk.at("page").person(ada)

        assert person is not None
        assert person.owner == "Janet Marsh"
        assert {touch.by for touch in person.touches} == {"them", "Janet Marsh", "Sam"}

"""Small builders of Block Kit. Everything passes slack_sdk's models, whose `to_dict` refuses what Slack would refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextBlock,
    ConversationFilter,
    ConversationSelectElement,
    DividerBlock,
    HeaderBlock,
    ImageBlock,
    ImageElement,
    InputBlock,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    RichTextBlock,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, SlackFile
from slack_sdk.models.blocks.block_elements import (
    BlockElement,
    RichTextElementParts,
    RichTextListElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)

CHARACTERS_MAX = 9_000  # about 10,000 over all blocks were refused as `msg_blocks_too_long`
LABEL_MAX = 75  # characters; Slack, "Button element"
SECTION_MAX = 3_000  # characters; Slack, "Section block"
NOTHING = "–"  # stands for words that are not there
ALT_MAX = 2_000  # characters; Slack, "Image block"
URL_MAX = 3_000  # characters; Slack, "Button element"

Parts = RichTextElementParts
Style = RichTextElementParts.TextStyle


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says: `text` is for notifications and screen readers, already escaped."""

    text: str
    blocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that Slack has already, by its id, and the same in words."""

    file: str
    alt: str


def drawing(shown: Shown) -> ImageBlock:
    """A picture of ours, as wide as the message."""
    return ImageBlock(alt_text=shown.alt[:ALT_MAX] or NOTHING, slack_file=SlackFile(id=shown.file))


def content(text: str, blocks: Sequence[Block]) -> Content:
    """Checked by the models; raises `SlackObjectFormationError` for what Slack would refuse."""
    return Content(text.strip() or NOTHING, [block.to_dict() for block in blocks])


def characters(blocks: object) -> int:
    """How many characters of text there are in blocks, however deep."""
    if isinstance(blocks, dict):
        own = blocks.get("text")
        below = sum(characters(value) for value in blocks.values() if not isinstance(value, str))
        return below + (len(own) if isinstance(own, str) else 0)
    return sum(characters(part) for part in blocks) if isinstance(blocks, list) else 0


def plain(text: str) -> PlainTextObject:
    """Literal text; Slack takes no empty one."""
    return PlainTextObject(text=text if text.strip() else NOTHING, emoji=False)


def small(*texts: str, image: ImageElement | None = None) -> ContextBlock:
    """A line in small print; empty texts are left out, and there must be one that is not."""
    elements: list[Any] = [image] if image else []
    elements += [plain(text) for text in texts if text]
    return ContextBlock(elements=elements[:10])


def section(text: str, accessory: BlockElement | None = None) -> SectionBlock:
    return SectionBlock(text=plain(text), accessory=accessory)


def marked(text: str, accessory: BlockElement | None = None) -> SectionBlock:
    """A section whose text is our own markup; outside text in it has to be escaped."""
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=accessory)


def heading(text: str) -> HeaderBlock:
    return HeaderBlock(text=plain(text))


def rule() -> DividerBlock:
    return DividerBlock()


def button(
    said: str, label: str, person: str = "", *, url: str | None = None, primary: bool = False
) -> ButtonElement:
    """A button that says a command, such as "log replied"; its value is the person's id and nothing else."""
    return ButtonElement(
        text=plain(label),
        action_id=action_id(said),
        value=person or None,
        url=url if url and len(url) <= URL_MAX else None,
        style="primary" if primary else None,
    )


def action_id(said: str) -> str:
    """ "ask 2 by dm sent" as `hello.ask.2.by.dm.sent` (architecture, "Buttons")."""
    return "hello." + said.replace(" ", ".")


def said_by(action: str) -> str:
    """The command that an action id stands for."""
    return action.removeprefix("hello.").replace(".", " ")


def menu(said: str, placeholder: str, options: Iterable[tuple[str, str]], person: str) -> StaticSelectElement:
    """A menu of (command, label); the value of each is `<command> <person's id>`."""
    return StaticSelectElement(
        action_id=action_id(said), placeholder=plain(placeholder), options=_options(options, person)
    )


def channel_menu(said: str, placeholder: str, chosen: str) -> ConversationSelectElement:
    """Any channel that the reader sees; `chosen` is an id or ""."""
    return ConversationSelectElement(
        action_id=action_id(said),
        placeholder=plain(placeholder),
        initial_conversation=chosen or None,
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )


def overflow(said: str, options: Iterable[tuple[str, str]], person: str) -> OverflowMenuElement:
    """Three dots; two to five of (command, label)."""
    return OverflowMenuElement(action_id=action_id(said), options=_options(options, person))


def _options(options: Iterable[tuple[str, str]], person: str) -> list[Option]:
    return [
        Option(value=f"{said.replace(' ', '.')} {person}".strip(), text=plain(label))
        for said, label in options
    ]


def actions(*elements: InteractiveElement | None) -> ActionsBlock:
    return ActionsBlock(elements=[element for element in elements if element])


def picture(url: str, alt: str) -> ImageElement:
    return ImageElement(image_url=url, alt_text=alt)


def text_part(text: str, *, bold: bool = False, italic: bool = False) -> Any:
    style = Style(bold=bold or None, italic=italic or None) if bold or italic else None
    return Parts.Text(text=text or NOTHING, style=style)


def link_part(text: str, url: str | None) -> Any:
    """A bold name, linked where there is a place to link to."""
    if url and len(url) <= URL_MAX:
        return Parts.Link(url=url, text=text, style=Style(bold=True))
    return text_part(text, bold=True)


def rich(*elements: Any) -> RichTextBlock:
    return RichTextBlock(elements=list(elements))


def words(*parts: Any) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(parts))


def quote(*parts: Any) -> RichTextQuoteElement:
    return RichTextQuoteElement(elements=list(parts))


def entries(lines: Iterable[Sequence[Any]]) -> RichTextListElement:
    return RichTextListElement(style="bullet", elements=[words(*parts) for parts in lines])


def field(label: str, element: Any, *, block_id: str, hint: str = "", optional: bool = False) -> InputBlock:
    return InputBlock(
        label=plain(label),
        element=element,
        block_id=block_id,
        hint=plain(hint) if hint else None,
        optional=optional,
    )

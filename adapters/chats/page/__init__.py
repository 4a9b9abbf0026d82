"""The local page: the chat that needs no account, no token and no other machine."""

from adapters.chats.page.chat import Page
from adapters.chats.page.routes import page_routes

__all__ = ["Page", "page_routes"]

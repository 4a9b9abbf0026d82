"""Pictures of a report: one specification gives PNG for chats and files, and SVG for pages, in light and in dark."""

from adapters.pictures.render import report_png, report_svg

__all__ = ["report_png", "report_svg"]

"""The report to show to others: figures alone. No handle, no name, no word of anybody's bio, no id."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Mapping
from html import escape
from typing import Any

from bot.core.bank import bank
from bot.core.figures import headline, report_text
from bot.core.outcome import outcomes, shares

CLOSING = "What would you ask first, next time? Answers on a postcard, please."
LIMITS = "One account or a few, nothing to compare with: a story with numbers, not a proof."


def told(report: Mapping[str, Any], *, families: Container[str]) -> dict[str, Any]:
    """A report as it is told in a chat: figures and nobody's id, and no word of a bio, because a message stays.

    Args:
        families: the topics of our own bank. A label outside it may be a word of somebody's bio, so it goes.
    """
    topics = {name: row for name, row in report["by"]["topic"].items() if name in families}
    openers = [row for row in report.get("openers", ()) if row["family"] in families]
    by = {**report["by"], "topic": topics}
    return {**report, "good": [], "talks_marked_good": len(report["good"]), "by": by, "openers": openers}


def shared(report: Mapping[str, Any], *, families: Container[str]) -> dict[str, Any]:
    """A report without anything about a person, the user's own accounts included."""
    return {
        **told(report, families=families),
        "totals": [{**total, "account": "One account"} for total in report.get("totals", ())],
    }


def _lines(report: Mapping[str, Any]) -> list[str]:
    """The sentences, with the good talks counted though their ids are gone."""
    good = report.get("talks_marked_good", len(report["good"]))
    return report_text({**report, "good": [""] * good}).splitlines()[1:]


def _tables(report: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Titles with rows of two cells."""
    found = [("What came of it", [(group.words, str(group.n)) for group in outcomes(report)])]
    for what, title in (("topic", "What the questions were about"), ("platform", "Where they came from")):
        rows = [
            (share.words, f"{share.answered} of {share.asked} answered") for share in shares(report, what)
        ]
        found.append((title, rows))
    for what, title in (("weekday", "The days you asked on"), ("hour", "The hours you asked in")):
        rows = [
            (f"{name}:00" if what == "hour" else name, f"{row['answered']} of {row['asked']} answered")
            for name, row in report["by"][what].items()
            if row["asked"]
        ]
        found.append((title, rows))
    return [(title, rows) for title, rows in found if rows]


def markdown(report: Mapping[str, Any]) -> str:
    """A report as Markdown."""
    parts = [f"# {headline(report)}", f"{report['from'][:10]} to {report['to'][:10]}, {report['zone']}"]
    parts.append("\n".join(f"- {line}" for line in _lines(report)))
    for title, rows in _tables(report):
        table = [f"| {title} | |", "| --- | --- |", *(f"| {_cell(a)} | {_cell(b)} |" for a, b in rows)]
        parts.append("\n".join(table))
    parts += [f"*{LIMITS}*", CLOSING]
    return "\n\n".join(part for part in parts if part) + "\n"


def html(report: Mapping[str, Any], *, light: str = "", dark: str = "", alt: str = "") -> str:
    """A report as one HTML file that needs no other.

    Args:
        light: the picture as SVG, ours; `dark` the same for dark screens; both are left out where there is none.
        alt: all figures of the picture in words.
    """
    lines = "".join(f"<li>{escape(line)}</li>" for line in _lines(report))
    pictures = "".join(
        f'<div class="{name}" role="img" aria-label="{escape(alt)}">{svg}</div>'
        for name, svg in (("light", light), ("dark", dark))
        if svg
    )
    tables = "".join(
        f"<table><caption>{escape(title)}</caption><tbody>"
        + "".join(f'<tr><th scope="row">{escape(a)}</th><td>{escape(b)}</td></tr>' for a, b in rows)
        + "</tbody></table>"
        for title, rows in _tables(report)
    )
    title = escape(headline(report))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(report['from'][:10])} to {escape(report['to'][:10])}, {escape(report['zone'])}</p>"
        f"{pictures}<ul>{lines}</ul>{tables}<p><em>{escape(LIMITS)}</em></p><p>{escape(CLOSING)}</p>"
        "</main></body></html>\n"
    )


_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;background:light-dark(#fffefa,#1a2733);color:light-dark(#17283b,#f1ece0);"
    "font:17px/1.5 system-ui,sans-serif}main{max-width:52rem;margin:0 auto;padding:2rem 1rem}svg{max-width:100%;height:auto}"
    ".dark{display:none}@media(prefers-color-scheme:dark){.light{display:none}.dark{display:block}}"
    "table{border-collapse:collapse;margin:1.5rem 0;width:100%}caption{text-align:left;font-weight:600}"
    "th,td{text-align:left;font-weight:400;padding:.3rem .5rem .3rem 0;border-bottom:1px solid light-dark(#cbd5d4,#364656)}"
)


def rows(report: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every figure as (name, value), names with dots: for spreadsheets."""
    found: list[tuple[str, str]] = []

    def walk(name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(f"{name}.{key}" if name else str(key), inner)
        elif isinstance(value, list | tuple):
            found.append((name, str(len(value))))
        else:
            found.append((name, "" if value is None else str(value)))

    walk("", report)
    return found


def csv_text(report: Mapping[str, Any]) -> str:
    """Every figure as CSV, safe to open in a spreadsheet."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("figure", "value"))
    # A cell that begins like a formula would be run by a spreadsheet; hashtag hours are named by users.
    writer.writerows((f"'{name}" if name[:1] in "=+-@" else name, value) for name, value in rows(report))
    return text.getvalue()


def own_families() -> frozenset[str]:
    """The topic families of our own bank."""
    return frozenset(entry.family for entry in bank("en").entries)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

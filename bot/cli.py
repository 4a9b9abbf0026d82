"""`helloback`: stdout is data, stderr is talk; exit 0 done, 1 fault, 2 usage. Each command imports only what it needs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="They followed you. Say hello back.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


InWorkspace = Annotated[
    str, typer.Option("--workspace", help="One beside the home one, by its name or id in helloback.toml.")
]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("helloback"))
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    pass


@app.command()
def demo(
    fast: Annotated[bool, typer.Option("--fast", help="Everybody arrives within ten seconds.")] = False,
    seed: Annotated[int, typer.Option(help="Another number, another order.")] = 0,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    day: Annotated[
        str, typer.Option(help="Which day to live through: first, quiet, hour, raid or away.")
    ] = "first",
) -> None:
    """See it work: invented followers on a local page, no tokens, nothing leaves this machine."""
    from bot.commandline.running import run_demo

    run_demo(fast=fast, seed=seed, open_browser=not no_open, day=day)


@app.command()
def run() -> None:
    """Run the bot as .env says."""
    from bot.commandline.running import run_bot

    run_bot()


@app.command()
def check() -> None:
    """Test every setting and say what to do about each fault."""
    from bot.commandline.checking import check_all

    raise typer.Exit(0 if check_all() else 1)


@app.command()
def status(workspace: InWorkspace = "") -> None:
    """How the queues stand now, and what could not be done."""
    from bot.commandline.records import show_status

    show_status(workspace=workspace)


@app.command()
def suggest(
    bio: Annotated[str | None, typer.Argument(help="What a bio says.")] = None,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read one JSON object a line, write one a line.")
    ] = False,
) -> None:
    """What a bio tells, and three questions on it."""
    from bot.commandline.suggesting import suggest_lines_of, suggest_one

    if jsonl == (bio is not None):
        raise typer.BadParameter(
            'Give a bio, as in: helloback suggest "Allotments and brass bands", or --jsonl.'
        )
    if bio is not None:
        suggest_one(bio)
    elif not suggest_lines_of(sys.stdin.buffer):
        raise typer.Exit(1)


@app.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(help="LinkedIn's Connections.csv, any CSV with a header, or JSONL.")
    ],
    mapping: Annotated[
        list[str] | None, typer.Option("--map", help="column=field, for columns I do not know.")
    ] = None,
    platform: Annotated[str, typer.Option(help="Where these people are, if the file does not say.")] = "",
    account: Annotated[str, typer.Option(help="Which of your accounts they follow.")] = "default",
    known: Annotated[bool, typer.Option("--known", help="They follow already: no cards.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything, store nothing.")] = False,
    workspace: InWorkspace = "",
) -> None:
    """Bring people from a file."""
    from bot.commandline.importing import import_people

    import_people(
        file,
        mapping=mapping or [],
        platform=platform,
        account=account,
        known=known,
        dry_run=dry_run,
        workspace=workspace,
    )


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, max=366, help="How many days back.")] = 14,
    form: Annotated[str, typer.Option("--format", help="text, json, csv, png, html or md.")] = "text",
    output: Annotated[Path | None, typer.Option(help="A file instead of the screen.")] = None,
    share: Annotated[bool, typer.Option("--share", help="Without anything about a person.")] = False,
    dark: Annotated[bool, typer.Option("--dark", help="The picture for dark screens.")] = False,
    workspace: InWorkspace = "",
) -> None:
    """What the asking brought."""
    from bot.commandline.reporting import FORMATS, write_report

    if form not in FORMATS:
        raise typer.BadParameter(f"The format is one of {', '.join(FORMATS)}.")
    if form == "png" and output is None:
        raise typer.BadParameter("A picture needs a file: --output report.png.")
    write_report(days=days, form=form, output=output, share=share, dark=dark, workspace=workspace)


@app.command()
def export(
    form: Annotated[
        str, typer.Option("--format", help="json, csv (a folder with two files), or zip (all of it).")
    ] = "json",
    output: Annotated[Path | None, typer.Option(help="A file, or for csv a folder.")] = None,
    workspace: InWorkspace = "",
) -> None:
    """Everything stored, to take away."""
    from bot.commandline.records import export_all

    if form not in ("json", "csv", "zip") or (form != "json" and output is None):
        raise typer.BadParameter("The format is json, csv with --output FOLDER, or zip with --output FILE.")
    export_all(form=form, output=output, workspace=workspace)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file, such as helloback-backup.zip.")]) -> None:
    """Everything in one file, whole even while the bot runs."""
    from bot.commandline.backups import back_up

    back_up(file)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `helloback backup` wrote.")]) -> None:
    """Put a back-up in the place of what is here; stop the bot first. Whoever was forgotten stays forgotten."""
    from bot.commandline.backups import restore as put_back

    put_back(file)


@app.command()
def forget(
    handle: Annotated[str, typer.Argument(help="@ada, x:@ada or @ada@host.")], workspace: InWorkspace = ""
) -> None:
    """Erase everything about one person."""
    from bot.commandline.records import forget_person

    forget_person(handle, workspace=workspace)


@app.command()
def workspaces(
    erase: Annotated[str, typer.Option(metavar="NAME", help="Erase now what a removed one has stored.")] = "",
) -> None:
    """Every workspace beside the home one: whether it is connected, and what it holds."""
    from bot.commandline.workspaces import erase_removed, show_workspaces

    if erase:
        erase_removed(erase)
    else:
        show_workspaces()


@app.command()
def connect(
    what: Annotated[str, typer.Argument(help="slack, discord, mastodon, bluesky or github.")],
) -> None:
    """Connect a chat, up to a test card, or a platform; one thing at a time, each tested."""
    from bot.commandline.connecting import connect as go_through

    go_through(what)


@app.command()
def manifest(
    what: Annotated[str, typer.Argument(help="slack.")],
    url: Annotated[
        str, typer.Option(help="Where Slack reaches this machine, https://…; without it, Socket Mode.")
    ] = "",
) -> None:
    """The app manifest to paste into Slack."""
    import json

    from adapters.chats.slack.manifest import manifest as slack_manifest

    if what != "slack":
        raise typer.BadParameter("There is a manifest for slack only: helloback manifest slack.")
    try:
        print(json.dumps(slack_manifest(url=url), indent=2, ensure_ascii=False))
    except ValueError as error:
        raise typer.BadParameter(f"--url: {error}.") from error


@app.command()
def secret() -> None:
    """A fresh webhook secret, for HELLOBACK_WEBHOOK_SECRET."""
    import base64
    import secrets

    typer.echo("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())


def main() -> None:
    """The console script. Our own errors are one line on stderr, not a traceback."""
    from bot.errors import HellobackError

    try:
        app()
    except HellobackError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:  # whoever read us has gone: `helloback export | head`
        sys.stderr.close()
        sys.exit(0)

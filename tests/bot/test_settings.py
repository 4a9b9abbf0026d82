"""Settings say everything that is wrong with them at once, and never what is secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, env_name, load_settings

ROOT = Path(__file__).parents[2]


def test_nothing_set_works(tmp_path: Path) -> None:
    """Works alone: no key, no server."""
    settings = load_settings({}, folder=tmp_path)

    assert settings.database_url == "sqlite:///helloback.db"
    assert settings.web_host == "127.0.0.1"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """Nobody should fix .env five times."""
    (tmp_path / ".env").write_text("HELLOBACK_QUIET_DAYS=soon\nHELLOBACK_TIMEZONE=Mars/Base\n")
    environ = {"HELLOBACK_HOLD_SECOND": "5", "HELLOBACK_WEB_PORT": "99999"}

    with pytest.raises(SettingsError) as caught:
        load_settings(environ, folder=tmp_path)

    text = str(caught.value)
    for name in ("HELLOBACK_QUIET_DAYS", "HELLOBACK_TIMEZONE", "HELLOBACK_WEB_PORT"):
        assert name in text
    assert "HELLOBACK_HOLD_SECOND: there is no such setting. The nearest is HELLOBACK_HOLD_SECONDS." in text


def test_a_database_that_cannot_be_used_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    """Told with all others, not at the first word to the store."""
    with pytest.raises(SettingsError, match="HELLOBACK_DATABASE_URL: only sqlite:///FILE works"):
        load_settings({"HELLOBACK_DATABASE_URL": "postgresql://db/hello"}, folder=tmp_path)


def test_the_environment_comes_before_env_file_before_toml(tmp_path: Path) -> None:
    """The order of the contract."""
    (tmp_path / "helloback.toml").write_text('timezone = "Europe/Paris"\nquiet_days = 3\nweb_port = 1\n')
    (tmp_path / ".env").write_text("HELLOBACK_QUIET_DAYS=4\nHELLOBACK_WEB_PORT=2\nHELLOBACK_LANGUAGE=\n")

    settings = load_settings({"HELLOBACK_WEB_PORT": "3"}, folder=tmp_path)

    assert (settings.timezone, settings.quiet_days, settings.web_port) == ("Europe/Paris", 4, 3)
    assert settings.language == "en"


def test_several_accounts_come_from_toml(tmp_path: Path) -> None:
    """Agencies have many."""
    (tmp_path / "helloback.toml").write_text(
        '[[account]]\nplatform = "mastodon"\nurl = "https://a.example"\n'
    )

    assert load_settings({}, folder=tmp_path).account[0].platform == "mastodon"


def test_a_wrong_toml_file_is_named(tmp_path: Path) -> None:
    """A slip of the pen gets its file and its nearest name."""
    (tmp_path / "helloback.toml").write_text('timezon = "Europe/Paris"\n')

    with pytest.raises(
        SettingsError, match=r"helloback\.toml: there is no setting “timezon”. The nearest is “timezone”"
    ):
        load_settings({}, folder=tmp_path)


def test_secrets_are_in_no_repr_and_no_error(tmp_path: Path) -> None:
    """A traceback or a log line must not give a token away."""
    settings = load_settings(
        {"HELLOBACK_WEB_PASSWORD": "hunter2hunter2", "SLACK_BOT_TOKEN": "xoxb-1"}, folder=tmp_path
    )

    assert "hunter2" not in repr(settings)
    assert set(settings.secrets) == {"hunter2hunter2", "xoxb-1"}
    with pytest.raises(SettingsError) as caught:
        load_settings({"HELLOBACK_WEB_PORT": "hunter2"}, folder=tmp_path)
    assert "hunter2" not in str(caught.value)


def test_the_example_names_every_setting_and_no_other() -> None:
    """.env.example is the page on settings; a setting that it does not name cannot be found."""
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert named == {env_name(field) for field in Settings.model_fields} - {"ACCOUNT", "WORKSPACE"}


def test_tokens_of_further_accounts_are_secrets_too() -> None:
    """They stand in helloback.toml under names of their own, and must not reach a log either."""
    more = [{"platform": "mastodon", "url": "https://a.example", "access_token": "hush"}]

    assert "hush" in Settings(account=more).secrets


TOML_FAULTS = {
    '[[account]]\nplatform = "x"\nworkspace = "acmee"': "[[account]] 1.workspace: there is no workspace “acmee”. The nearest is “acme”.",
    '[[workspace]]\nchat = "page"\nid = "1"': "[[workspace]] 2: chat “page” has one workspace only",
    '[[workspace]]\nchat = "discord"\nid = "acme"': "right-click the server, Copy Server ID",
    '[[workspace]]\nchat = "slack"\nid = "T2X"\nname = "acme"': "two workspaces called “acme”",
    '[[workspace]]\nchat = "slack"\nchannel = "C1"': "channel needs an id beside it",
    '[[workspace]]\nchat = "slack"\nid = "T3X"\nremind_days = "sometimes"': "expected days such as mon-fri",
}


@pytest.mark.parametrize("fault", TOML_FAULTS)
def test_a_workspace_that_cannot_be_is_told_in_words(tmp_path: Path, fault: str) -> None:
    """Followers of one client must not land with another because of a slip of the pen."""
    acme = '[[workspace]]\nchat = "slack"\nid = "T123ABC"\nname = "acme"\n'
    (tmp_path / "helloback.toml").write_text(acme + fault)

    with pytest.raises(SettingsError) as caught:
        load_settings({}, folder=tmp_path)

    assert TOML_FAULTS[fault] in str(caught.value)


def test_an_account_names_its_workspace_by_name_or_id(tmp_path: Path) -> None:
    """A name is easier to read; the id is what the chat shows, also of one that was only installed."""
    (tmp_path / "helloback.toml").write_text(
        '[[workspace]]\nchat = "slack"\nid = "T123ABC"\nname = "acme"\n'
        '[[account]]\nplatform = "x"\nworkspace = "acme"\n'
        '[[account]]\nplatform = "x"\naccount = "@b"\nworkspace = "123456789012345678"\n'
    )

    settings = load_settings({}, folder=tmp_path)

    assert [settings.further(account.workspace) for account in settings.account] == [
        ("slack", "T123ABC"),
        ("discord", "123456789012345678"),
    ]
    with pytest.raises(SettingsError, match="The nearest is “acme”"):
        settings.further("acne")

"""Slack: cards in a channel, `/hello`, buttons, modals and the home tab. Imports the SDK, so import it only when configured."""

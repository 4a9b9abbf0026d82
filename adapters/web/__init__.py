"""The one HTTP server: access, the JSON API, health, and the doors of every webhook. It knows no chat and no store."""

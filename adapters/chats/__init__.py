"""Where the user is told: one folder a chat."""

"""What the commands of `helloback` do; a part of the composition root. `bot.cli` says how they are called."""

"""The command line: what all commands share, and in `commands/` the commands themselves."""

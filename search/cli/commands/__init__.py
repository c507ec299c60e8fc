"""The commands, each in the module that is named after it or after what it shares with others."""

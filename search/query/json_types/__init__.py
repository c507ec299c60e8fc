"""The JSON of each answer as typed dictionaries, with a description of each key: one definition for all interfaces."""

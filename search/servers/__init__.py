"""The servers: HTTP with a web page, and the Model Context Protocol."""

"""`nutgraf serve`: the archive over HTTP, with its web page and MCP. A thin room over `Searcher`.

`app` has the routes, `middleware` guards them, `dispatcher` hands questions to `worker` processes.
"""

"""`nutgraf serve`: the archive over HTTP, with a web page and MCP. A thin layer over `Searcher`.

`app` has the routes, `middleware` guards them, `dispatcher` passes questions to `worker` processes.
"""

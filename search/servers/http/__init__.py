"""`nutgraf serve`: the archive over HTTP, with its web page and MCP. A thin room over `Searcher`.

`app` says what may be asked, `gate` who may ask, `dispatcher` hands questions to `worker` processes, `server` runs it all.
"""

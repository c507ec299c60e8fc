"""Downloads of press databases: Nexis, Factiva and Europresse, as text and as HTML."""

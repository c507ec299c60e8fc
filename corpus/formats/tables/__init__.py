"""Tables of records: separated by commas or tabs, or in workbooks."""

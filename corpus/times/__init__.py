"""Parts of dates: months in other languages, time zones, and the order of day and month."""

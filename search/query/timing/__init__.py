"""Time in a question: dates, seasons, quarters and relative days that it names, and the order that it asks for."""

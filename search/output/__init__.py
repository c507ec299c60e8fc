"""What is printed: results and statuses as text, JSON, CSV and Markdown."""

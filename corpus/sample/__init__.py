"""The sample corpus that ships with nutgraf: invented short articles of our own writing, one a line."""

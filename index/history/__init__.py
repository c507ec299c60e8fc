"""The history: earlier versions of edited articles, removed articles, and the log of what each commit changed."""

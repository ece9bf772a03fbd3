"""Answers to proposals: recorded for good, and what each means for the next step."""

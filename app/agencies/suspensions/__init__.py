"""Suspending an agency ends what it sees."""

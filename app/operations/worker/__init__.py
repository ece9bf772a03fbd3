"""The one loop that takes operations from the queue, on either database."""

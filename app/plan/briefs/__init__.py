"""A case on one page, for an adviser who sees it for the first time."""

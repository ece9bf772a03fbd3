"""What a lender offers instead, scored as our own offers are and laid beside the best of them."""

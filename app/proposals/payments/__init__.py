"""The terms of a proposal, and the payments that follow from them."""

"""Step 2: proposals, what they are worth to both sides, refusals and counter-offers."""

"""The score's model card: what it is made of, what it assumes, and what it is not."""

"""How reasonable a proposal is: the score, its words and its model card."""

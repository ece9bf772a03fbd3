"""How reasonable a proposal is: the score and its words."""

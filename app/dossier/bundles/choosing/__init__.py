"""What goes into a bundle: the evidence and contacts of a scope, as its profile shows them."""

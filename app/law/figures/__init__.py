"""Single figures of the law: what a claim or an answer compares with."""

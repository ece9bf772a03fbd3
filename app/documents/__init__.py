"""Papers of a case (材料): composed from its facts, rendered, issued and kept as they were."""

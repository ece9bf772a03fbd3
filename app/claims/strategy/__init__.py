"""The strategy sheet (诉讼策略) of a claim: routes, evidence, costs, time, before and after."""

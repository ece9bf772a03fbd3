"""How a case ended, what helped, and what was learned (结果与复盘)."""

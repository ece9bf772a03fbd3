"""The channel ladder (渠道阶梯): from the hotline to the legal route, rung by rung."""

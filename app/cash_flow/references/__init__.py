"""Published amounts of a region, entered by the operator (参考标准): none is shipped."""

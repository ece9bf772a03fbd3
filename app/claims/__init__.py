"""Claims of the person (请求权): what a case must prove, what it holds, what is worth doing."""

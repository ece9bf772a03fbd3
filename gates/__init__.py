"""Gates: what a running server must hold. They need a browser and Node, which the tests do not."""

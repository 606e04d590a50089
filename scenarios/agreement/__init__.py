"""Whether virtual time says what sockets say: bounds from repeated runs on sockets, and the comparison."""

"""The plain siting problem: every site served by one hub, solved by a tree of its own."""

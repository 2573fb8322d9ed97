"""Problems that share one cause, found, named and counted: 4,000 problems become one action."""

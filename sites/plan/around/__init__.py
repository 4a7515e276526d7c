"""What lies around a plan: alternatives, repairs, conflicts, wishes, trade-offs."""

"""What makes a site good, in numbers: scouting, scores, ranks, mother locations."""

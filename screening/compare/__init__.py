"""Two names: how far they may be the same, feature by feature, in points that add up. Decides nothing."""

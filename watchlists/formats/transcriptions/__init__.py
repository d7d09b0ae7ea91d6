"""One-time transcriptions: from somebody else's copy of a list to our data file, one small module a publisher."""

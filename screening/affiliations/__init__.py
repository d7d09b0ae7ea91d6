"""Reading affiliation strings: words, segments, places, roles, and the pieces that name one institution each."""

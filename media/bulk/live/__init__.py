"""The live streams of a whole fleet from one media port: the bulk sender with the face of a single sender."""

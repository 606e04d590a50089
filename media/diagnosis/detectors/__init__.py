"""One detector a file: from a sample of pictures to a score; the higher, the worse."""

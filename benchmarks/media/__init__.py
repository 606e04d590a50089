"""The media plane: cameras and streams a core."""

"""The system in plain words and in pictures, for people."""

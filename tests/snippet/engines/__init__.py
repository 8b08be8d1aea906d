"""Three engines behind one small interface."""
